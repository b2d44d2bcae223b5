// The query string of a request. Pure; any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace syncwall {

using Parameters = std::multimap<std::string, std::string>;

// "a=b&c=%20d": decoded, a plus as a blank. REQUIRES: percent-encodings are whole (parse_head sees to that).
[[nodiscard]] Parameters parse_query(std::string_view query);

}  // namespace syncwall
