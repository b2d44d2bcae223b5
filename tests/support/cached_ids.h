// The ids of the jobs in a cache. Any thread.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "cache/job_cache.h"

namespace syncwall::test {

[[nodiscard]] inline std::set<std::string> cached_ids(const JobCache& cache) {
  const Snapshot snapshot = cache.snapshot();
  std::set<std::string> ids;
  for (std::uint32_t row = 0; row < snapshot.rows(); ++row) {
    Snapshot::IdBuffers buffers;
    if (snapshot.alive(CacheRow(row))) ids.emplace(snapshot.job(CacheRow(row), buffers).id);
  }
  return ids;
}

}  // namespace syncwall::test
