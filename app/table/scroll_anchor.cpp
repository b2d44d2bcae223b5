#include "table/scroll_anchor.h"

#include <algorithm>

namespace syncwall {

namespace {
constexpr std::ptrdiff_t kLookBelow = 64;  // rows below the anchor that may stand in for it
}

std::optional<ViewRow> find_row(const View& view, CacheRow row) {
  const auto found = std::find(view.rows.begin(), view.rows.end(), row);
  if (found == view.rows.end()) return std::nullopt;
  return ViewRow(static_cast<std::uint32_t>(found - view.rows.begin()));
}

void ScrollAnchor::remember(std::shared_ptr<const View> view, ViewRow first, double part) {
  view_ = std::move(view);
  first_ = index_of(first);
  part_ = part;
}

double ScrollAnchor::position_in(const View& view) const {
  const double here = first_ + part_;
  if (!view_ || here <= 0) return 0;
  if (view_.get() == &view) return here;
  if (first_ >= view_->size()) return std::min(here, static_cast<double>(view.size()));
  if (const auto now = find_row(view, view_->rows[first_])) return index_of(*now) + part_;
  // One look at the view for all that may stand in: the one that was nearest.
  const auto begin = view_->rows.begin() + first_ + 1;
  const std::vector<CacheRow> below(begin, begin + std::min<std::ptrdiff_t>(kLookBelow, view_->rows.end() - begin));
  std::vector<CacheRow> known = below;
  std::ranges::sort(known);
  std::size_t nearest = below.size();
  double at = std::min(here, static_cast<double>(view.size()));
  for (std::size_t i = 0; i < view.size() && nearest > 0; ++i) {
    if (known.empty() || view.rows[i] < known.front() || view.rows[i] > known.back() ||
        !std::ranges::binary_search(known, view.rows[i]))
      continue;
    const auto rank = static_cast<std::size_t>(std::ranges::find(below, view.rows[i]) - below.begin());
    if (rank >= nearest) continue;
    nearest = rank;
    at = static_cast<double>(i);
  }
  return at;
}

}  // namespace syncwall
