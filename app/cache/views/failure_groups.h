// FailureGroups: the failed jobs of a query by what their errors have in common (jobs/failure_reason.h): thirty
// failures are often one. Immutable once counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "cache/snapshot.h"
#include "cache/views/filter_memory.h"
#include "cache/views/row_filter.h"
#include "jobs/filter/filter.h"

namespace syncwall {

struct FailureGroup {
  std::string reason;  // empty: the server gives none
  std::uint32_t jobs = 0;
  Mask types = 0;                // of their connectors
  std::vector<CacheRow> latest;  // those that were synced last, at most kNamed, the latest first
  static constexpr std::size_t kNamed = 3;
};

struct FailureGroups {
  // Reasons that are listed, and those that are told apart: a server may say something else of each of a million jobs.
  static constexpr std::size_t kMost = 200, kMostCounted = 32'768;

  Filter filter;                     // within which they are counted
  Snapshot basis;                    // the rows are of it
  std::vector<FailureGroup> groups;  // the one with most jobs first; at most kMost
  std::uint32_t failed = 0;          // jobs, those of groups beyond kMost too
  std::uint32_t beyond = 0;          // so many groups aren't listed
  std::uint32_t uncounted = 0;       // failed jobs of reasons beyond kMostCounted
};

// The filter without its terms that choose among failures (group:, status:), so that a group that is clicked doesn't
// hide the others.
[[nodiscard]] Filter without_choice(const Filter& filter);

// Counts the failed jobs that pass `filter`. Nothing when `stop` was requested. What one error says is remembered in
// `memory`.
[[nodiscard]] std::shared_ptr<const FailureGroups> count_failures(const Snapshot& snapshot, const Filter& filter,
                                                                  const RowContext& here, FilterMemory& memory,
                                                                  const std::stop_token& stop);

// What shows the jobs of one group: the query with status:failed and its group:. Again: without the two.
// chooses_group() allocates nothing.
[[nodiscard]] Filter with_group(const Filter& filter, const std::string& reason);
[[nodiscard]] bool chooses_group(const Filter& filter, const std::string& reason);

}  // namespace syncwall
