// RowPool: the memory of views that nobody shows any more, for the next ones. A view of a million rows is 4 MiB, and
// new memory costs a page fault per 4 KiB: more than merging a hundred changes does. Any thread.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "base/guarded.h"
#include "cache/snapshot.h"

namespace syncwall {

class RowPool {
 public:
  // Empty, with what room there is.
  [[nodiscard]] std::vector<CacheRow> take() {
    Lock lock(mutex_);
    if (spare_.empty()) return {};
    std::vector<CacheRow> rows = std::move(spare_.back());
    spare_.pop_back();
    rows.clear();
    return rows;
  }
  void give(std::vector<CacheRow> rows) {
    Lock lock(mutex_);
    if (spare_.size() < kMost) spare_.push_back(std::move(rows));
  }

 private:
  static constexpr std::size_t kMost = 2;  // a view is built while another is shown and a third may be drawn
  Mutex mutex_;
  std::vector<std::vector<CacheRow>> spare_ SYNCWALL_GUARDED_BY(mutex_);
};

}  // namespace syncwall
