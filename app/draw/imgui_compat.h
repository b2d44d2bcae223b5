// The bridge over Dear ImGui 1.86 (Debian 12), 1.90 and 1.92. No other file outside window/ asks for the version.
#pragma once

#include <imgui.h>
#include <imgui_internal.h>

#include <span>

#include "base/key.h"

namespace syncwall {

// Pressed in this frame (held ones repeat where `repeat` says so). Looks at the key alone: what Ctrl and Shift
// do is in ImGui::GetIO(). Question and Plus are the characters that the layout makes of a key, others keys.
[[nodiscard]] bool key_pressed(Key key, bool repeat = false);
// The character by which a key is known, wherever it lies; 0: it is known by its place.
[[nodiscard]] char character_of(Key key);
// What `io.KeysDown` (before 1.87) or an event (since) calls that key: for the test driver.
[[nodiscard]] int native_key(Key key);

// Whether the keys of this frame belong to a text field: also in the frame in which Enter or Esc leaves it, and no
// longer in the one after, where io.WantTextInput still says so.
[[nodiscard]] bool typing_text();
// Takes the keyboard from the text field that has it.
void stop_typing();

// While it lives Dear ImGui doesn't see that key, or that the right button was let go: where we answer to it ourselves.
class HiddenKey {
 public:
  explicit HiddenKey(Key key);
  ~HiddenKey();
  HiddenKey(const HiddenKey&) = delete;
  HiddenKey& operator=(const HiddenKey&) = delete;

 private:
  float* held_;
  float before_;
};
class HiddenRightRelease {
 public:
  HiddenRightRelease();
  ~HiddenRightRelease();
  HiddenRightRelease(const HiddenRightRelease&) = delete;
  HiddenRightRelease& operator=(const HiddenRightRelease&) = delete;

 private:
  bool before_;
};
// While it lives Dear ImGui's own Tab stops at no field: where Tab goes is ours to say.
class NoTabStop {
 public:
  NoTabStop();
  ~NoTabStop();
  NoTabStop(const NoTabStop&) = delete;
  NoTabStop& operator=(const NoTabStop&) = delete;
};

// Of the current table: a column as wide as its texts want; all widths, places and hidden columns as they were at
// first.
void fit_column(int column);
void reset_columns();

// Lets a smaller widget inside a row's hit area have the click.
#if IMGUI_VERSION_NUM >= 18970
inline constexpr ImGuiSelectableFlags kSelectableOverlap = ImGuiSelectableFlags_AllowOverlap;
#else
inline constexpr ImGuiSelectableFlags kSelectableOverlap = ImGuiSelectableFlags_AllowItemOverlap;
#endif

// Sets the scroll position of the next window or scrolling table, px; a negative part stays as it is.
void set_next_scroll(ImVec2 scroll);

// Outlines. 1.92.8 swapped the last two parameters of these functions of ImDrawList.
void outline(ImDrawList& list, ImVec2 min, ImVec2 max, ImU32 color, float rounding, float thickness);
void polyline(ImDrawList& list, std::span<const ImVec2> points, ImU32 color, float thickness);
void stroke_path(ImDrawList& list, ImU32 color, float thickness);

// The lists of a frame. 1.93 has no count beside them.
[[nodiscard]] std::span<ImDrawList* const> draw_lists(const ImDrawData& data);

// A font drawn at a size of its own, without the id stack: for ImDrawList.
void draw_text(ImDrawList& list, const ImFont* font, float size, ImVec2 at, ImU32 color, const char* begin,
               const char* end);
[[nodiscard]] ImVec2 text_size(ImFont* font, float size, const char* begin, const char* end);

}  // namespace syncwall
