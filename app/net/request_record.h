// One request to a server, as it ended. Pure values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"

namespace syncwall {

// One request to the server, as it ended: for the diagnostics panel and the log.
struct RequestRecord {
  WallMs at = 0;           // when it was sent
  std::int64_t ms = 0;     // until the answer was whole, or given up
  std::string method;      // "GET"
  std::string path;        // without its query: names stand there
  std::int64_t bytes = 0;  // of the answer's body
  std::string failure;     // what went wrong, for people; empty: answered well
};
using RequestRecords = std::vector<RequestRecord>;

}  // namespace syncwall
