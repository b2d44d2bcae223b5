// The Date header of an answer (RFC 9110, 5.6.7), by which a server's clock is known. Any thread.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"

namespace syncwall {

// "Tue, 24 Nov 2026 13:04:21 GMT"; none for anything else.
[[nodiscard]] std::optional<WallMs> parse_http_date(std::string_view text);

}  // namespace syncwall
