#include "jobs/job.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"

namespace syncwall {

namespace {

template <class To, class From>
To convert(const From& from) {
  To to;
  to.id = from.id;
  to.user_id = from.user_id;
  to.user_name = from.user_name;
  to.user_email = from.user_email;
  to.collection_id = from.collection_id;
  to.collection_name = from.collection_name;
  to.type = from.type;
  to.type_text = from.type_text;
  to.status = from.status;
  to.status_text = from.status_text;
  to.schedule_s = from.schedule_s;
  to.created_at = from.created_at;
  to.last_sync_at = from.last_sync_at;
  to.last_sync_job_id = from.last_sync_job_id;
  to.last_sync_error = from.last_sync_error;
  to.config_json = from.config_json;
  to.odd_fields = from.odd_fields;
  return to;
}

constexpr std::array<std::string_view, kTypes> kTypeWire = {
    "s3", "azure_blob_storage", "gcs", "sharepoint_online", "sharepoint_on_premise", "confluence"};
constexpr std::array<std::string_view, kTypes> kTypeLabel = {
    "S3", "Azure Blob Storage", "Google Cloud Storage", "SharePoint Online", "SharePoint On-Premise", "Confluence"};
constexpr std::array<std::string_view, kStatuses> kStatusName = {"Pending", "Running", "Completed", "Failed", "Paused"};

// Spellings met in the vendor's documents, after lower case and with '-', ' ' and '.' as '_'.
constexpr std::pair<std::string_view, ConnectorType> kAliases[] = {
    {"s3", ConnectorType::S3},
    {"aws_s3", ConnectorType::S3},
    {"amazon_s3", ConnectorType::S3},
    {"azure_blob_storage", ConnectorType::AzureBlobStorage},
    {"azure", ConnectorType::AzureBlobStorage},
    {"azure_blob", ConnectorType::AzureBlobStorage},
    {"azureblobstorage", ConnectorType::AzureBlobStorage},
    {"gcs", ConnectorType::Gcs},
    {"google_cloud_storage", ConnectorType::Gcs},
    {"google_cloud", ConnectorType::Gcs},
    {"googlecloudstorage", ConnectorType::Gcs},
    {"sharepoint_online", ConnectorType::SharePointOnline},
    {"sharepoint", ConnectorType::SharePointOnline},
    {"sharepointonline", ConnectorType::SharePointOnline},
    {"share_point_online", ConnectorType::SharePointOnline},
    {"sharepoint_on_premise", ConnectorType::SharePointOnPremise},
    {"sharepoint_on_prem", ConnectorType::SharePointOnPremise},
    {"sharepoint_onprem", ConnectorType::SharePointOnPremise},
    {"sharepoint_on_premises", ConnectorType::SharePointOnPremise},
    {"sharepointonpremise", ConnectorType::SharePointOnPremise},
    {"confluence", ConnectorType::Confluence},
    {"atlassian_confluence", ConnectorType::Confluence},
};

constexpr std::int64_t kSecond = 1000;

}  // namespace

JobView view_of(const Job& job) { return convert<JobView>(job); }
Job to_owned(const JobView& job) { return convert<Job>(job); }

ConnectorType parse_type(std::string_view text) {
  constexpr std::size_t kLongest = 32;
  if (text.size() > kLongest) return ConnectorType::Other;
  std::array<char, kLongest> plain{};
  std::ranges::transform(text, plain.begin(),
                         [](char c) { return c == '-' || c == ' ' || c == '.' ? '_' : to_lower(c); });
  const std::string_view key(plain.data(), text.size());
  for (const auto& [alias, type] : kAliases) {
    if (alias == key) return type;
  }
  return ConnectorType::Other;
}

std::string_view wire_name(ConnectorType type) {
  return type == ConnectorType::Other ? "" : kTypeWire[static_cast<std::size_t>(type)];
}
std::string_view label(ConnectorType type) {
  return type == ConnectorType::Other ? "Other" : kTypeLabel[static_cast<std::size_t>(type)];
}

Status parse_status(std::string_view text) {
  if (text.empty()) return Status::Pending;
  for (std::size_t i = 0; i < kStatuses; ++i) {
    if (same_ignoring_case(text, kStatusName[i])) return static_cast<Status>(i);
  }
  return Status::Other;
}

std::string_view wire_name(Status status) {
  return status == Status::Other ? "" : kStatusName[static_cast<std::size_t>(status)];
}
std::string_view label(Status status) {
  return status == Status::Other ? "Other" : kStatusName[static_cast<std::size_t>(status)];
}

TextBuffer<32> schedule_text(std::int64_t schedule_s) {
  if (schedule_s < 0) return {"unknown"};
  if (schedule_s == 0) return {"Once"};
  if (schedule_s == 60) return {"Every minute"};
  if (schedule_s == 3600) return {"Every hour"};
  if (schedule_s == 86400) return {"Every day"};
  if (schedule_s == 604800) return {"Every week"};
  struct Unit {
    std::int64_t seconds;
    const char* one;
    const char* many;
  };
  constexpr Unit kUnits[] = {{86400, " day", " days"}, {3600, " h", " h"}, {60, " min", " min"}, {1, " s", " s"}};
  TextBuffer<32> text("Every");
  int parts = 0;
  for (const Unit& unit : kUnits) {
    const std::int64_t n = schedule_s / unit.seconds;
    schedule_s %= unit.seconds;
    if (n == 0 || parts == 2) continue;
    text << " " << n << (n == 1 ? unit.one : unit.many);
    ++parts;
  }
  return text;
}

std::optional<WallMs> due_at(Status status, std::int64_t schedule_s, WallMs created_at, WallMs last_sync_at) {
  if (schedule_s <= 0 || status == Status::Paused) return std::nullopt;
  const WallMs since = last_sync_at == kNever ? created_at : last_sync_at;
  if (!is_time(since)) return std::nullopt;
  WallMs due = 0;
  if (__builtin_mul_overflow(schedule_s, kSecond, &due) || __builtin_add_overflow(since, due, &due))
    return std::nullopt;
  return due;
}

std::int64_t grace_ms(std::int64_t schedule_s) {
  return std::max<std::int64_t>(120 * kSecond, schedule_s * (kSecond / 10));
}

bool lateness_unknown(Status status, std::int64_t schedule_s, WallMs created_at, WallMs last_sync_at) {
  if (schedule_s == 0 || schedule_s == kUnscheduled || status == Status::Paused || status == Status::Other)
    return false;
  return schedule_s < 0 || !is_time(last_sync_at == kNever ? created_at : last_sync_at);
}

Lateness lateness(Status status, std::int64_t schedule_s, WallMs created_at, WallMs last_sync_at, WallMs now) {
  const auto due = due_at(status, schedule_s, created_at, last_sync_at);
  if (!due || status == Status::Other) return Lateness::None;
  std::int64_t late = 0;  // too far ahead to be counted is not late
  if (__builtin_sub_overflow(now, *due, &late) || __builtin_sub_overflow(late, grace_ms(schedule_s), &late))
    return Lateness::None;
  if (status == Status::Running) return late > schedule_s * kSecond ? Lateness::Stuck : Lateness::None;
  return late > 0 ? Lateness::Overdue : Lateness::None;
}

}  // namespace syncwall
