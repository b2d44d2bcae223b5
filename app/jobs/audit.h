// A record of the audit: one deletion that was done, or refused although the connector was there. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace syncwall {

struct AuditRecord {
  enum class Outcome : std::uint8_t { Deleted, Forbidden, Other };

  std::int64_t number = 0;  // from 1, in the order in which they were written; never used twice; 0: unreadable
  WallMs at = 0;            // kUnknownTime where it is unreadable
  std::string key_name, user_id, address;  // who asked, and from where
  // What it was about, as it was then.
  std::string connector_id, connector_user_id, connector_user_name, collection_id, collection_name;
  Outcome outcome = Outcome::Deleted;
  // Of an unreadable time and of Other: what came.
  std::string at_text{}, outcome_text{};

  friend bool operator==(const AuditRecord&, const AuditRecord&) = default;
};

// "deleted", "forbidden", and back; "" of Other.
[[nodiscard]] std::string_view wire_name(AuditRecord::Outcome outcome);
[[nodiscard]] std::optional<AuditRecord::Outcome> parse_audit_outcome(std::string_view name);
// The same of the record: of Other, what came.
[[nodiscard]] std::string_view outcome_text(const AuditRecord& record);
// Appends one JSON object as the API spells it; what could not be read is null, or the text that came.
void append_audit_json(std::string& out, const AuditRecord& record);

}  // namespace syncwall
