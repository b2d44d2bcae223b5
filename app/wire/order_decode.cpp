// Answers to what is done: outcomes of orders, the audit, messages of errors.
#include <list>
#include <optional>
#include <utility>

#include "base/utf8.h"
#include "jobs/read_time.h"
#include "wire/answer_fields.h"
#include "wire/job_decode.h"
#include "wire/secret_text.h"

namespace syncwall {

namespace {

using simdjson::dom::element;

// What a server says to a person, in one line.
std::string message_of(JsonFields& fields, std::size_t most_bytes) {
  const std::string_view message = fields.optional_text("message");
  return one_line(cut_utf8(masked_text(message).value_or(std::string(message)), most_bytes));
}

OrderResult::Kind parse_outcome(std::string_view status) {
  if (status == "deleted") return OrderResult::Kind::Done;
  if (status == "not_found") return OrderResult::Kind::AlreadySo;
  if (status == "forbidden") return OrderResult::Kind::Refused;
  if (status == "error") return OrderResult::Kind::Failed;
  return OrderResult::Kind::Unclear;  // a word that only another server knows
}

// None where the record can't be read: the answer then lacks its job, and whoever sent it asks once more.
Result<std::optional<OrderResult>> read_result(element record, std::size_t index) {
  JsonFields fields(record);
  if (!fields.ok()) return std::optional<OrderResult>();
  fields.refuse_repeated();
  if (!fields.ok()) return not_as_agreed(fields.fault().in("results", index));
  OrderResult result;
  result.id = fields.id("id");
  if (!fields.ok()) return std::optional<OrderResult>();
  const std::string_view status = fields.text("status");
  result.kind = fields.ok() ? parse_outcome(status) : OrderResult::Kind::Unclear;
  result.message = message_of(fields, 1000);
  const bool needs_why = result.kind == OrderResult::Kind::Failed || result.kind == OrderResult::Kind::Unclear;
  if (needs_why && result.message.empty())
    result.message = "the server says \"" + one_line(cut_utf8(status, 100)) + "\"";
  return std::optional(std::move(result));
}

// What is not there is left empty. The first fault: "number: out of range".
RecordFault read_audit_record(JsonFields& record, AuditRecord& one) {
  one.number = record.integer("number", 1, kMaxCount);
  if (!record.ok()) one.number = 0;
  const auto at = record.find("at");
  std::list<std::string> texts;
  const auto text = at ? scalar_text(*at, texts) : std::nullopt;
  const auto time = text ? read_time(*text) : std::nullopt;
  one.at = time ? time->at : kUnknownTime;
  if (!time && text) one.at_text = one_line(cut_utf8(*text, 100));
  if (!time) record.fail("at", text ? "«" + one.at_text + "»" : at ? "not a date-time" : "missing");
  for (const auto& [key, field] : {std::pair{"key_name", &AuditRecord::key_name},
                                   {"user_id", &AuditRecord::user_id},
                                   {"address", &AuditRecord::address},
                                   {"connector_id", &AuditRecord::connector_id},
                                   {"connector_user_id", &AuditRecord::connector_user_id},
                                   {"connector_user_name", &AuditRecord::connector_user_name},
                                   {"collection_id", &AuditRecord::collection_id},
                                   {"collection_name", &AuditRecord::collection_name},
                                   {"outcome", &AuditRecord::outcome_text}}) {
    one.*field = record.text(key);
  }
  const auto outcome = parse_audit_outcome(one.outcome_text);
  one.outcome = outcome.value_or(AuditRecord::Outcome::Other);
  if (outcome) one.outcome_text.clear();
  if (!outcome) record.fail("outcome", "neither deleted nor forbidden");
  return record.fault();
}

}  // namespace

Result<OrderAnswer> decode_deletion(std::string body) {
  return decode<OrderAnswer>(std::move(body), [](JsonFields& fields, const auto&) -> Result<OrderAnswer> {
    const auto results = required_array(fields, "results");
    if (!results.ok()) return results.problem();
    OrderAnswer answer;
    answer.revision = fields.optional_revision("revision");
    if (!results.value()) return answer;
    std::size_t index = 0;
    for (const element record : *results.value()) {
      auto result = read_result(record, index++);
      if (!result.ok()) return result.problem();
      if (result.value()) answer.results.push_back(*std::move(result).value());
    }
    return answer;
  });
}

Result<AuditAnswer> decode_audit(std::string body) {
  return decode<AuditAnswer>(std::move(body), [](JsonFields& fields, const auto&) -> Result<AuditAnswer> {
    const auto items = required_array(fields, "items");
    if (!items.ok()) return items.problem();
    AuditAnswer answer;
    answer.next_cursor = fields.optional_text("next_cursor");
    if (!items.value()) return answer;
    std::size_t index = 0;
    for (const element item : *items.value()) {
      JsonFields record(item);
      if (!record.ok()) {
        if (answer.skipped++ == 0) answer.skipped_why = record.fault().in("items", index);
      } else {
        const RecordFault fault = read_audit_record(record, answer.records.emplace_back());
        if (!fault.none() && answer.unreadable++ == 0) answer.unreadable_why = fault.in("items", index);
      }
      ++index;
    }
    return answer;
  });
}

std::string decode_error_message(std::string body) {
  constexpr std::size_t kLongest = 8192;
  const auto document = parse_json(std::move(body));
  if (!document.ok()) return "";
  JsonFields fields(document.value()->root);
  return message_of(fields, kLongest);
}

}  // namespace syncwall
