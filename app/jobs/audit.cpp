#include "jobs/audit.h"

#include "base/json_text.h"
#include "base/time_text.h"
#include "jobs/job.h"

namespace syncwall {

std::string_view wire_name(AuditRecord::Outcome outcome) {
  switch (outcome) {
    case AuditRecord::Outcome::Deleted:
      return "deleted";
    case AuditRecord::Outcome::Forbidden:
      return "forbidden";
    case AuditRecord::Outcome::Other:
      return "";
  }
  return "";
}

std::string_view outcome_text(const AuditRecord& record) {
  return record.outcome == AuditRecord::Outcome::Other ? std::string_view(record.outcome_text)
                                                       : wire_name(record.outcome);
}

std::optional<AuditRecord::Outcome> parse_audit_outcome(std::string_view name) {
  for (const auto outcome : {AuditRecord::Outcome::Deleted, AuditRecord::Outcome::Forbidden}) {
    if (name == wire_name(outcome)) return outcome;
  }
  return std::nullopt;
}

void append_audit_json(std::string& out, const AuditRecord& record) {
  out += "{\"number\":" + (record.number > 0 ? std::to_string(record.number) : "null");
  const auto add = [&](std::string_view name, std::string_view text) {
    out.append(",\"").append(name).append("\":");
    append_json(out, text);
  };
  if (is_time(record.at)) {
    add("at", to_rfc3339(record.at));
  } else if (!record.at_text.empty()) {
    add("at", record.at_text);
  } else {
    out += ",\"at\":null";
  }
  add("key_name", record.key_name);
  add("user_id", record.user_id);
  add("address", record.address);
  add("connector_id", record.connector_id);
  add("connector_user_id", record.connector_user_id);
  add("connector_user_name", record.connector_user_name);
  add("collection_id", record.collection_id);
  add("collection_name", record.collection_name);
  add("outcome", outcome_text(record));
  out += '}';
}

}  // namespace syncwall
