// Which rows of a snapshot a view may show: those that match the filter and lie within the frontier.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

#include "cache/snapshot.h"
#include "cache/views/text_matches.h"
#include "jobs/query.h"

namespace syncwall {

// What is kept from one filter to the next.
struct FilterMemory {
  TextMatches users, collections;
};

// The filter of jobs/order.h over rows. Text is looked for once in each distinct name, not in each row.
class RowFilter {
 public:
  RowFilter(const Snapshot& snapshot, const Filter& filter, WallMs now);
  // With a memory: holds until the memory is used for another text. Must not be asked once `stop` was requested.
  RowFilter(const Snapshot& snapshot, const Filter& filter, WallMs now, FilterMemory& memory,
            const std::stop_token& stop);
  RowFilter(const RowFilter&) = delete;
  RowFilter& operator=(const RowFilter&) = delete;
  // Also false for dead rows.
  [[nodiscard]] bool matches(CacheRow row) const;

 private:
  [[nodiscard]] bool passes_status(CacheRow row) const;

  const Snapshot& snapshot_;
  const Filter& filter_;
  const WallMs now_;
  FilterMemory own_;
  std::span<const std::uint8_t> users_, collections_;  // by index, 0: no match; empty: any
};

// The proven part of a query's order (frontier.h).
class RowHorizon {
 public:
  RowHorizon(const Snapshot& snapshot, const Query& query);
  // Everything that matches is cached.
  [[nodiscard]] bool whole() const { return whole_; }
  [[nodiscard]] bool nothing() const { return !whole_ && !any_ && !last_; }
  [[nodiscard]] bool within(CacheRow row) const;
  // All that lies within `other` lies within this one too.
  [[nodiscard]] bool reaches(const RowHorizon& other) const;

 private:
  [[nodiscard]] std::strong_ordering compare_first_key(CacheRow row) const;
  [[nodiscard]] bool row_sorts_last(CacheRow row) const;

  const Snapshot& snapshot_;
  bool whole_ = false;
  bool any_ = false;       // as they come
  bool strictly_ = false;  // rows that tie with the last one on the first key are not proven
  std::optional<Job> last_;
  bool last_is_last_ = false;  // it has no value to order by
  SortKey key_;
  std::string folded_;  // of the last job's text, for a text column
};

}  // namespace syncwall
