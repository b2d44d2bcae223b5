#include "cache/views/view_update.h"

#include <algorithm>

#include "cache/views/row_order.h"

namespace syncwall {

namespace {

// More changes than one row in so many, and a comparison of each costs more than to sort all integers.
constexpr std::size_t kFew = 64;
constexpr std::size_t kAlwaysFew = 256;

}  // namespace

std::optional<RowChanges> changes_since(const Snapshot& before, const RowHorizon& was, const Snapshot& now,
                                        const RowFilter& filter, const RowHorizon& horizon) {
  const std::size_t most = kAlwaysFew + now.rows() / kFew;
  RowChanges changes{changed_rows(before, now, filter.reads_texts()), {}};
  if (changes.changed.size() > most) return std::nullopt;
  for (const CacheRow row : changes.changed) {
    if (filter.matches(row) && horizon.within(row)) changes.shown.push_back(row);
  }
  if (horizon.whole() || same_frontiers(now, before)) return changes;
  for (std::uint32_t i = 0; i < before.rows(); ++i) {
    const auto row = CacheRow(i);
    if (!filter.matches(row) || !horizon.within(row) || was.within(row)) continue;
    if (std::ranges::binary_search(changes.changed, row)) continue;  // is among them already
    changes.shown.push_back(row);
    if (changes.shown.size() > most) return std::nullopt;
  }
  return changes;
}

void merge(std::span<const CacheRow> rows, const Snapshot& before, const Snapshot& now, std::span<const SortKey> keys,
           const RowChanges& changes, std::vector<CacheRow>& merged) {
  const RowOrder order(now.dictionary(), keys);
  // Where `row`, as `of` has it, stands among the old rows.
  const auto place_of = [&](const Snapshot& of, CacheRow row) {
    const auto at =
        std::ranges::partition_point(rows, [&](CacheRow other) { return order.compare(before, other, of, row) < 0; });
    return static_cast<std::size_t>(at - rows.begin());
  };
  std::vector<std::size_t> leaving;
  for (const CacheRow row : changes.changed) {
    if (index_of(row) >= before.rows() || !before.alive(row)) continue;
    if (const std::size_t at = place_of(before, row); at < rows.size() && rows[at] == row) leaving.push_back(at);
  }
  std::ranges::sort(leaving);
  std::vector<CacheRow> coming = changes.shown;
  std::ranges::sort(coming, [&](CacheRow a, CacheRow b) { return order.compare(now, a, now, b) < 0; });

  merged.reserve(rows.size() - leaving.size() + coming.size());
  std::size_t copied = 0;
  auto leaves = leaving.begin();
  const auto copy_to = [&](std::size_t end) {
    for (; leaves != leaving.end() && *leaves < end; ++leaves) {
      merged.insert(merged.end(), rows.begin() + static_cast<std::ptrdiff_t>(copied),
                    rows.begin() + static_cast<std::ptrdiff_t>(*leaves));
      copied = *leaves + 1;
    }
    merged.insert(merged.end(), rows.begin() + static_cast<std::ptrdiff_t>(copied),
                  rows.begin() + static_cast<std::ptrdiff_t>(end));
    copied = end;
  };
  for (const CacheRow row : coming) {
    copy_to(place_of(now, row));
    merged.push_back(row);
  }
  copy_to(rows.size());
}

}  // namespace syncwall
