#include "jobs/read_time.h"

#include <doctest/doctest.h>

#include "base/time_text.h"
#include "jobs/job.h"
#include "jobs/odd_fields.h"

using namespace syncwall;

TEST_CASE("a time is read in every plain way to write it") {
  constexpr WallMs kAt = 1'795'162'445'000;  // 2026-11-20T08:14:05Z
  for (const char* same :
       {"2026-11-20T08:14:05Z", "2026-11-20 08:14:05Z", "2026-11-20T08:14:05.000Z", "2026-11-20T08:14:05,000Z",
        "2026-11-20t08:14:05z", "2026-11-20T08:14:05+0000", "2026-11-20T08:14:05+00", "2026-11-20T08:14:05-00:00",
        "2026-11-20T09:14:05+01:00", "2026-11-20T03:44:05-0430", "2026-11-20 08:14:05 UTC", "2026-11-20 08:14:05 +0000",
        " 2026-11-20T08:14:05Z\n", "2026-11-20T08:14:05.00000000000000000Z"}) {
    CAPTURE(same);
    const auto read = read_time(same);
    REQUIRE(read.has_value());
    CHECK(read->at == kAt);
    CHECK(read->zone_given);
    CHECK_FALSE(read->number);
  }
  for (const char* naive : {"2026-11-20T08:14:05", "2026-11-20 08:14:05.000", "2026-11-20T08:14:05.000000"}) {
    const auto read = read_time(naive);
    REQUIRE(read.has_value());
    CHECK(read->at == kAt);
    CHECK_FALSE(read->zone_given);
  }
  CHECK(read_time("2026-11-20T08:14Z")->at == kAt - 5'000);
  CHECK(read_time("2026-11-20T08:14:05.123456")->at == kAt + 123);
  CHECK(to_rfc3339(read_time("2026-11-20T24:00:00Z")->at) == "2026-11-21T00:00:00.000Z");
  CHECK(to_rfc3339(read_time("2016-12-31T23:59:60Z")->at) == "2017-01-01T00:00:00.000Z");
  for (const char* bad : {"",
                          "2026-11-20",
                          "2026-13-45",
                          "2026-02-30T00:00:00Z",
                          "2026-11-20T24:00:01Z",
                          "2026-11-20T25:00:00Z",
                          "2026-11-20T00:60:00Z",
                          "2026-11-20T00:00:61Z",
                          "2026-11-20T00:00:00.Z",
                          "2026-11-20T00:00:00+1:00",
                          "2026-11-20T00:00:00+24:00",
                          "2026-11-20T00:00:00Zx",
                          "2026-11-20T00:00:00 CET",
                          "2026-11-20T00:00.5Z",
                          "0000-01-01T00:00:00Z",
                          "NaN",
                          "yesterday",
                          "0",
                          "17",
                          "20261125",
                          "20261125090000",
                          "202611250900",
                          "-1767323045",
                          "1767323045x",
                          "1e9"}) {
    CAPTURE(bad);
    CHECK_FALSE(read_time(bad).has_value());
  }
}

TEST_CASE("a number is told by its size: seconds, ms, µs, ns since 1970; nothing else is taken for a time") {
  CHECK(time_of_number(1'767'323'045) == 1'767'323'045'000);
  CHECK(time_of_number(1'767'323'045.25) == 1'767'323'045'250);
  CHECK(time_of_number(1'767'323'045'678) == 1'767'323'045'678);
  CHECK(time_of_number(1'767'323'045'678'000) == 1'767'323'045'678);
  CHECK(time_of_number(1.767323045678e18) == 1'767'323'045'678);
  for (const double bad : {0.0, 17.0, -1.0, 20'261'125.0, 1e11, 2.0261125090000e13, 1e17, 1e19, 1e300})
    CHECK_FALSE(time_of_number(bad).has_value());
}

TEST_CASE("what is unknown is another thing than never: said so, never due, and last in every order") {
  CHECK(relative_time(kUnknownTime, 0).view() == "unknown");
  CHECK(next_relative_change(kUnknownTime, 0) == kNever);
  CHECK(local_time_text(kUnknownTime) == "unknown");
  CHECK(utc_time_text(kUnknownTime) == "unknown");
  CHECK(schedule_text(kUnknownSchedule).view() == "unknown");
  CHECK_FALSE(due_at(Status::Completed, 3600, 0, kUnknownTime).has_value());
  CHECK_FALSE(due_at(Status::Completed, kUnknownSchedule, 0, 0).has_value());
  CHECK(lateness(Status::Failed, 3600, 0, kUnknownTime, 1'800'000'000'000) == Lateness::None);
  CHECK(lateness_unknown(Status::Failed, 3600, 0, kUnknownTime));
  CHECK(lateness_unknown(Status::Failed, kUnknownSchedule, 0, 0));
  CHECK(lateness_unknown(Status::Pending, 3600, kUnknownTime, kNever));
  CHECK_FALSE(lateness_unknown(Status::Completed, 3600, kUnknownTime, 0));
  CHECK_FALSE(lateness_unknown(Status::Completed, 0, kUnknownTime, kUnknownTime));
  CHECK_FALSE(lateness_unknown(Status::Paused, 3600, 0, kUnknownTime));
}

TEST_CASE("odd fields are read back as they were noted") {
  std::string odd;
  append_odd_field(odd, JobField::LastSync, Oddity::Unreadable, "two\nlines\tand é");
  append_odd_field(odd, JobField::Created, Oddity::NoZone);
  append_odd_field(odd, JobField::Schedule, Oddity::Unreadable, std::string(500, 'x'));
  CHECK(find_odd_field(odd, JobField::LastSync)->raw == "two lines and é");
  CHECK(find_odd_field(odd, JobField::Created)->kind == Oddity::NoZone);
  CHECK(find_odd_field(odd, JobField::Schedule)->raw == std::string(kMaxRawBytes, 'x') + "…");
  CHECK_FALSE(find_odd_field(odd, JobField::Type).has_value());
  CHECK(has_unreadable(odd));
  CHECK_FALSE(has_unreadable(""));
  CHECK(oddity_text(*find_odd_field(odd, JobField::LastSync)) == "unreadable: «two lines and é»");
}
