#include "jobs/audit.h"

#include "base/json_text.h"
#include "jobs/time_text.h"

namespace syncwall {

std::string_view wire_name(AuditRecord::Outcome outcome) {
  switch (outcome) {
    case AuditRecord::Outcome::Deleted: return "deleted";
    case AuditRecord::Outcome::Forbidden: return "forbidden";
    case AuditRecord::Outcome::Unknown: break;
  }
  return "unknown";
}

std::optional<AuditRecord::Outcome> parse_audit_outcome(std::string_view name) {
  for (const auto outcome : {AuditRecord::Outcome::Deleted, AuditRecord::Outcome::Forbidden, AuditRecord::Outcome::Unknown}) {
    if (name == wire_name(outcome)) return outcome;
  }
  return std::nullopt;
}

void append_audit_json(std::string& out, const AuditRecord& record) {
  out += "{\"number\":" + std::to_string(record.number);
  const auto add = [&](std::string_view name, std::string_view text) {
    out.append(",\"").append(name).append("\":");
    append_json(out, text);
  };
  add("at", to_rfc3339(record.at));
  add("key_name", record.key_name);
  add("user_id", record.user_id);
  add("address", record.address);
  add("connector_id", record.connector_id);
  add("connector_user_id", record.connector_user_id);
  add("connector_user_name", record.connector_user_name);
  add("collection_id", record.collection_id);
  add("collection_name", record.collection_name);
  add("outcome", wire_name(record.outcome));
  out += '}';
}

}  // namespace syncwall
