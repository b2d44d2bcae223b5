// RowSorter: sorts rows by any keys as integers, and keeps what the next sort can use: ranks of ids and of texts.
// One thread at a time; all snapshots must be from one cache.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "cache/snapshot.h"
#include "cache/views/ranks.h"
#include "jobs/query.h"

namespace syncwall {

class RowSorter {
 public:
  // False, and `rows` in any order, when `stop` was requested on the way. REQUIRES: no row twice.
  bool sort(const Snapshot& snapshot, std::span<const SortKey> keys, std::vector<CacheRow>& rows,
            const std::stop_token& stop);
  // Ranks every text now, so that the first sort by one costs no more than the next: a fifth of a second for a million
  // names.
  void prepare(const Snapshot& snapshot);

 private:
  // A key and the row it is of in one number, the row in the low bits: half the bytes to move about.
  using Packed = std::uint64_t;

  void extend_ids(const Snapshot& snapshot);
  [[nodiscard]] std::vector<std::uint32_t> given_again(const Snapshot& snapshot);
  void put_in_order_of_ids(std::span<const CacheRow> rows, std::uint32_t all_rows);
  void sort_by(const Snapshot& snapshot, SortKey key);
  template <class KeyOf>
  void sort_by_number(KeyOf key_of);
  void sort_by_text(const Snapshot& snapshot, SortKey key);
  std::span<const std::uint32_t> ranks_of(const Snapshot& snapshot, SortColumn text);

  Ranks ids_, users_, collections_;
  std::vector<std::uint32_t> given_again_;  // of each chunk, as ids_ knows it
  // Of the sort under way; kept for their memory.
  std::vector<Packed> packed_, scratch_;
  unsigned row_bits_ = 0;
};

}  // namespace syncwall
