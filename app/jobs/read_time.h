// Times as servers write them, where the contract asks for RFC 3339 and something near it comes. Any thread.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"

namespace syncwall {

struct ReadTime {
  WallMs at = 0;
  bool zone_given = true;  // false: read as UTC
  bool number = false;     // read as the time since 1970
};

// RFC 3339 and its plain variants, where there is one way to read them: a blank for the T, a comma for the point, any
// number of digits behind it, no seconds, +0000 and +00, UTC and GMT, no zone, 24:00, a leap second (read as the next
// second), and numbers as time_of_number takes them. Years 1 to 9999. A date alone is no time.
[[nodiscard]] std::optional<ReadTime> read_time(std::string_view text);

// Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by their size: of the years 2001 to 2286.
// Nothing else is taken for a time, so that 0, 17 or 20261125 aren't.
[[nodiscard]] std::optional<WallMs> time_of_number(double number);

}  // namespace syncwall
