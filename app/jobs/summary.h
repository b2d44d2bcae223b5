// Counts of jobs by status. Pure values.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "jobs/job.h"

namespace syncwall {

// Counts over all jobs that the caller may see (the stat cards), from the server's summary or, for a server
// without one, counted when every job is known.
struct JobSummary {
  std::int64_t total = 0;  // jobs of unknown status are counted here and in others() only
  std::array<std::int64_t, kStatuses> by_status{};
  std::uint64_t revision = 0;

  [[nodiscard]] std::int64_t of(Status status) const { return by_status[static_cast<std::size_t>(status)]; }
  // Of statuses that this program doesn't know.
  [[nodiscard]] std::int64_t others() const {
    std::int64_t rest = total;
    for (const std::int64_t n : by_status) rest -= std::min(n, rest);
    return rest;
  }
  // A server may count more jobs by status than in all.
  [[nodiscard]] bool adds_up() const {
    std::int64_t rest = total;
    for (const std::int64_t n : by_status) {
      if (n > rest) return false;
      rest -= n;
    }
    return true;
  }
  // Of another server; revisions of two are not to be compared.
  void add(const JobSummary& more) {
    total += more.total;
    for (std::size_t i = 0; i < by_status.size(); ++i) by_status[i] += more.by_status[i];
    revision = 0;
  }
  friend bool operator==(const JobSummary&, const JobSummary&) = default;
};

}  // namespace syncwall
