#include "table/scroll_anchor.h"

#include <algorithm>

namespace syncwall {

namespace {
constexpr std::uint32_t kLookBelow = 64;  // rows below the anchor that may stand in for it
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
  const auto end = static_cast<std::uint32_t>(std::min<std::size_t>(view_->size(), std::size_t{first_} + kLookBelow));
  for (std::uint32_t i = first_; i < end; ++i) {
    if (const auto now = find_row(view, view_->rows[i])) return index_of(*now) + (i == first_ ? part_ : 0);
  }
  return std::min(here, static_cast<double>(view.size()));
}

}  // namespace syncwall
