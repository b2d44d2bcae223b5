// What a request's parameters ask for, checked: a bad value is a problem that names the parameter and what it may be.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "net/server/parameters.h"
#include "store/types.h"

namespace syncwall {

[[nodiscard]] Result<PageRequest> parse_page_request(const Parameters& parameters);

struct ChangesRequest {
  std::uint64_t since = 0;
  std::int64_t limit = 1000;
  std::string epoch;  // empty: not given
};
// limit, cursor (the number of the last page's last record), user, connector_id, since.
[[nodiscard]] Result<AuditRequest> parse_audit_request(const Parameters& parameters);
[[nodiscard]] Result<ChangesRequest> parse_changes_request(const Parameters& parameters);

}  // namespace syncwall
