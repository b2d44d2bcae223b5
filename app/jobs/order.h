// The order of jobs, written for clarity: the server's SQL and the incremental view are tested against it. Text goes by
// its simple-case-folded UTF-8 bytes, never by a locale; a missing last_sync_at, and what is unknown, comes last in
// both directions; equal keys by id, ascending in both directions.
#pragma once

#include <compare>
#include <span>

#include "jobs/job.h"
#include "jobs/query.h"

namespace syncwall {

[[nodiscard]] std::strong_ordering compare_jobs(const JobView& a, const JobView& b, std::span<const SortKey> sort);

// Without a value to order by: a job that never ran, and what is unknown.
[[nodiscard]] bool sorts_last(const JobView& job, SortColumn column);

// One job against one filter. Of many, a JobMatcher (jobs/filter/filter_match.h) reads the filter once.
[[nodiscard]] bool matches(const JobView& job, const Filter& filter, WallMs now);

}  // namespace syncwall
