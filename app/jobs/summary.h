// Counts of jobs by status. Pure values.
#pragma once

#include <array>
#include <cstdint>

#include "jobs/job.h"

namespace syncwall {

// Counts over all jobs that the caller may see (the stat cards), from the server's summary or, for a server
// without one, counted when every job is known.
struct JobSummary {
  std::int64_t total = 0;  // jobs of unknown status are counted here only
  std::array<std::int64_t, kStatuses> by_status{};
  std::uint64_t revision = 0;

  [[nodiscard]] std::int64_t of(Status status) const { return by_status[static_cast<std::size_t>(status)]; }
  friend bool operator==(const JobSummary&, const JobSummary&) = default;
};

}  // namespace syncwall
