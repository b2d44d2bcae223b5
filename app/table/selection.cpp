#include "table/selection.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "cache/views/row_filter.h"

namespace syncwall {

bool Selection::contains(CacheRow row) const {
  const std::size_t word = index_of(row) / 64;
  return word < bits_.size() && ((bits_[word] >> (index_of(row) % 64)) & 1u) != 0;
}

std::int64_t Selection::count() const {
  if (!pending_) return ticked_;
  return std::max(ticked_, pending_->total - static_cast<std::int64_t>(pending_->exceptions.size()));
}

std::vector<CacheRow> Selection::rows() const {
  std::vector<CacheRow> rows;
  rows.reserve(static_cast<std::size_t>(ticked_));
  for (std::size_t word = 0; word < bits_.size(); ++word) {
    for (std::uint64_t rest = bits_[word]; rest != 0; rest &= rest - 1) {
      rows.push_back(
          CacheRow(static_cast<std::uint32_t>(word * 64) + static_cast<std::uint32_t>(std::countr_zero(rest))));
    }
  }
  return rows;
}

void Selection::put(CacheRow row, bool ticked) {
  if (contains(row) == ticked) return;
  const std::size_t word = index_of(row) / 64;
  if (word >= bits_.size()) bits_.resize(word + 1);
  bits_[word] ^= std::uint64_t{1} << (index_of(row) % 64);
  ticked_ += ticked ? 1 : -1;
  ticked_since_ = ticked_since_ || ticked;
}

void Selection::set(CacheRow row, bool ticked) {
  ++version_;
  put(row, ticked);
  if (!pending_) return;
  std::erase(pending_->exceptions, row);
  if (!ticked) pending_->exceptions.push_back(row);
}

void Selection::toggle(CacheRow row) {
  set(row, !contains(row));
  anchor_at(row);
}

void Selection::anchor_at(CacheRow row) {
  range_start_ = row;
  by_range_.clear();
}

void Selection::range_to(const View& view, ViewRow row) {
  const auto start = range_start_ ? std::find(view.rows.begin(), view.rows.end(), *range_start_) : view.rows.end();
  if (start == view.rows.end()) anchor_at(view[row]);
  for (const CacheRow ticked : std::exchange(by_range_, {})) set(ticked, false);
  const std::size_t b = index_of(row);
  const std::size_t a = start == view.rows.end() ? b : static_cast<std::size_t>(start - view.rows.begin());
  for (std::size_t i = std::min(a, b); i <= std::max(a, b); ++i) {
    if (contains(view.rows[i])) continue;
    set(view.rows[i], true);
    by_range_.push_back(view.rows[i]);
  }
}

void Selection::all_matching(const View& view) {
  ++version_;
  for (const CacheRow row : view.rows) put(row, true);
  by_range_.clear();
  pending_.reset();
  capped_of_ = 0;
  if (!view.whole) pending_ = Pending{view.query.filter, view.here, view.total, {}};
}

void Selection::clear() {
  ++version_;
  bits_.clear();
  ticked_ = 0;
  by_range_.clear();
  pending_.reset();
  capped_of_ = 0;
}

void Selection::complete_from(const View& view, bool full) {
  if (!pending_ || !(view.query.filter == pending_->filter) || (!view.whole && !full)) return;
  const Pending pending = *std::exchange(pending_, std::nullopt);
  for (const CacheRow row : view.rows) put(row, true);
  for (const CacheRow row : pending.exceptions) put(row, false);
  if (!view.whole) capped_of_ = std::max<std::int64_t>(view.total, pending.total);
  ++version_;
}

// Looks only into parts of the cache that have changed: a large selection costs nothing while others are deleted or
// sync.
void Selection::forget_dead(const Snapshot& snapshot) {
  const bool all = std::exchange(ticked_since_, false);
  constexpr std::size_t kWords = kPartRows / 64;
  const auto& before = settled_.table().live;
  const auto& now = snapshot.table().live;
  for (std::size_t part = 0; part * kWords < bits_.size(); ++part) {
    const bool same = !all && part < now.size() && part < before.size() && before[part] == now[part];
    if (same) continue;
    for (std::size_t word = part * kWords; word < std::min(bits_.size(), (part + 1) * kWords); ++word) {
      for (std::uint64_t rest = bits_[word]; rest != 0; rest &= rest - 1) {
        const auto row =
            CacheRow(static_cast<std::uint32_t>(word * 64) + static_cast<std::uint32_t>(std::countr_zero(rest)));
        if (index_of(row) < snapshot.rows() && snapshot.alive(row)) continue;
        put(row, false);
        ++version_;
      }
    }
  }
}

void Selection::settle(const Snapshot& snapshot, WallMs now) {
  if (snapshot.version() == settled_.version() && !ticked_since_) return;
  // Their rows may be given to other jobs.
  const auto dead = [&](CacheRow row) { return index_of(row) >= snapshot.rows() || !snapshot.alive(row); };
  if (range_start_ && dead(*range_start_)) range_start_.reset();
  std::erase_if(by_range_, dead);
  if (pending_) std::erase_if(pending_->exceptions, dead);
  if (empty() && !range_start_) {
    if (settled_.version() != 0) settled_ = {};
    return;
  }
  forget_dead(snapshot);
  settled_ = snapshot;
  if (ticked_ == 0 && !pending_) capped_of_ = 0;
  if (!pending_ || !snapshot.complete()) return;
  const Pending pending = *std::exchange(pending_, std::nullopt);
  const RowFilter filter(snapshot, pending.filter, pending.here.at(now));
  for (std::uint32_t row = 0; row < snapshot.rows(); ++row) {
    if (filter.matches(CacheRow(row))) put(CacheRow(row), true);
  }
  for (const CacheRow row : pending.exceptions) put(row, false);
  ++version_;
}

const Selection::InView& Selection::in_view(const std::shared_ptr<const View>& shared) {
  const bool same = !counted_view_.owner_before(shared) && !shared.owner_before(counted_view_);
  if (same && counted_version_ == version_) return in_view_;
  counted_view_ = shared;
  counted_version_ = version_;
  const View& view = *shared;
  std::int64_t shown = 0;
  if (ticked_ > 0) {
    for (const CacheRow row : view.rows) shown += contains(row) ? 1 : 0;
  }
  in_view_.hidden = ticked_ - shown;
  const bool all = shown > 0 && static_cast<std::size_t>(shown) == view.rows.size() && (view.whole || pending_);
  in_view_.extent = all ? Extent::All : (shown > 0 || pending_) ? Extent::Some : Extent::None;
  return in_view_;
}

}  // namespace syncwall
