// RowReuse: rows of dead jobs, and when they may be given to others. A row is given again only when nobody holds a
// snapshot from before its job's death. So whoever keeps rows keeps a snapshot in which they were alive, or looks at
// each new snapshot, before letting go of the one before, for which of them have died. One thread at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

#include "cache/chunk.h"

namespace syncwall {

class RowReuse {
 public:
  // The snapshot of that version will be the first to show it dead.
  void died(std::uint32_t row, std::uint64_t version) {
    dead_.push_back(row);
    if (deaths_.empty() || deaths_.back().version != version) deaths_.push_back({version, 0});
    ++deaths_.back().count;
  }

  // Whoever holds a snapshot of this version holds the table.
  void published(std::uint64_t version, const std::shared_ptr<const ChunkTable>& table) {
    held_.push_back({version, table});
    if (held_.size() < 2 * kept_ + 64) return;
    std::erase_if(held_, [](const Held& held) { return held.table.expired(); });
    kept_ = held_.size();
  }

  // The row that has been dead for longest, if it may be given again.
  [[nodiscard]] std::optional<std::uint32_t> take() {
    if (dead_.empty()) return std::nullopt;
    while (!held_.empty() && held_.front().table.expired()) held_.pop_front();
    if (held_.empty() || held_.front().version < deaths_.front().version) return std::nullopt;
    const std::uint32_t row = dead_.front();
    dead_.pop_front();
    if (--deaths_.front().count == 0) deaths_.pop_front();
    return row;
  }

 private:
  struct Deaths {
    std::uint64_t version;
    std::uint32_t count;
  };
  struct Held {
    std::uint64_t version;
    std::weak_ptr<const ChunkTable> table;
  };
  std::deque<std::uint32_t> dead_;  // the first to die first
  std::deque<Deaths> deaths_;       // of dead_, in the same order
  std::deque<Held> held_;           // published snapshots, oldest first; those that nobody holds go in time
  std::size_t kept_ = 0;
};

}  // namespace syncwall
