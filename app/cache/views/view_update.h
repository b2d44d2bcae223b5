// Bringing the rows of a view to a newer snapshot without sorting them again: O(n) copies, O(k log n) comparisons for
// k changes. Pure functions; any thread.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "cache/snapshot.h"
#include "cache/views/row_filter.h"
#include "cache/views/row_horizon.h"
#include "jobs/query.h"

namespace syncwall {

struct RowChanges {
  std::vector<CacheRow> changed;  // what else than before matches or may stand elsewhere; ascending
  std::vector<CacheRow> shown;    // of those, and of what the frontier has newly passed: the rows to show now
};

// From `before`, up to its horizon, to `now`; `filter` and `horizon` are of `now`. Nothing where so much has changed
// that building the view is less work. REQUIRES: horizon.reaches(was).
[[nodiscard]] std::optional<RowChanges> changes_since(const Snapshot& before, const RowHorizon& was,
                                                      const Snapshot& now, const RowFilter& filter,
                                                      const RowHorizon& horizon);

// Into `merged`, which is empty: `rows`, in the order that `keys` gave them under `before`, as they stand under `now`.
void merge(std::span<const CacheRow> rows, const Snapshot& before, const Snapshot& now, std::span<const SortKey> keys,
           const RowChanges& changes, std::vector<CacheRow>& merged);

}  // namespace syncwall
