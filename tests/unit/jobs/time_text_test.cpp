#include "jobs/time_text.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>
#include <random>

#include "jobs/job.h"

using namespace syncwall;

TEST_CASE("relative times, and the moment at which each next reads otherwise") {
  const WallMs now = 1'800'000'000'000;
  CHECK(relative_time(now + 5'000, now).view() == "just now");
  CHECK(relative_time(now - 42'000, now).view() == "42 s ago");
  CHECK(relative_time(now - 4 * 60'000, now).view() == "4 min ago");
  CHECK(relative_time(now - 26 * 86'400'000LL, now).view() == "26 d ago");
  CHECK(relative_time(now - 400 * 86'400'000LL, now).view() == "1 y ago");
  CHECK(relative_time(kNever, now).view() == "—");

  std::mt19937_64 random(7);
  for (int i = 0; i < 2'000; ++i) {
    const WallMs at = now - static_cast<WallMs>(random() % (1ULL << (random() % 38 + 1)));
    const WallMs next = next_relative_change(at, now);
    REQUIRE(next > now);
    CHECK(relative_time(at, next - 1).view() == relative_time(at, now).view());
    CHECK(relative_time(at, next).view() != relative_time(at, now).view());
  }
}

TEST_CASE("RFC 3339 times are read with any offset and written in UTC") {
  WallMs at = 0;
  REQUIRE(parse_rfc3339("2026-11-20T09:14:05.123456+01:00", at));
  CHECK(to_rfc3339(at) == "2026-11-20T08:14:05.123Z");
  REQUIRE(parse_rfc3339("1969-12-31T23:59:59.999Z", at));
  CHECK(at == -1);
  CHECK(to_rfc3339(at) == "1969-12-31T23:59:59.999Z");
  REQUIRE(parse_rfc3339("0001-01-01T00:00:00Z", at));
  CHECK(to_rfc3339(at) == "0001-01-01T00:00:00.000Z");
  for (const char* bad : {"", "2026-11-20", "2026-13-20T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-20T24:00:00Z",
                          "2026-11-20T00:00:00", "2026-11-20T00:00:00.Z", "2026-11-20T00:00:00+1:00",
                          "2026-11-20T00:00:00Zx", "NaN-11-20T00:00:00Z"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_rfc3339(bad, at));
  }
}

TEST_CASE("local time names the zone that was in force at that time") {
  ::setenv("TZ", "Europe/Berlin", 1);
  ::tzset();
  WallMs winter = 0, summer = 0;
  REQUIRE(parse_rfc3339("2026-11-20T08:14:05Z", winter));
  REQUIRE(parse_rfc3339("2026-07-20T08:14:05Z", summer));
  CHECK(utc_time_text(winter) == "2026-11-20 08:14:05 UTC");
  CHECK(local_time_text(winter) == "2026-11-20 09:14:05 CET");
  CHECK(local_time_text(summer) == "2026-07-20 10:14:05 CEST");
  CHECK(clock_text(winter, false) == "09:14");
}

TEST_CASE("numbers are grouped and durations short") {
  CHECK(grouped(1'048'576).view() == "1,048,576");
  CHECK(grouped(999).view() == "999");
  CHECK(grouped(-1'000).view() == "-1,000");
  CHECK(grouped(std::numeric_limits<std::int64_t>::min()).view() == "-9,223,372,036,854,775,808");
  CHECK(duration_text(45'000) == "45 s");
  CHECK(duration_text(3 * 3'600'000 + 5 * 60'000) == "3 h 05 min");
}
