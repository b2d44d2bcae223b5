// What a cache with room for fewer jobs than there are keeps: the beginning of the order that is on the screen.
// Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cache/snapshot.h"
#include "jobs/query.h"

namespace syncwall {

struct Cut {
  std::vector<std::string> leaving;  // ids
  std::int64_t inside = 0;           // jobs that stay and lie within the proven part of the query's order
  std::optional<Job> last;           // the last of those, where that part now ends earlier; none: it ends where it did
};

// To `keep` jobs of one server: what lies outside of the proven part of `query` (frontier.h) leaves first, then the end
// of that part. `query` is a server_part(): no time changes what it matches. O(n).
[[nodiscard]] Cut cut_to(std::int64_t keep, const Snapshot& snapshot, const Query& query, Origin origin = Origin{});

}  // namespace syncwall
