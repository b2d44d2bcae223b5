// RowOrder: the order of jobs/order.h over rows, compared one by one by their values. Any thread.
#pragma once

#include <compare>
#include <span>

#include "cache/snapshot.h"
#include "jobs/query.h"

namespace syncwall {

// As the texts of the two ids; the same id at two servers, by server. Each row as its own snapshot has it.
[[nodiscard]] std::strong_ordering compare_ids(const Dictionary::View& dictionary, const Snapshot& of_a, CacheRow a,
                                               const Snapshot& of_b, CacheRow b);

class RowOrder {
 public:
  // `dictionary`: of the newest snapshot there will be. Both are borrowed.
  RowOrder(const Dictionary::View& dictionary, std::span<const SortKey> keys) : dictionary_(dictionary), keys_(keys) {}

  // Each row as its own snapshot has it: the same row at two moments may stand in two places.
  [[nodiscard]] std::strong_ordering compare(const Snapshot& of_a, CacheRow a, const Snapshot& of_b, CacheRow b) const;

 private:
  const Dictionary::View& dictionary_;
  const std::span<const SortKey> keys_;
};

}  // namespace syncwall
