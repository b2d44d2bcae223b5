#include "jobs/job.h"

#include <doctest/doctest.h>

using namespace syncwall;

namespace {
constexpr WallMs kMinute = 60'000, kHour = 60 * kMinute;
}

TEST_CASE("a type is understood in every spelling of the vendor's documents") {
  CHECK(parse_type("S3") == ConnectorType::S3);
  CHECK(parse_type("Azure-Blob Storage") == ConnectorType::AzureBlobStorage);
  CHECK(parse_type("azure") == ConnectorType::AzureBlobStorage);
  CHECK(parse_type("google_cloud_storage") == ConnectorType::Gcs);
  CHECK(parse_type("SharePoint") == ConnectorType::SharePointOnline);
  CHECK(parse_type("sharepoint-on-premise") == ConnectorType::SharePointOnPremise);
  CHECK(parse_type("") == ConnectorType::Other);
  CHECK(parse_type(std::string(10'000, 's')) == ConnectorType::Other);
  for (std::size_t i = 0; i < kTypes; ++i) {
    const auto type = static_cast<ConnectorType>(i);
    CHECK(parse_type(wire_name(type)) == type);
    CHECK(parse_type(label(type)) == type);
  }
}

TEST_CASE("a status is understood in any case; absent is Pending; unknown is kept apart") {
  CHECK(parse_status("FAILED") == Status::Failed);
  CHECK(parse_status("") == Status::Pending);
  CHECK(parse_status("Exploded") == Status::Other);
  Job job;
  job.status = Status::Other;
  job.status_text = "Exploded";
  CHECK(status_label(view_of(job)) == "Exploded");
}

TEST_CASE("a job survives the trip to a view and back") {
  Job job;
  job.id = "a";
  job.user_email = "e@example.com";
  job.last_sync_error = "why";
  job.config_json = "{}";
  job.schedule_s = 60;
  CHECK(to_owned(view_of(job)) == job);
  CHECK(shown_user(view_of(job)).empty());
  job.user_id = "u-1";
  CHECK(shown_user(view_of(job)) == "u-1");
}

TEST_CASE("schedules read as people say them") {
  CHECK(schedule_text(0).view() == "Once");
  CHECK(schedule_text(3600).view() == "Every hour");
  CHECK(schedule_text(86400).view() == "Every day");
  CHECK(schedule_text(900).view() == "Every 15 min");
  CHECK(schedule_text(2 * 86400 + 7200).view() == "Every 2 days 2 h");
  CHECK(schedule_text(90061).view() == "Every 1 day 1 h");
}

TEST_CASE("overdue and stuck follow from schedule, last run and status") {
  const WallMs ran = 1'000 * kHour;
  const auto late = [&](Status status, WallMs after) { return lateness(status, 3600, 0, ran, ran + after); };
  CHECK(grace_ms(3600) == 6 * kMinute);
  CHECK(grace_ms(60) == 2 * kMinute);
  CHECK(late(Status::Completed, kHour + 6 * kMinute) == Lateness::None);
  CHECK(late(Status::Completed, kHour + 6 * kMinute + 1) == Lateness::Overdue);
  CHECK(late(Status::Failed, 3 * kHour) == Lateness::Overdue);
  CHECK(late(Status::Paused, 300 * kHour) == Lateness::None);
  CHECK(late(Status::Running, 2 * kHour + 6 * kMinute) == Lateness::None);
  CHECK(late(Status::Running, 2 * kHour + 6 * kMinute + 1) == Lateness::Stuck);
  CHECK(lateness(Status::Pending, 0, 0, kNever, ran) == Lateness::None);
  CHECK(lateness(Status::Pending, 3600, ran, kNever, ran + 2 * kHour) == Lateness::Overdue);
}

TEST_CASE("what has no schedule is never due, late, or of unknown lateness") {
  constexpr WallMs kNow = 1'795'000'000'000;
  CHECK_FALSE(due_at(Status::Running, kUnscheduled, 0, 0));
  CHECK(lateness(Status::Running, kUnscheduled, 0, 0, kNow) == Lateness::None);
  CHECK_FALSE(lateness_unknown(Status::Running, kUnscheduled, kUnknownTime, kUnknownTime));
  CHECK(lateness_unknown(Status::Running, kUnknownSchedule, 0, 0));
}

TEST_CASE("absurd schedules neither overflow nor are ever due") {
  CHECK_FALSE(due_at(Status::Pending, std::numeric_limits<std::int64_t>::max(), 0, kNever).has_value());
  CHECK_FALSE(due_at(Status::Pending, -5, 0, kNever).has_value());
  CHECK(lateness(Status::Running, std::numeric_limits<std::int64_t>::max() / 1000, 0, 0, 1) == Lateness::None);
}
