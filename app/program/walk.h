// All the jobs of a query, straight from a source, for the commands. One thread.
#pragma once

#include <cstdint>
#include <functional>

#include "jobs/query.h"
#include "sources/source.h"

namespace syncwall {

struct Walked {
  std::int64_t jobs = 0;    // handed to `each`
  std::int64_t total = 0;   // that match, with those beyond the limit; -1: unknown
  std::int64_t skipped = 0;  // records that could not be read
  std::string skipped_why;
};

// Hands the first `limit` jobs (-1: all) to `each`, in the query's order. Page by page as they come where the
// server can answer the query exactly; else all are read first, matched and sorted here.
[[nodiscard]] Answer<Walked> walk_jobs(JobSource& source, const Query& query, std::int64_t limit, WallMs now,
                                       const std::function<void(const JobView&)>& each);

}  // namespace syncwall
