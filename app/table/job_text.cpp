#include "table/job_text.h"

#include "base/spreadsheet.h"
#include "base/time_text.h"
#include "base/utf8.h"
#include "jobs/failure_reason.h"
#include "jobs/odd_fields.h"

namespace syncwall {

namespace {

// What stands where there is no value that could.
std::string_view lacking(const JobView& job, std::initializer_list<JobField> fields) {
  for (const JobField field : fields) {
    const auto odd = find_odd_field(job.odd_fields, field);
    if (odd && odd->kind == Oddity::Unreadable) return "unreadable";
    if (odd && odd->kind == Oddity::Words) return odd->raw;
  }
  return "unknown";
}

std::string_view or_lacking(std::string_view text, const JobView& job, std::initializer_list<JobField> fields) {
  return text.empty() ? lacking(job, fields) : text;
}

std::string_view time_cell(const JobView& job, JobField field, WallMs at, WallMs now, std::string& buffer) {
  if (at == kUnknownTime) return lacking(job, {field});
  buffer = relative_time(at, now).view();
  return buffer;
}

// "unreadable: «2026-13-45»"; empty for a field that came as it should.
std::string oddity_of(const JobView& job, JobField field) {
  const auto odd = find_odd_field(job.odd_fields, field);
  return odd ? oddity_text(*odd) : std::string();
}

}  // namespace

std::string_view error_line(std::string_view error) {
  const std::string_view reason = innermost_line(error);
  return reason.empty() ? error : reason;
}

std::string_view cell_text(const JobView& job, Column column, WallMs now, std::string& buffer) {
  switch (column) {
    case Column::Tick:
      return {};
    case Column::User:
      return or_lacking(shown_user(job), job, {JobField::UserName, JobField::UserId});
    case Column::Collection:
      return or_lacking(shown_collection(job), job, {JobField::CollectionName, JobField::CollectionId});
    case Column::Type:
      return or_lacking(type_label(job), job, {JobField::Type});
    case Column::Created:
      return time_cell(job, JobField::Created, job.created_at, now, buffer);
    case Column::LastSync:
      return time_cell(job, JobField::LastSync, job.last_sync_at, now, buffer);
    case Column::Status:
      return status_label(job);
    case Column::Schedule:
      if (job.schedule_s < 0) return lacking(job, {JobField::Schedule});
      if (job.schedule_s == 3600) return "Every hour";
      if (job.schedule_s == 86400) return "Every day";
      buffer = schedule_text(job.schedule_s).view();
      return buffer;
    case Column::Server:
      return job.server;
    case Column::Error:
      return error_line(job.last_sync_error);
  }
  return {};
}

LatenessWords lateness_words(const JobView& job, WallMs now) {
  const auto due = due_at(job.status, job.schedule_s, job.created_at, job.last_sync_at);
  switch (lateness(job.status, job.schedule_s, job.created_at, job.last_sync_at, now)) {
    case Lateness::None:
      return {};
    case Lateness::Overdue:
      return {"Overdue", "was due " + clock_text(*due, false) + ", " + duration_text(now - *due) + " ago"};
    case Lateness::Stuck:
      return {"Stuck", "has been running since about " + clock_text(*due, false) + ", longer than its interval"};
  }
  return {};
}

std::string lateness_text(const JobView& job, WallMs now) {
  const LatenessWords late = lateness_words(job, now);
  return late.word.empty() ? std::string() : std::string(late.word) + ": " + late.since;
}

namespace {

std::string times(WallMs at, std::string_view never) {
  if (!is_time(at)) return at == kNever ? std::string(never) : std::string();
  const std::string local = local_time_text(at), utc = utc_time_text(at);
  return local == utc ? utc : local + "\n" + utc;
}

void add_line(std::string& text, std::string_view line) {
  if (line.empty()) return;
  if (!text.empty()) text += '\n';
  text += line;
}

// The reason first, then the whole; where that is too long for a tooltip, it says so.
std::string error_text(std::string_view error) {
  constexpr std::size_t kMost = 2'000, kMostLines = 24;
  const std::string_view reason = error_line(error);
  std::string text;
  if (!error.starts_with(reason)) text.append(reason) += "\n\n";
  std::string_view shown = cut_utf8(error, kMost);
  std::size_t lines = 0;
  for (std::size_t at = 0; at < shown.size(); ++at) {
    if (shown[at] != '\n' || ++lines < kMostLines) continue;
    shown = shown.substr(0, at);
  }
  text += shown;
  if (shown.size() < error.size()) text += "\n… more: Enter shows all of it";
  return text;
}

Tooltip status_tooltip(const JobView& job, WallMs now) {
  Tooltip tip;
  const bool has_error = !job.last_sync_error.empty();
  if (job.status == Status::Failed) tip.headline = "Sync failed";
  if (job.status == Status::Paused) tip.headline = "Paused";
  if (job.status == Status::Running && has_error) tip.headline = "Running; its last run failed";
  if (!tip.headline.empty()) {
    add_line(tip.text, has_error ? error_text(job.last_sync_error) : std::string("The server gave no reason."));
  }
  const LatenessWords late = lateness_words(job, now);
  if (tip.headline.empty()) {
    tip.headline = late.word;
    add_line(tip.text, late.since);
  } else {
    add_line(tip.text, lateness_text(job, now));
  }
  if (tip.headline.empty() && job.status == Status::Completed && is_time(job.last_sync_at)) {
    tip.text = "Completed " + local_time_text(job.last_sync_at);
  }
  return tip;
}

}  // namespace

namespace {

// The fields that a column shows, with what each of them is called in its tooltip.
std::string oddities(const JobView& job, Column column) {
  if (job.odd_fields.empty()) return {};
  std::string text;
  const auto add = [&](std::string_view label, JobField field) {
    const std::string odd = oddity_of(job, field);
    if (!odd.empty()) add_line(text, label.empty() ? odd : std::string(label) + "  " + odd);
  };
  switch (column) {
    case Column::User:
      add("Name", JobField::UserName), add("User id", JobField::UserId), add("E-mail", JobField::UserEmail);
      break;
    case Column::Collection:
      add("Name", JobField::CollectionName), add("Collection id", JobField::CollectionId);
      break;
    case Column::Type:
      add("Type", JobField::Type), add("Configuration", JobField::Config);
      break;
    case Column::Created:
      add("", JobField::Created);
      break;
    case Column::LastSync:
      add("", JobField::LastSync);
      break;
    case Column::Status:
      add("Status", JobField::Status), add("Last sync job", JobField::RunId);
      break;
    case Column::Schedule:
      add("", JobField::Schedule);
      break;
    case Column::Error:
    case Column::Tick:
    case Column::Server:
      break;
  }
  return text;
}

Tooltip plain_tooltip(const JobView& job, Column column, WallMs now) {
  switch (column) {
    case Column::User: {
      Tooltip tip{std::string(shown_user(job)),
                  job.user_id.empty() ? std::string() : std::string("User id  ").append(job.user_id)};
      if (!job.user_email.empty()) add_line(tip.text, std::string("E-mail   ").append(job.user_email));
      return tip;
    }
    case Column::Collection:
      return {std::string(shown_collection(job)),
              job.collection_id.empty() ? std::string() : std::string("Collection id  ").append(job.collection_id)};
    case Column::Created:
      return {"", times(job.created_at, "")};
    case Column::LastSync:
      return {"", times(job.last_sync_at, "Has never run")};
    case Column::Status:
      return status_tooltip(job, now);
    case Column::Type:
      return {std::string(type_label(job)), ""};
    case Column::Schedule:
      return job.schedule_s < 0 ? Tooltip{} : Tooltip{schedule_text(job.schedule_s).str(), ""};
    case Column::Error:
      return job.last_sync_error.empty() ? Tooltip{} : Tooltip{"Last error", error_text(job.last_sync_error)};
    case Column::Tick:
    case Column::Server:
      return {};
  }
  return {};
}

}  // namespace

Tooltip tooltip(const JobView& job, Column column, WallMs now) {
  Tooltip tip = plain_tooltip(job, column, now);
  add_line(tip.text, oddities(job, column));
  return tip;
}

std::string exact_time(const JobView& job, JobField field) {
  const WallMs at = field == JobField::Created ? job.created_at : job.last_sync_at;
  if (is_time(at)) return to_rfc3339(at);
  if (at == kNever) return {};
  const auto odd = find_odd_field(job.odd_fields, field);
  return odd && odd->kind == Oddity::Unreadable ? oddity_text(*odd) : "unknown";
}

std::string exact_schedule(const JobView& job) {
  if (job.schedule_s >= 0) return std::to_string(job.schedule_s);
  const auto odd = find_odd_field(job.odd_fields, JobField::Schedule);
  return odd && (odd->kind == Oddity::Unreadable || odd->kind == Oddity::Words) ? oddity_text(*odd) : "unknown";
}

std::string copy_cell(const JobView& job, Column column) {
  switch (column) {
    case Column::Created:
      return exact_time(job, JobField::Created);
    case Column::LastSync:
      return exact_time(job, JobField::LastSync);
    case Column::Schedule:
      if (job.schedule_s < 0) return exact_schedule(job);
      break;
    case Column::Error:
      return std::string(job.last_sync_error);
    default:
      break;
  }
  std::string buffer;
  return std::string(cell_text(job, column, 0, buffer));
}

std::string copy_row_tsv(const JobView& job) {
  const auto field = [](std::string_view text) { return spreadsheet_field(one_line(text), '\t'); };
  std::string line = field(job.id);
  for (const ColumnInfo& c : columns()) {
    const bool left_out =
        c.column == Column::Tick || c.column == Column::Error || (c.column == Column::Server && job.server.empty());
    if (!left_out) line += '\t' + field(copy_cell(job, c.column));
  }
  return line + '\t' + field(job.last_sync_error);
}

std::vector<Field> all_fields(const JobView& job, WallMs now) {
  const auto when = [&](WallMs at) {
    if (at == kNever) return std::string("Never");
    if (at == kUnknownTime) return std::string();
    const std::string local = local_time_text(at), utc = utc_time_text(at);
    return local + (local == utc ? "" : " · " + utc) + " · " + std::string(relative_time(at, now).view());
  };
  std::vector<Field> fields;
  // With what is odd about the field as it came.
  const auto add_odd = [&](std::string_view label, std::string_view text, JobField field) {
    const std::string odd = oddity_of(job, field);
    if (text.empty() && odd.empty()) return;
    fields.push_back({std::string(label), text.empty()  ? odd
                                          : odd.empty() ? std::string(text)
                                                        : std::string(text) + " · " + odd});
  };
  const auto add = [&](std::string_view label, std::string_view text) {
    if (!text.empty()) fields.push_back({std::string(label), std::string(text)});
  };
  add_odd("Status", status_label(job), JobField::Status);
  const bool unclear = lateness_unknown(job.status, job.schedule_s, job.created_at, job.last_sync_at);
  add("Late", unclear ? "unknown: its times or its schedule are" : lateness_text(job, now));
  if (!job.last_sync_error.empty()) fields.push_back({"Error", std::string(job.last_sync_error), true});
  add_odd("Last sync", when(job.last_sync_at), JobField::LastSync);
  add_odd("Schedule", job.schedule_s < 0 ? std::string() : schedule_text(job.schedule_s).str(), JobField::Schedule);
  const auto due = due_at(job.status, job.schedule_s, job.created_at, job.last_sync_at);
  if (due) add("Next run due", local_time_text(*due));
  add_odd("Created", when(job.created_at), JobField::Created);
  add_odd("Type", type_label(job), JobField::Type);
  add_odd("User", job.user_name, JobField::UserName);
  add_odd("User e-mail", job.user_email, JobField::UserEmail);
  add_odd("User id", job.user_id, JobField::UserId);
  add_odd("Collection", job.collection_name, JobField::CollectionName);
  add_odd("Collection id", job.collection_id, JobField::CollectionId);
  add("Connector id", job.id);
  add("Server", job.server);
  add_odd("Last sync job", job.last_sync_job_id, JobField::RunId);
  add_odd("Configuration", job.config_json, JobField::Config);
  return fields;
}

}  // namespace syncwall
