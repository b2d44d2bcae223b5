// A record of the audit: one deletion that was done, or refused although the connector was there. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace syncwall {

struct AuditRecord {
  enum class Outcome : std::uint8_t { Deleted, Forbidden, Unknown };  // Unknown: what is stored isn't one of these

  std::int64_t number = 0;  // from 1, in the order in which they were written; never used twice
  WallMs at = 0;
  std::string key_name, user_id, address;  // who asked, and from where
  // What it was about, as it was then.
  std::string connector_id, connector_user_id, connector_user_name, collection_id, collection_name;
  Outcome outcome = Outcome::Deleted;

  friend bool operator==(const AuditRecord&, const AuditRecord&) = default;
};

// "deleted", "forbidden", "unknown", and back.
[[nodiscard]] std::string_view wire_name(AuditRecord::Outcome outcome);
[[nodiscard]] std::optional<AuditRecord::Outcome> parse_audit_outcome(std::string_view name);
// Appends one JSON object as the API spells it.
void append_audit_json(std::string& out, const AuditRecord& record);

}  // namespace syncwall
