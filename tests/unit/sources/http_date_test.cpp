#include "sources/http_date.h"

#include <doctest/doctest.h>

#include <ctime>
#include <random>

#include "jobs/time_text.h"

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

TEST_CASE("anything else is no date") {
  for (const char* text : {"", "now", "Tue, 24 Nov 2026 13:04:21 CET", "Tue, 31 Feb 2026 13:04:21 GMT", "Tue, 24 Nov 2026 25:04:21 GMT", "Tue, 24 Nox 2026 13:04:21 GMT",
                           "Tue, 24 Nov 2026 13:04:21 GMT ", "Tuesday, 24-Nov-26 13:04:21 GMT", "Tue Nov 24 13:04:21 2026     ", "Tue, 24 Nov 20%s 13:04:21 GMT",
                           "Tue, +4 Nov 2026 13:04:21 GMT", "Tue, 24 Nov -026 13:04:21 GMT", "Tue, 24 Nov 2026  3:+4:21 GMT"}) {
    CHECK_FALSE(parse_http_date(text).has_value());
  }
}
