// Which rows lie within the proven part of a query's order (frontier.h). Any thread.
#pragma once

#include <compare>
#include <optional>
#include <string>

#include "cache/snapshot.h"
#include "jobs/query.h"

namespace syncwall {

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
