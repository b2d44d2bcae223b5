// The Date header of an answer (RFC 9110, 5.6.7), by which a server's clock is known. Any thread.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"

namespace syncwall {

// "Tue, 24 Nov 2026 13:04:21 GMT", and the two older forms that have to be understood still: "Tuesday, 24-Nov-26
// 13:04:21 GMT" (a year that would be more than 50 years after `now` is of the century before) and "Tue Nov 24 13:04:21
// 2026". None for anything else.
[[nodiscard]] std::optional<WallMs> parse_http_date(std::string_view text, WallMs now = SystemClock().wall_ms());

}  // namespace syncwall
