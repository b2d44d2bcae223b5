#include "table/job_text.h"

#include "base/spreadsheet.h"
#include "base/utf8.h"
#include "jobs/time_text.h"

namespace syncwall {

std::string_view cell_text(const JobView& job, Column column, WallMs now, std::string& buffer) {
  switch (column) {
    case Column::Pick: return {};
    case Column::User: return shown_user(job);
    case Column::Collection: return shown_collection(job);
    case Column::Type: return type_label(job);
    case Column::Created: buffer = relative_time(job.created_at, now).view(); return buffer;
    case Column::LastSync: buffer = relative_time(job.last_sync_at, now).view(); return buffer;
    case Column::Status: return status_label(job);
    case Column::Schedule:
      if (job.schedule_s == 3600) return "Every hour";
      if (job.schedule_s == 86400) return "Every day";
      buffer = schedule_text(job.schedule_s).view();
      return buffer;
  }
  return {};
}

std::string lateness_text(const JobView& job, WallMs now) {
  const auto due = due_at(job.status, job.schedule_s, job.created_at, job.last_sync_at);
  switch (lateness(job.status, job.schedule_s, job.created_at, job.last_sync_at, now)) {
    case Lateness::None: return {};
    case Lateness::Overdue:
      return "Overdue: was due " + clock_text(*due, false) + ", " + duration_text(now - *due) + " ago";
    case Lateness::Stuck:
      return "Stuck: has been running since about " + clock_text(*due, false) + ", longer than its interval";
  }
  return {};
}

namespace {

std::string times(WallMs at, std::string_view never) {
  if (at == kNever) return std::string(never);
  const std::string local = local_time_text(at), utc = utc_time_text(at);
  return local == utc ? utc : local + "\n" + utc;
}

void add_line(std::string& text, std::string_view line) {
  if (line.empty()) return;
  if (!text.empty()) text += '\n';
  text += line;
}

Tooltip status_tooltip(const JobView& job, WallMs now) {
  Tooltip tip;
  const bool has_error = !job.last_sync_error.empty();
  if (job.status == Status::Failed) tip.headline = "Sync failed";
  if (job.status == Status::Paused) tip.headline = "Paused";
  if (job.status == Status::Running && has_error) tip.headline = "Running; its last run failed";
  if (!tip.headline.empty()) {
    add_line(tip.text, has_error ? job.last_sync_error : std::string_view("The server gave no reason."));
  }
  const std::string late = lateness_text(job, now);
  if (!late.empty() && tip.headline.empty()) {
    tip.headline = late.substr(0, late.find(':'));
    add_line(tip.text, late.substr(late.find(':') + 2));
  } else {
    add_line(tip.text, late);
  }
  if (tip.headline.empty() && job.status == Status::Completed && job.last_sync_at != kNever) {
    tip.text = "Completed " + local_time_text(job.last_sync_at);
  }
  return tip;
}

}  // namespace

Tooltip tooltip(const JobView& job, Column column, WallMs now) {
  switch (column) {
    case Column::User: {
      Tooltip tip{std::string(shown_user(job)), std::string("User id  ").append(job.user_id)};
      if (!job.user_email.empty()) add_line(tip.text, std::string("E-mail   ").append(job.user_email));
      return tip;
    }
    case Column::Collection:
      return {std::string(shown_collection(job)), std::string("Collection id  ").append(job.collection_id)};
    case Column::Created: return {"", times(job.created_at, "")};
    case Column::LastSync: return {"", times(job.last_sync_at, "Has never run")};
    case Column::Status: return status_tooltip(job, now);
    case Column::Pick:
    case Column::Type:
    case Column::Schedule: return {};
  }
  return {};
}

std::string copy_cell(const JobView& job, Column column) {
  switch (column) {
    case Column::Created: return to_rfc3339(job.created_at);
    case Column::LastSync: return job.last_sync_at == kNever ? "" : to_rfc3339(job.last_sync_at);
    default: break;
  }
  std::string buffer;
  return std::string(cell_text(job, column, 0, buffer));
}

std::string copy_row_tsv(const JobView& job) {
  const auto field = [](std::string_view text) { return spreadsheet_field(one_line(text), '\t'); };
  std::string line = field(job.id);
  for (const ColumnInfo& c : columns()) {
    if (c.column != Column::Pick) line += '\t' + field(copy_cell(job, c.column));
  }
  return line + '\t' + field(job.last_sync_error);
}

std::vector<Field> all_fields(const JobView& job, WallMs now) {
  const auto when = [&](WallMs at) {
    if (at == kNever) return std::string("Never");
    const std::string local = local_time_text(at), utc = utc_time_text(at);
    return local + (local == utc ? "" : " · " + utc) + " · " + std::string(relative_time(at, now).view());
  };
  std::vector<Field> fields;
  const auto add = [&](std::string_view label, std::string_view text) {
    if (!text.empty()) fields.push_back({std::string(label), std::string(text)});
  };
  add("Status", status_label(job));
  add("Late", lateness_text(job, now));
  add("Error", job.last_sync_error);
  add("Last sync", when(job.last_sync_at));
  add("Schedule", schedule_text(job.schedule_s).str());
  const auto due = due_at(job.status, job.schedule_s, job.created_at, job.last_sync_at);
  if (due) add("Next run due", local_time_text(*due));
  add("Created", when(job.created_at));
  add("Type", type_label(job));
  add("User", job.user_name);
  add("User e-mail", job.user_email);
  add("User id", job.user_id);
  add("Collection", job.collection_name);
  add("Collection id", job.collection_id);
  add("Connector id", job.id);
  add("Last sync job", job.last_sync_job_id);
  add("Configuration", job.config_json);
  return fields;
}

}  // namespace syncwall
