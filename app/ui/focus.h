// Who has the keyboard. Whatever is on top has it, and within that one widget: Tab goes round those that were drawn, in
// their order, and what has the focus shows a ring. UI thread only.
#pragma once

#include <imgui.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace syncwall {

struct Frame;

// What can lie over what, from below. Of a dialog about jobs the keys are its own (order_dialog.h).
enum class Layer : std::uint8_t { Desk, Panel, Menu, Keys, Palette, Order };
inline constexpr std::size_t kLayers = 6;
inline constexpr ImGuiID kTableStop = 0;  // the table: where the keys go if nothing else has the focus

struct FocusState {
  Layer top = Layer::Desk, drawing = Layer::Desk;  // who has the keys, and whose widgets are being drawn
  std::array<ImGuiID, kLayers> at{};               // what has the focus; 0: the table, or nothing
  std::array<std::vector<ImGuiID>, kLayers> stops, last_stops;
  bool moved = false;    // by a key, in this frame
  bool pressed = false;  // Enter or Space, for what has the focus
  bool escaped = false;  // Esc was for the widget that had the focus
  bool menu = false, menu_drawn = false;

  [[nodiscard]] ImGuiID& here() { return at[static_cast<std::size_t>(top)]; }
  [[nodiscard]] ImGuiID here() const { return at[static_cast<std::size_t>(top)]; }
  [[nodiscard]] bool on_table() const { return top == Layer::Desk && here() == kTableStop; }
};

// First in a frame: finds out what is on top, and moves the focus as keys say.
void begin_focus(Frame& frame);

// What is drawn while it lives belongs to that layer.
class LayerScope {
 public:
  LayerScope(Frame& frame, Layer layer);
  ~LayerScope();
  LayerScope(const LayerScope&) = delete;
  LayerScope& operator=(const LayerScope&) = delete;

 private:
  Frame& frame_;
  Layer before_;
};

// A place where Tab stops. True where it has the focus; then a ring is drawn round it.
bool focus_stop(Frame& frame, ImGuiID id, ImVec2 min, ImVec2 max, float rounding);
// What can be pressed, by the mouse or where it has the focus by Enter and Space: at the cursor of the current window.
// Whoever calls draws it; where not `enabled` it is no stop and answers false.
[[nodiscard]] bool clickable(Frame& frame, const char* id, ImVec2 size, float rounding, bool enabled = true);

// A menu that owns the keys while it is open: arrows, Home, End and Tab go through its items, Esc closes it. Ends with
// end_menu() where it answers true. `id` as given to ImGui::OpenPopup() in the same window.
[[nodiscard]] bool begin_menu(Frame& frame, const char* id);
void end_menu(Frame& frame);
// In a menu. `right`: said quietly behind it, as why it can't be chosen. `keeps`: the menu stays open. `tick`: -1 none,
// else whether its box is ticked.
[[nodiscard]] bool menu_item(Frame& frame, int id, std::string_view label, std::string_view right = {},
                             bool enabled = true, bool keeps = false, int tick = -1);

}  // namespace syncwall
