#include "window/placement.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace syncwall {

namespace {
constexpr double kMmPerInch = 25.4;
}

long overlap(const Rect& a, const Rect& b) {
  const long w = std::min<long>(long{a.x} + a.width, long{b.x} + b.width) - std::max(a.x, b.x);
  const long h = std::min<long>(long{a.y} + a.height, long{b.y} + b.height) - std::max(a.y, b.y);
  return w > 0 && h > 0 ? w * h : 0;
}

Rect seen_place(const Rect& place, std::span<const Rect> areas) {
  // So much of the upper edge has to be seen: the title that the desktop draws above it is then in reach.
  constexpr int kHold = 160, kEdge = 32;
  if (areas.empty()) return place;
  const Rect* best = &areas.front();
  for (const Rect& area : areas) {
    if (overlap(place, area) > overlap(place, *best)) best = &area;
  }
  Rect seen = place;
  seen.width = std::min(place.width, best->width);
  seen.height = std::min(place.height, best->height);
  const long hold = std::min(kHold, seen.width);
  const Rect edge{place.x, place.y, seen.width, std::min(kEdge, seen.height)};
  if (place.y >= best->y && overlap(edge, *best) >= hold * edge.height) return seen;
  seen.x = static_cast<int>(std::clamp<long>(place.x, best->x, long{best->x} + best->width - seen.width));
  seen.y = static_cast<int>(std::clamp<long>(place.y, best->y, long{best->y} + best->height - seen.height));
  return seen;
}

bool at_96_dpi(int width_px, int height_px, int width_mm, int height_mm) {
  // Rounded down or to the nearest, as they please.
  const auto is = [](int px, int mm) {
    const double exact = px * kMmPerInch / 96;
    return mm == static_cast<int>(exact) || mm == static_cast<int>(std::lround(exact));
  };
  return is(width_px, width_mm) && is(height_px, height_mm);
}

double true_inches(int width_px, int height_px, int width_mm, int height_mm) {
  constexpr std::array<std::pair<int, int>, 6> kShapes{
      {{16, 9}, {16, 10}, {160, 90}, {160, 100}, {1600, 900}, {1600, 1000}}};
  constexpr double kLeast = 8, kMost = 400;
  if (width_px <= 0 || height_px <= 0 || width_mm <= 0 || height_mm <= 0) return 0;
  const std::pair<int, int> lying{std::max(width_mm, height_mm), std::min(width_mm, height_mm)};
  if (std::ranges::find(kShapes, lying) != kShapes.end()) return 0;
  const double stretch = (static_cast<double>(width_px) / height_px) / (static_cast<double>(width_mm) / height_mm);
  if (stretch < 0.8 || stretch > 1.25) return 0;
  if (at_96_dpi(width_px, height_px, width_mm, height_mm)) return 0;
  const double inches = std::hypot(width_mm, height_mm) / kMmPerInch;
  return inches >= kLeast && inches <= kMost ? inches : 0;
}

}  // namespace syncwall
