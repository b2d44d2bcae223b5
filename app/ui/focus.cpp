#include "ui/focus.h"

#include <algorithm>
#include <utility>

#include "draw/imgui_compat.h"
#include "ui/frame.h"
#include "ui/icons.h"
#include "ui/text.h"

namespace syncwall {

namespace {

std::size_t place(Layer layer) { return static_cast<std::size_t>(layer); }

Layer topmost(const Frame& frame) {
  if (frame.desk.order().open()) return Layer::Order;
  if (frame.desk.on_wall()) return Layer::Desk;
  if (frame.ui.palette.open) return Layer::Palette;
  if (frame.desk.keys_shown()) return Layer::Keys;
  if (frame.ui.focus.menu) return Layer::Menu;
  return frame.desk.diagnostics_shown() ? Layer::Panel : Layer::Desk;
}

// How far the keys of this frame move the focus among so many stops; 0: nowhere.
int step_of_keys(const FocusState& focus) {
  if (key_pressed(Key::Tab, true)) return ImGui::GetIO().KeyShift ? -1 : 1;
  if (focus.top != Layer::Menu) return 0;
  return (key_pressed(Key::Down, true) ? 1 : 0) - (key_pressed(Key::Up, true) ? 1 : 0);
}

void move_to(FocusState& focus, ImGuiID id) {
  focus.here() = id;
  focus.moved = true;
}

void move(FocusState& focus, int step) {
  const std::vector<ImGuiID>& stops = focus.last_stops[place(focus.top)];
  if (stops.empty()) return;
  const auto n = static_cast<int>(stops.size());
  const auto found = std::ranges::find(stops, focus.here());
  const int at = found == stops.end() ? (step > 0 ? -1 : 0) : static_cast<int>(found - stops.begin());
  move_to(focus, stops[static_cast<std::size_t>((at + step + n) % n)]);
}

}  // namespace

void begin_focus(Frame& frame) {
  FocusState& focus = frame.ui.focus;
  for (std::size_t i = 0; i < kLayers; ++i) {
    focus.last_stops[i].swap(focus.stops[i]);
    focus.stops[i].clear();
  }
  focus.menu = std::exchange(focus.menu_drawn, false);
  const Layer before = std::exchange(focus.top, topmost(frame));
  if (focus.top > before) focus.here() = 0;
  focus.drawing = Layer::Desk;
  focus.moved = focus.pressed = focus.escaped = false;
  if (focus.top == Layer::Order || focus.top == Layer::Palette || frame.desk.on_wall()) return;
  const std::vector<ImGuiID>& stops = focus.last_stops[place(focus.top)];
  if (std::ranges::find(stops, focus.here()) == stops.end()) focus.here() = 0;
  if (ImGui::IsMouseClicked(0) || ImGui::IsMouseClicked(1)) focus.here() = 0;
  const bool typing = typing_text();
  if (const int step = step_of_keys(focus); step != 0) {
    if (typing) stop_typing();
    return move(focus, step);
  }
  if (typing) return;
  if (focus.top == Layer::Menu && !stops.empty()) {
    if (key_pressed(Key::Home)) move_to(focus, stops.front());
    if (key_pressed(Key::End)) move_to(focus, stops.back());
  }
  if (focus.here() == 0) return;
  focus.pressed = key_pressed(Key::Enter) || key_pressed(Key::Space);
  if (focus.top == Layer::Desk && key_pressed(Key::Escape)) {
    focus.escaped = true;
    focus.here() = kTableStop;
  }
}

LayerScope::LayerScope(Frame& frame, Layer layer)
    : frame_(frame), before_(std::exchange(frame.ui.focus.drawing, layer)) {}
LayerScope::~LayerScope() { frame_.ui.focus.drawing = before_; }

bool focus_stop(Frame& frame, ImGuiID id, ImVec2 min, ImVec2 max, float rounding) {
  FocusState& focus = frame.ui.focus;
  focus.stops[place(focus.drawing)].push_back(id);
  if (id == kTableStop || focus.drawing != focus.top || focus.here() != id) return false;
  const float gap = frame.px(2);
  outline(*ImGui::GetWindowDrawList(), {min.x - gap, min.y - gap}, {max.x + gap, max.y + gap}, frame.theme.accent,
          rounding + gap, frame.px(2));
  frame.note("focus", "", min, max);
  return true;
}

bool clickable(Frame& frame, const char* id, ImVec2 size, float rounding, bool enabled) {
  const bool clicked = ImGui::InvisibleButton(id, size);
  if (!enabled) return false;
  if (ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  const bool focused =
      focus_stop(frame, ImGui::GetItemID(), ImGui::GetItemRectMin(), ImGui::GetItemRectMax(), rounding);
  if (focused && frame.ui.focus.moved) ImGui::SetScrollHereY(0.5f);
  return clicked || (focused && frame.ui.focus.pressed);
}

bool begin_menu(Frame& frame, const char* id) {
  if (!ImGui::BeginPopup(id)) return false;
  frame.ui.focus.menu_drawn = true;
  frame.ui.focus.drawing = Layer::Menu;
  if (frame.ui.focus.top == Layer::Menu && key_pressed(Key::Escape)) ImGui::CloseCurrentPopup();
  return true;
}

void end_menu(Frame& frame) {
  ImGui::EndPopup();
  frame.ui.focus.drawing = Layer::Desk;
}

bool menu_item(Frame& frame, int id, std::string_view label, std::string_view right, bool enabled, bool keeps,
               int tick) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float height = frame.px(28), pad = frame.px(8), box = tick < 0 ? 0 : frame.px(26), gap = frame.px(24);
  const float quiet = right.empty() ? 0 : gap + line_width(frame, Face::Small, right);
  const float wanted = 2 * pad + box + line_width(frame, Face::Body, label) + quiet;
  ImGui::PushID(id);
  const ImGuiSelectableFlags flags =
      (keeps ? ImGuiSelectableFlags_DontClosePopups : 0) | (enabled ? 0 : ImGuiSelectableFlags_Disabled);
  bool chosen = ImGui::Selectable("##item", false, flags, {0, height});
  const ImGuiID item = ImGui::GetItemID();
  ImGui::PopID();
  // The whole width of the menu, which is that of its widest item.
  const ImVec2 max{ImGui::GetWindowPos().x + ImGui::GetWindowWidth() - ImGui::GetStyle().WindowPadding.x,
                   at.y + height};
  if (enabled && focus_stop(frame, item, at, max, frame.px(5)) && frame.ui.focus.pressed) {
    chosen = true;
    if (!keeps) ImGui::CloseCurrentPopup();
  }
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (tick >= 0)
    draw_tick_box(list, {at.x + pad + frame.px(7), at.y + height / 2}, frame.px(15), tick, frame.theme.tick,
                  frame.theme.quiet, frame.theme.on_tick);
  const auto y = [&](Face face) { return at.y + (height - line_height(frame, face)) / 2; };
  draw_line(frame, list, Face::Body, {at.x + pad + box, y(Face::Body)}, enabled ? frame.theme.text : frame.theme.quiet,
            label);
  if (!right.empty())
    draw_line(frame, list, Face::Small, {max.x - pad - quiet + gap, y(Face::Small)}, frame.theme.quiet, right);
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy({wanted, height - ImGui::GetStyle().ItemSpacing.y});
  return chosen && enabled;
}

}  // namespace syncwall
