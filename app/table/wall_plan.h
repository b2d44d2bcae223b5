// What a wall shows: the jobs in the order of their urgency, page by page. Pure; one thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "cache/views/view.h"
#include "jobs/query.h"
#include "jobs/summary.h"

namespace syncwall {

enum class Urgency : std::uint8_t { Failed, Overdue, Paused, Running, Pending, Completed };
// Stuck counts as overdue; a status that isn't known as completed.
[[nodiscard]] Urgency urgency(Status status, Lateness lateness);

// What is asked for: where the wall has a filter, all that matches it; else everything where the server has few jobs,
// and all but what went well where it has many. `few`: as it was; what is few stays so for a while as jobs come, and
// the other way round, so that the query doesn't change to and fro.
struct WallScope {
  Query query;
  bool few = true;
};
[[nodiscard]] WallScope wall_scope(const JobSummary* summary, const Filter& filter, bool few);
[[nodiscard]] inline Query wall_query(const JobSummary* summary) { return wall_scope(summary, {}, true).query; }

class WallPlan {
 public:
  static constexpr std::int64_t kPageMs = 15'000;  // how long a page stands
  static constexpr std::size_t kMostRows = 400;    // nobody waits for more pages than these fill

  // O(view) where the view is another one or ten seconds have passed; else nothing.
  void update(const Snapshot& snapshot, const std::shared_ptr<const View>& view, WallMs now);

  // Of all rows of the view, the ones that rows() has no room for too.
  struct Counts {
    std::array<std::int64_t, 6> urgency{};  // by Urgency
    JobSummary summary;                     // by status
    std::int64_t unknown = 0;               // of a status that isn't known
    [[nodiscard]] std::int64_t of(Urgency u) const { return urgency[static_cast<std::size_t>(u)]; }
    [[nodiscard]] std::int64_t problems() const {
      return of(Urgency::Failed) + of(Urgency::Overdue) + of(Urgency::Paused);
    }
  };
  [[nodiscard]] const Counts& counts() const { return counts_; }

  // Most urgent first; within one urgency as in the view.
  [[nodiscard]] std::span<const CacheRow> rows() const { return rows_; }

  struct Page {
    std::span<const CacheRow> rows;
    std::int64_t number = 1, of = 1;  // from 1
    std::int64_t next_in_ms = 0;      // 0: there is only one
  };
  // The page that stands at that moment, of so many rows each. Turns by one, from where it stands: its place is kept
  // when the number of rows or of pages changes.
  [[nodiscard]] Page page(TickMs ticks, std::size_t rows_each);

 private:
  std::shared_ptr<const View> view_;
  std::int64_t moment_ = -1;
  Counts counts_;
  TickMs since_ = -1;                 // when the page was turned
  std::size_t first_ = 0, each_ = 0;  // of the page: its first row, and how many it had room for
  std::vector<CacheRow> rows_;
  std::vector<CacheRow> buckets_[6];
};

}  // namespace syncwall
