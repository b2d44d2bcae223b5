// Which rows of a snapshot a view may show: those that match the filter and lie within the frontier.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cache/snapshot.h"
#include "jobs/query.h"

namespace syncwall {

// The filter of jobs/order.h over rows. Text is looked for once in each distinct name, not in each row.
class RowFilter {
 public:
  RowFilter(const Snapshot& snapshot, const Filter& filter, WallMs now);
  // Also false for dead rows.
  [[nodiscard]] bool matches(CacheRow row) const;

 private:
  [[nodiscard]] bool passes_status(const ChunkFixed& fixed, const ChunkLive& live, std::size_t i) const;

  const Snapshot& snapshot_;
  const Filter& filter_;
  const WallMs now_;
  std::vector<bool> users_, collections_;  // empty: any
};

// The proven part of a query's order (frontier.h).
class RowHorizon {
 public:
  RowHorizon(const Snapshot& snapshot, const Query& query);
  // Everything that matches is cached.
  [[nodiscard]] bool whole() const { return whole_; }
  [[nodiscard]] bool nothing() const { return !whole_ && !last_; }
  [[nodiscard]] bool within(CacheRow row) const;

 private:
  [[nodiscard]] std::strong_ordering compare_first_key(CacheRow row) const;

  const Snapshot& snapshot_;
  bool whole_ = false;
  bool strictly_ = false;  // rows that tie with the last one on the first key are not proven
  std::optional<Job> last_;
  SortKey key_;
  std::string folded_;  // of the last job's text, for a text column
};

}  // namespace syncwall
