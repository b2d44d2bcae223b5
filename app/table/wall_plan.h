// What a wall shows: the jobs in the order of their urgency, page by page (product.md, "Wall mode"). Pure; one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "cache/view.h"
#include "jobs/report.h"

namespace syncwall {

enum class Urgency : std::uint8_t { Failed, Overdue, Paused, Running, Pending, Completed };
// Stuck counts as overdue; a status that isn't known as completed.
[[nodiscard]] Urgency urgency(Status status, Lateness lateness);

// What is asked for: everything where the server has few jobs, else all but what went well.
[[nodiscard]] Query wall_query(const JobSummary* summary);

class WallPlan {
 public:
  static constexpr std::int64_t kPageMs = 15'000;  // how long a page stands
  static constexpr std::size_t kMostRows = 400;    // nobody waits for more pages than these fill

  // O(view) where the view is another one or a minute has passed; else nothing.
  void update(const Snapshot& snapshot, const std::shared_ptr<const View>& view, WallMs now);

  // Most urgent first; within one urgency as in the view.
  [[nodiscard]] std::span<const CacheRow> rows() const { return rows_; }

  struct Page {
    std::span<const CacheRow> rows;
    std::int64_t number = 1, of = 1;  // from 1
    std::int64_t next_in_ms = 0;      // 0: there is only one
  };
  // The page that stands at that moment, of so many rows each.
  [[nodiscard]] Page page(TickMs ticks, std::size_t rows_each);

 private:
  std::shared_ptr<const View> view_;
  std::int64_t minute_ = -1;
  TickMs begin_ = -1;  // of the first page
  std::vector<CacheRow> rows_;
  std::vector<CacheRow> buckets_[6];
};

}  // namespace syncwall
