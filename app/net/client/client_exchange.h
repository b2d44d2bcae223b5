// A request to a server whose API isn't ours, and its answer. Pure values. (net/server has HttpRequest and HttpAnswer.)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace syncwall {

struct ClientRequest {
  std::string method = "GET";
  std::string path;  // below the address's own prefix, percent-encoded: "/jobs?limit=1"
  std::vector<std::pair<std::string, std::string>> headers;  // beside Host, Accept-Encoding and the body's length
  std::string body;
  // Sent once more where a kept connection turns out to be closed. Else it goes over a fresh connection, once.
  bool repeatable = true;
};
struct ClientAnswer {
  int status = 0;
  std::string body;
  std::string link, location;  // headers
  std::optional<std::int64_t> retry_after_ms;
};

}  // namespace syncwall
