// Which rows lie within the proven part of a query's order (frontier.h). Of several servers, what all of them prove: it
// ends where the first of them ends. A server that is away (Frontier::away) ends nothing, unless all are. Any thread.
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
  // Of that server's rows alone.
  RowHorizon(const Snapshot& snapshot, const Query& query, Origin only);
  // Everything that matches is cached.
  [[nodiscard]] bool whole() const { return whole_; }
  [[nodiscard]] bool nothing() const { return nothing_; }
  [[nodiscard]] bool within(CacheRow row) const;
  // All that lies within `other` lies within this one too.
  [[nodiscard]] bool reaches(const RowHorizon& other) const;

 private:
  void meet(const Frontier& frontier, const Query& query);
  void fold_last();
  [[nodiscard]] std::strong_ordering compare_first_key(CacheRow row) const;
  [[nodiscard]] bool row_sorts_last(CacheRow row) const;

  const Snapshot& snapshot_;
  bool whole_ = true;
  bool nothing_ = false;
  SortKey key_;                // the first
  bool strictly_ = false;      // rows that tie with the last one on the first key are not proven
  std::optional<Job> last_;    // none, and not nothing_: all rows, whatever else may come between them
  bool last_is_last_ = false;  // it has no value to order by
  std::string folded_;         // of the last job's text, for a text column
};

}  // namespace syncwall
