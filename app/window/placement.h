// Where a window may be, and what a monitor's size is worth. Pure functions; any thread.
#pragma once

#include <span>

namespace syncwall {

struct Rect {
  int x = 0, y = 0, width = 0, height = 0;
  friend bool operator==(const Rect&, const Rect&) = default;
};

// The part of the first that lies within the second, px².
[[nodiscard]] long overlap(const Rect& a, const Rect& b);

// A remembered place as far as it can be seen and taken hold of now: it stays where its upper edge is on one of the
// monitors' areas; else it comes to the nearest edge of the area that it is most on, or of the first. Never larger than
// that area. `areas`: those that windows may use; none: the place as it is.
[[nodiscard]] Rect seen_place(const Rect& place, std::span<const Rect> areas);

// A monitor's diagonal, inches; 0 where what it reports is no size: nothing, the shape alone (16 x 9, 160 x 90 mm),
// another shape than its picture's, less than 8 or more than 400 inches, or at_96_dpi().
[[nodiscard]] double true_inches(int width_px, int height_px, int width_mm, int height_mm);
// Just what 96 dpi come to, which GLFW and virtual screens say for "not known".
[[nodiscard]] bool at_96_dpi(int width_px, int height_px, int width_mm, int height_mm);

}  // namespace syncwall
