#include "jobs/job_json.h"

#include "base/json_text.h"
#include "base/time_text.h"
#include "jobs/odd_fields.h"

namespace syncwall {

void append_job_json(std::string& out, const JobView& job) {
  out += "{\"id\":";
  append_json(out, job.id);
  const auto add = [&](std::string_view key, std::string_view value) {
    if (value.empty()) return;
    out += ",\"";
    out += key;
    out += "\":";
    append_json(out, value);
  };
  add("server", job.server);
  add("user_id", job.user_id);
  add("user_name", job.user_name);
  add("user_email", job.user_email);
  add("collection_id", job.collection_id);
  add("collection_name", job.collection_name);
  add("type", job.type == ConnectorType::Other ? job.type_text : wire_name(job.type));
  if (!job.config_json.empty()) {
    out += ",\"config\":";
    out += job.config_json;
  }
  if (job.schedule_s >= 0) {
    out += ",\"schedule\":";
    out += std::to_string(job.schedule_s);
  }
  const auto odd_status = find_odd_field(job.odd_fields, JobField::Status);
  if (!odd_status || odd_status->kind != Oddity::Missing)
    add("last_sync_status", job.status == Status::Other ? job.status_text : wire_name(job.status));
  add("last_sync_job_id", job.last_sync_job_id);
  if (is_time(job.last_sync_at)) add("last_sync_at", to_rfc3339(job.last_sync_at));
  add("last_sync_error", job.last_sync_error);
  if (is_time(job.created_at)) add("created_at", to_rfc3339(job.created_at));
  for (std::string_view rest = job.odd_fields; const auto odd = next_odd_field(rest);) {
    // A status stands above as it came; of a config it is told only that there is one.
    const bool elsewhere = odd->field == JobField::Status || odd->field == JobField::Config;
    if ((odd->kind == Oddity::Unreadable || odd->kind == Oddity::Words) && !elsewhere)
      add(wire_name(odd->field), odd->raw);
  }
  out += '}';
}

}  // namespace syncwall
