// Times as people read them. "now" is always passed in; nothing here looks at a clock. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace syncwall {

// A short text without allocation, for what is written every frame.
struct ShortText {
  char text[32] = {};
  std::uint8_t size = 0;
  [[nodiscard]] std::string_view view() const { return {text, size}; }
};

// "just now" (less than 10 s before or after now: clocks differ by some seconds), "42 s ago", "4 min ago", "3 h ago",
// "12 d ago", "2 mo ago", "1 y ago"; for what is to come "in 42 s" … "in 73 y"; "—" for kNever, "unknown" for
// kUnknownTime.
[[nodiscard]] ShortText relative_time(WallMs at, WallMs now);

// The soonest moment at which relative_time(at, …) reads otherwise; kNever for kNever and kUnknownTime.
[[nodiscard]] WallMs next_relative_change(WallMs at, WallMs now);

// A length of time: "45 s", "22 min", "3 h 05 min", "2 d 4 h".
[[nodiscard]] std::string duration_text(std::int64_t ms);

// "2026-11-20 09:14:05 CET" in this machine's zone (the one in force at that time), and "… UTC".
[[nodiscard]] std::string local_time_text(WallMs at);
[[nodiscard]] std::string utc_time_text(WallMs at);
[[nodiscard]] std::string clock_text(WallMs at, bool utc);  // "14:02"
[[nodiscard]] std::string zone_text(WallMs at, bool utc);   // "CET"; "UTC" also where TZ names no zone that there is
// "All times local (CET)", or "All times UTC" where that is so.
[[nodiscard]] std::string all_times_text(WallMs at);

// RFC 3339, as the API has it: "2026-11-20T08:14:05.123Z".
[[nodiscard]] std::string to_rfc3339(WallMs at);
// As HTTP's Date header has it (RFC 9110, 5.6.7): "Fri, 20 Nov 2026 08:14:05 GMT".
[[nodiscard]] std::string to_http_date(WallMs at);
// Accepts any offset, 'T' or ' ', and up to nanoseconds; years 1 to 9999. False for anything else.
[[nodiscard]] bool parse_rfc3339(std::string_view text, WallMs& at);

// "1,048,576"
[[nodiscard]] ShortText grouped(std::int64_t n);
// To so many significant digits, rounded: "1.05 M", "413 k", "8.3 k"; below a thousand as it is. What ends in ".0" says
// so only by being short: "2 M". `digits`: 1 to 3.
[[nodiscard]] ShortText abbreviated(std::int64_t n, int digits);

}  // namespace syncwall
