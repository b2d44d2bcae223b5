#include "window/letters/glyph_rows.h"

#include <algorithm>

namespace syncwall {

bool GlyphRows::open_row(int height) {
  const int kept = height == heights_.back() ? 0 : std::max(heights_.back(), most_height_ / 8);
  if (used_height_ + height > most_height_ - kept) return false;
  rows_.push_back({used_height_, height, {{0, width_}}});
  used_height_ += height;
  return true;
}

std::optional<GlyphRows::Place> GlyphRows::take(int width, int height) {
  const auto row_height = std::ranges::lower_bound(heights_, height);
  if (row_height == heights_.end() || width > width_ || width <= 0) return std::nullopt;
  do {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      Row& row = rows_[i];
      if (row.height != *row_height) continue;
      const auto gap = std::ranges::find_if(row.gaps, [&](const Gap& g) { return g.width >= width; });
      if (gap == row.gaps.end()) continue;
      const Place place{static_cast<int>(i), gap->x, row.y, width};
      gap->x += width;
      gap->width -= width;
      if (gap->width == 0) row.gaps.erase(gap);
      return place;
    }
  } while (open_row(*row_height));
  return std::nullopt;
}

void GlyphRows::give_back(const Place& place) {
  std::vector<Gap>& gaps = rows_[static_cast<std::size_t>(place.row)].gaps;
  auto at = gaps.insert(std::ranges::lower_bound(gaps, place.x, {}, &Gap::x), Gap{place.x, place.width});
  if (const auto next = at + 1; next != gaps.end() && at->x + at->width == next->x) {
    at->width += next->width;
    gaps.erase(next);
  }
  if (at == gaps.begin()) return;
  if (const auto before = at - 1; before->x + before->width == at->x) {
    before->width += at->width;
    gaps.erase(at);
  }
}

}  // namespace syncwall
