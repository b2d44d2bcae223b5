// RowMemory: what actions need of each row, kept by whoever reads the list for whoever sends orders. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/guarded.h"

namespace syncwall::described {

class RowMemory {
 public:
  struct Kept {
    std::string id;
    std::string values;  // a JSON list
  };

  void begin_walk() {
    Lock lock(mutex_);
    ++walk_;
  }
  void keep(std::vector<Kept> rows) {
    Lock lock(mutex_);
    for (Kept& row : rows) rows_[std::move(row.id)] = {std::move(row.values), walk_};
  }
  // Of a walk that read everything: what it hasn't met is gone.
  void end_walk() {
    Lock lock(mutex_);
    std::erase_if(rows_,
                  [this](const auto& row) SYNCWALL_TS(no_thread_safety_analysis) { return row.second.walk != walk_; });
  }
  [[nodiscard]] std::optional<std::string> values_of(const std::string& id) const {
    Lock lock(mutex_);
    const auto row = rows_.find(id);
    if (row == rows_.end()) return std::nullopt;
    return row->second.values;
  }
  [[nodiscard]] std::size_t size() const {
    Lock lock(mutex_);
    return rows_.size();
  }

 private:
  struct Row {
    std::string values;
    std::uint64_t walk = 0;
  };
  mutable Mutex mutex_;
  std::uint64_t walk_ SYNCWALL_GUARDED_BY(mutex_) = 0;
  std::unordered_map<std::string, Row> rows_ SYNCWALL_GUARDED_BY(mutex_);
};

}  // namespace syncwall::described
