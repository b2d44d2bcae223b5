#include "net/http_date.h"

#include <doctest/doctest.h>

#include <ctime>
#include <random>

#include "base/time_text.h"

using namespace syncwall;

TEST_CASE("dates as the C library writes them are read back") {
  std::mt19937_64 random(3);
  for (int i = 0; i < 2000; ++i) {
    const auto at = static_cast<std::time_t>(random() % 7'000'000'000);  // to 2191
    std::tm utc{};
    gmtime_r(&at, &utc);
    char text[64];
    std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc);
    REQUIRE(parse_http_date(text) == static_cast<WallMs>(at) * 1000);
    REQUIRE(to_http_date(static_cast<WallMs>(at) * 1000 + 999) == text);
  }
}

TEST_CASE("the two older forms, which every client has to understand (RFC 9110, 5.6.7)") {
  const WallMs moment = parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").value();
  const WallMs in_1996 = parse_http_date("Mon, 01 Jan 1996 00:00:00 GMT").value(),
               in_2026 = parse_http_date("Thu, 01 Jan 2026 00:00:00 GMT").value();
  CHECK(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT", in_1996) == moment);
  CHECK(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT", in_2026) == moment);
  CHECK(parse_http_date("Sun Nov  6 08:49:37 1994") == moment);
  CHECK(parse_http_date("Wed Nov 16 08:49:37 1994") == moment + 10LL * 86'400'000);
  CHECK(parse_http_date("Tuesday, 24-Nov-26 13:04:21 GMT", in_2026) ==
        parse_http_date("Tue, 24 Nov 2026 13:04:21 GMT"));
  CHECK(parse_http_date("Monday, 24-Nov-76 13:04:21 GMT", in_2026) == parse_http_date("Tue, 24 Nov 2076 13:04:21 GMT"));
  CHECK(parse_http_date("Thursday, 24-Nov-77 13:04:21 GMT", in_2026) ==
        parse_http_date("Thu, 24 Nov 1977 13:04:21 GMT"));
}

TEST_CASE("anything else is no date") {
  for (const char* text :
       {"", "now", "Tue, 24 Nov 2026 13:04:21 CET", "Tue, 31 Feb 2026 13:04:21 GMT", "Tue, 24 Nov 2026 25:04:21 GMT",
        "Tue, 24 Nox 2026 13:04:21 GMT", "Tue, 24 Nov 2026 13:04:21 GMT ", "Tuesday, 24-Nov-26 13:04:21 CET",
        "Tuesday, 24-Nov-2026 13:04:21 GMT", "Tue, 24-Nov-26 13:04:21 GMT", "%s%s%s%s, 24-Nov-26 13:04:21 GMT",
        ", 24-Nov-26 13:04:21 GMT", "Tue Nov 24 13:04:21 2026     ", "Tue Nov  0 13:04:21 2026",
        "Tue Nov 4  13:04:21 2026", "Tue, 24 Nov 20%s 13:04:21 GMT", "Tue, +4 Nov 2026 13:04:21 GMT",
        "Tue, 24 Nov -026 13:04:21 GMT", "Tue, 24 Nov 2026  3:+4:21 GMT"}) {
    CHECK_FALSE(parse_http_date(text).has_value());
  }
}
