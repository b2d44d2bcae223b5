// The query string of a list, checked: a bad value is a problem that names the parameter and what it may be.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store_sqlite/store.h"

namespace syncwall {

using Parameters = std::multimap<std::string, std::string>;

// "a=b&c=%20d": decoded, a plus as a blank. REQUIRES: percent-encodings are whole (parse_head sees to that).
[[nodiscard]] Parameters parse_query(std::string_view query);

[[nodiscard]] Result<PageRequest> parse_page_request(const Parameters& parameters);

struct ChangesRequest {
  std::uint64_t since = 0;
  std::int64_t limit = 1000;
  std::string epoch;  // empty: not told
};
// limit, cursor (the number of the last page's last record), user, connector_id, since.
[[nodiscard]] Result<AuditRequest> parse_audit_request(const Parameters& parameters);
[[nodiscard]] Result<ChangesRequest> parse_changes_request(const Parameters& parameters);

}  // namespace syncwall
