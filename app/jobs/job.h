// What a job is: one auto-sync connector as the API describes it (ScheduledConnectorDetails in
// assets/openapi.yaml).
// Pure values; every function here may be called from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/text_buffer.h"

namespace syncwall {

// Both enums are in the order in which these columns sort. Other: a value this program doesn't know; it is
// shown as it came, sorts last, and is counted in Total only.
enum class ConnectorType : std::uint8_t {
  S3,
  AzureBlobStorage,
  Gcs,
  SharePointOnline,
  SharePointOnPremise,
  Confluence,
  Other
};
enum class Status : std::uint8_t { Pending, Running, Completed, Failed, Paused, Other };

inline constexpr std::size_t kTypes = 6;     // known ones, without Other
inline constexpr std::size_t kStatuses = 5;  // known ones, without Other

// schedule_s where it is not known, or is no interval (then its words stand in odd_fields: a cron line).
inline constexpr std::int64_t kUnknownSchedule = -1;
// schedule_s of a job that nothing is due of: it runs when somebody asks, or without an end. Its words stand in
// odd_fields.
inline constexpr std::int64_t kUnscheduled = -2;

// S is std::string where the job owns its text (Job), std::string_view where it borrows it (JobView).
// All text is valid UTF-8. Empty means absent.
template <class S>
struct BasicJob {
  S id;
  S user_id, user_name, user_email;
  S collection_id, collection_name;
  ConnectorType type = ConnectorType::Other;
  S type_text;  // as it came; only looked at for ConnectorType::Other
  Status status = Status::Pending;
  S status_text;                 // as it came; only looked at for Status::Other
  std::int64_t schedule_s = 0;   // seconds between runs; 0 = once; kUnknownSchedule, kUnscheduled
  WallMs created_at = 0;         // ms since 1970, UTC; kUnknownTime
  WallMs last_sync_at = kNever;  // ms since 1970, UTC; kUnknownTime
  S last_sync_job_id;
  S last_sync_error;
  S config_json;  // JSON object text, secrets already masked
  S odd_fields;   // which fields came otherwise than the API has them (jobs/odd_fields.h); nearly always empty
  S server;       // what its server is called, where several are shown together; empty: there is only one

  friend bool operator==(const BasicJob&, const BasicJob&) = default;
};
using Job = BasicJob<std::string>;
using JobView = BasicJob<std::string_view>;

// The view borrows from the job: it must not outlive it.
[[nodiscard]] JobView view_of(const Job& job);
[[nodiscard]] Job to_owned(const JobView& job);

// What a person reads in place of a missing name: the name, else the id.
[[nodiscard]] inline std::string_view shown_user(const JobView& job) {
  return job.user_name.empty() ? job.user_id : job.user_name;
}
[[nodiscard]] inline std::string_view shown_collection(const JobView& job) {
  return job.collection_name.empty() ? job.collection_id : job.collection_name;
}

// "s3" and "S3"; other spellings are understood too: any case, "-" or a blank for "_", and short
// names such as azure.
[[nodiscard]] ConnectorType parse_type(std::string_view text);
[[nodiscard]] std::string_view wire_name(ConnectorType type);  // "azure_blob_storage"; "" for Other
[[nodiscard]] std::string_view label(ConnectorType type);      // "Azure Blob Storage"; "Other"

// Any case; empty is Pending.
[[nodiscard]] Status parse_status(std::string_view text);
[[nodiscard]] std::string_view wire_name(Status status);  // "Failed" on the wire and on the screen; "" for Other
[[nodiscard]] std::string_view label(Status status);

[[nodiscard]] inline std::string_view type_label(const JobView& job) {
  return job.type == ConnectorType::Other ? job.type_text : label(job.type);
}
[[nodiscard]] inline std::string_view status_label(const JobView& job) {
  return job.status == Status::Other ? job.status_text : label(job.status);
}

// "Once", "Every hour", "Every day", "Every 15 min", "Every 3 days 2 h"; "unknown".
[[nodiscard]] TextBuffer<32> schedule_text(std::int64_t schedule_s);

// When the next run is due, in ms UTC: the last run (else the creation) plus the interval.
// Nothing for jobs that run once or are paused, nor where one of these is unknown.
[[nodiscard]] std::optional<WallMs> due_at(Status status, std::int64_t schedule_s, WallMs created_at,
                                           WallMs last_sync_at);

// How late a run may be before it counts: 10 % of the interval, at least 2 min.
[[nodiscard]] std::int64_t grace_ms(std::int64_t schedule_s);

enum class Lateness : std::uint8_t { None, Overdue, Stuck };

// Nobody can say whether such a job is late: its times or its schedule are unknown. (Of a paused one, one without a
// schedule, or one of an unknown status, nobody would.)
[[nodiscard]] bool lateness_unknown(Status status, std::int64_t schedule_s, WallMs created_at, WallMs last_sync_at);

// Overdue: not running, and due longer ago than the grace. Stuck: Running for longer than the interval; the
// API reports no start of a run, so a run counts as begun when it was due, plus the grace.
[[nodiscard]] Lateness lateness(Status status, std::int64_t schedule_s, WallMs created_at, WallMs last_sync_at,
                                WallMs now);

}  // namespace syncwall
