// The times and intervals of a filter: read, printed, and compiled into spans of milliseconds. "now" is passed in.
// Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "jobs/filter/filter.h"

namespace syncwall {

// "2026-11-25", "2026-11-25T14:00", with seconds and milliseconds; Z at the end: UTC. "2h", "3d", "2w": an age.
[[nodiscard]] std::optional<TimePoint> read_point(std::string_view text);
[[nodiscard]] std::string point_text(const TimePoint& point);

// "15m", "6h"; "hourly", "daily".
[[nodiscard]] std::optional<std::int64_t> read_length(std::string_view text);
[[nodiscard]] std::string length_text(std::int64_t seconds);

// From `from` to before `upto`.
struct TimeSpan {
  WallMs from = 0, upto = 0;
  [[nodiscard]] bool holds(WallMs at) const { return at >= from && at < upto; }
};
// A day is the whole of it, and so is a minute: `>2026-11-25` begins with the day after. An age alone is as
// relative_time() shows it: 2h is two hours and less than three. Ends of ages in ranges are moments.
[[nodiscard]] TimeSpan span_of(const TimeValue& value, WallMs now);

// The same span whatever the zone of who reads it. Nothing for an age, which has no span of its own.
[[nodiscard]] std::optional<TimeValue> in_utc(const TimeValue& value);

[[nodiscard]] bool has_age(const TimeValue& value);

// Whether an interval of so many seconds (> 0) is meant.
[[nodiscard]] bool holds(const LengthValue& value, std::int64_t seconds);

}  // namespace syncwall
