#include "cache/views/held_view.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

namespace syncwall {

namespace {

// What is known of each row of the cache, as bits.
constexpr std::uint8_t kHeld = 1, kFresh = 2, kChanged = 4;
constexpr std::uint8_t kBoth = kHeld | kFresh;
using Marks = std::vector<std::uint8_t>;

void mark(Marks& marks, std::span<const CacheRow> rows, std::uint8_t bit) {
  for (const CacheRow row : rows) marks[index_of(row)] |= bit;
}

// A changed row that both orders have: how many unchanged ones that both have stand before it.
struct Place {
  CacheRow row{};
  std::size_t gap = 0;
  std::size_t turn = 0;  // its number among the changed ones
};

std::vector<Place> places(std::span<const CacheRow> rows, const Marks& marks) {
  std::vector<Place> found;
  std::size_t unchanged = 0;
  for (const CacheRow row : rows) {
    const std::uint8_t bits = marks[index_of(row)];
    if (bits == (kBoth | kChanged)) {
      found.push_back({row, unchanged, found.size()});
    } else if (bits == kBoth) {
      ++unchanged;
    }
  }
  return found;
}

// The length of the longest sequence that is in order already.
std::size_t longest_rising(std::span<const std::size_t> turns) {
  std::vector<std::size_t> ends;  // ends[n]: the least end of a rising sequence of n + 1
  for (const std::size_t turn : turns) {
    const auto at = std::lower_bound(ends.begin(), ends.end(), turn);
    if (at == ends.end()) {
      ends.push_back(turn);
    } else {
      *at = turn;
    }
  }
  return ends.size();
}

// Unchanged rows keep their order among themselves, so a changed one stays only if it stands between the same two
// of them as before, and in its turn there.
std::size_t count_moved(std::span<const CacheRow> held, std::span<const CacheRow> fresh, const Marks& marks) {
  std::vector<Place> before = places(held, marks);
  const std::vector<Place> after = places(fresh, marks);
  std::ranges::sort(before, {}, &Place::row);
  std::vector<std::size_t> turns;
  for (const Place& place : after) {
    const Place& was = *std::ranges::lower_bound(before, place.row, {}, &Place::row);
    if (was.gap == place.gap) turns.push_back(was.turn);
  }
  return after.size() - longest_rising(turns);
}

}  // namespace

HeldView hold(const View& held, const View& fresh) {
  Marks marks(fresh.basis.rows());
  mark(marks, held.rows, kHeld);
  // Only a run of new rows at the very end is the frontier's: anything else would have to be squeezed in.
  std::size_t known = fresh.rows.size();
  if (!held.whole) {
    while (known > 0 && (marks[index_of(fresh.rows[known - 1])] & kHeld) == 0) --known;
  }
  const std::span inner = std::span(fresh.rows).first(known);
  mark(marks, inner, kFresh);
  mark(marks, changed_rows(held.ordered_under, fresh.basis), kChanged);

  std::size_t common = 0, changed = 0;
  for (const CacheRow row : held.rows) {
    const std::uint8_t bits = marks[index_of(row)];
    common += (bits & kBoth) == kBoth ? 1u : 0u;
    changed += bits == (kBoth | kChanged) ? 1u : 0u;
  }
  // A pointer may rest for hours: with so many the exact count would cost more with each poll, in time and in room.
  const std::size_t moved = changed > kCountedExactly ? changed : count_moved(held.rows, inner, marks);
  const std::size_t gone = held.rows.size() - common, come = known - common;

  auto view = std::make_shared<View>();
  view->query = fresh.query;
  view->basis = fresh.basis;
  view->ordered_under = held.ordered_under;
  view->here = fresh.here;
  view->whole = fresh.whole;
  view->total = fresh.total;
  view->rows.reserve(held.rows.size() + fresh.rows.size() - known);
  view->rows = held.rows;
  view->rows.insert(view->rows.end(), fresh.rows.begin() + static_cast<std::ptrdiff_t>(known), fresh.rows.end());
  return {std::move(view), static_cast<std::int64_t>(gone + come + moved)};
}

}  // namespace syncwall
