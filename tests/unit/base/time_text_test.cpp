#include "base/time_text.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <random>

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

TEST_CASE("what is to come is not 'just now', but for the seconds by which clocks differ") {
  const WallMs now = 1'795'000'000'000, day = 86'400'000;
  CHECK(relative_time(now + 9'000, now).view() == "just now");
  CHECK(relative_time(now + 42'000, now).view() == "in 42 s");
  CHECK(relative_time(now + 90 * 60'000, now).view() == "in 1 h");
  CHECK(relative_time(now + 3 * day, now).view() == "in 3 d");
  WallMs far = 0;
  REQUIRE(parse_rfc3339("2099-12-31T23:59:59Z", far));
  CHECK(relative_time(far, now).view() == "in 73 y");
  REQUIRE(parse_rfc3339("9999-12-31T23:59:59Z", far));
  CHECK(relative_time(far, now).view() == "in 7978 y");
  CHECK(relative_time(std::numeric_limits<WallMs>::max() - 2, now).view().starts_with("in 2"));
  CHECK(relative_time(std::numeric_limits<WallMs>::max() - 2, -now).view().starts_with("in 2"));

  std::mt19937_64 random(8);
  for (int i = 0; i < 2'000; ++i) {
    const WallMs at = now + static_cast<WallMs>(random() % (1ULL << (random() % 38 + 1)));
    const WallMs next = next_relative_change(at, now);
    REQUIRE(next > now);
    CHECK(relative_time(at, next - 1).view() == relative_time(at, now).view());
    CHECK(relative_time(at, next).view() != relative_time(at, now).view());
  }
}

TEST_CASE("a TZ that names no zone is told as the UTC that it is; one that does, by its name") {
  const char* const before = std::getenv("TZ");
  const std::string kept = before == nullptr ? "" : before;
  WallMs winter = 0;
  REQUIRE(parse_rfc3339("2026-11-20T08:14:05Z", winter));
  const auto told = [&](const char* zone) {
    ::setenv("TZ", zone, 1);
    ::tzset();
    return all_times_text(winter);
  };
  for (const char* unknown :
       {"Europe", ":/etc/hostname", "Nowhere/Town", ":", "", "UTC", "Etc/UTC", "Zulu", "<-00>0", "Cet"}) {
    CAPTURE(unknown);
    CHECK(told(unknown) == "All times UTC");
    CHECK(local_time_text(winter) == utc_time_text(winter));
  }
  CHECK(told("Europe/Berlin") == "All times local (CET)");
  CHECK(told("Europe/London") == "All times local (GMT)");
  CHECK(told("Europe/Lisbon") == "All times local (WET)");
  CHECK(told("Asia/Kolkata") == "All times local (IST)");
  CHECK(told("America/Sao_Paulo") == "All times local (-03)");
  if (before == nullptr)
    ::unsetenv("TZ");
  else
    ::setenv("TZ", kept.c_str(), 1);
  ::tzset();
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
  for (const char* bad :
       {"", "2026-11-20", "2026-13-20T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-20T24:00:00Z", "2026-11-20T00:00:00",
        "2026-11-20T00:00:00.Z", "2026-11-20T00:00:00+1:00", "2026-11-20T00:00:00Zx", "NaN-11-20T00:00:00Z"}) {
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

TEST_CASE("numbers are abbreviated to so many digits, rounded, and never look like another size") {
  const auto three = [](std::int64_t n) { return std::string(abbreviated(n, 3).view()); };
  CHECK(three(0) == "0");
  CHECK(three(999) == "999");
  CHECK(three(1'000) == "1 k");
  CHECK(three(8'314) == "8.31 k");
  CHECK(three(12'480) == "12.5 k");
  CHECK(three(300'000) == "300 k");
  CHECK(three(412'706) == "413 k");
  CHECK(three(999'499) == "999 k");
  CHECK(three(999'999) == "1 M");
  CHECK(three(1'048'576) == "1.05 M");
  CHECK(three(1'200'000) == "1.2 M");
  CHECK(three(-412'706) == "-413 k");
  CHECK(three(std::numeric_limits<std::int64_t>::max()) == "9.22 E");
  CHECK(abbreviated(8'314, 2).view() == "8.3 k");
  CHECK(abbreviated(412'706, 2).view() == "410 k");
  CHECK(abbreviated(999'950, 2).view() == "1 M");
  // Read back, it is the number to half a step.
  std::mt19937_64 random(9);
  for (int i = 0; i < 5'000; ++i) {
    const auto n = static_cast<std::int64_t>(random() >> (1 + random() % 62));
    const std::string text = three(n);
    const std::size_t blank = text.find(' ');
    const double unit = blank == std::string::npos ? 1 : std::pow(1000, std::string(" kMGTPE").find(text[blank + 1]));
    CHECK(std::abs(std::stod(text) * unit - static_cast<double>(n)) <= static_cast<double>(n) * 0.00501);
    CHECK(text.size() <= 6);
  }
}
