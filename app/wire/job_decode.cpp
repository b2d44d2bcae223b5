#include "wire/job_decode.h"

#include <algorithm>
#include <limits>
#include <list>
#include <optional>
#include <utility>

#include "base/utf8.h"
#include "jobs/read_time.h"
#include "wire/job_record.h"
#include "wire/json_fields.h"
#include "wire/secret_text.h"

namespace syncwall {

namespace {

using simdjson::dom::array;
using simdjson::dom::element;

constexpr std::int64_t kMaxCount = std::numeric_limits<std::int64_t>::max();
std::string place(std::string_view list, std::size_t index, std::string_view fault) {
  std::string text(list);
  text.append("[").append(std::to_string(index)).append("]");
  if (fault.empty()) return text;
  // "not an object" is about the record itself, all others name one of its fields.
  return text.append(fault.find(": ") == std::string_view::npos ? ": " : ".").append(fault);
}

JobList read_jobs(const std::optional<array>& listed, std::string_view name,
                  const std::shared_ptr<JsonDocument>& document) {
  JobList list;
  if (!listed) return list;
  const array records = *listed;
  list.jobs.reserve(records.size());
  // Views of JsonDocument::side would break while it grows.
  std::vector<std::pair<std::size_t, std::size_t>> configs;
  configs.reserve(records.size());
  std::size_t index = 0;
  for (const element record : records) {
    const ReadRecord read = read_job_record(record, *document);
    if (!read.fault.empty()) {
      if (list.skipped++ == 0) list.skipped_why = place(name, index, read.fault);
    } else {
      list.jobs.push_back(read.job);
      configs.emplace_back(read.config_at, read.config_size);
      if (!read.unreadable.empty() && list.unreadable++ == 0) list.unreadable_why = place(name, index, read.unreadable);
    }
    ++index;
  }
  const std::string_view side = document->side;
  for (std::size_t i = 0; i < list.jobs.size(); ++i) {
    if (configs[i].second > 0) list.jobs[i].config_json = side.substr(configs[i].first, configs[i].second);
  }
  list.storage = document;
  return list;
}

// The array under `key`, which must be there. null is how some languages write an empty one: then none.
Result<std::optional<array>> required_array(const JsonFields& fields, std::string_view key) {
  const auto value = fields.find(key);
  array list;
  if (!fields.ok()) return not_as_agreed(fields.fault());
  if (!value && fields.has(key)) return std::optional<array>();
  if (!value) return not_as_agreed(std::string(key) + ": missing");
  if (value->get(list) != simdjson::SUCCESS) return not_as_agreed(std::string(key) + ": not a list");
  return std::optional<array>(list);
}

// Parses, and hands the top object's fields to `read`, which fills a T; a fault left in them is the problem.
template <class T, class Read>
Result<T> decode(std::string body, Read read) {
  auto document = parse_json(std::move(body));
  if (!document.ok()) return document.problem();
  JsonFields fields(document.value()->root);
  fields.refuse_repeated();
  if (!fields.ok()) return not_as_agreed(fields.fault());
  Result<T> result = read(fields, document.value());
  if (result.ok() && !fields.ok()) return not_as_agreed(fields.fault());
  return result;
}

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

// Who is gone where an id can't be read only the whole list shows.
void read_deleted(array ids, JobChanges& changes) {
  std::list<std::string> texts;
  std::size_t index = 0;
  for (const element id : ids) {
    const auto text = id.is_bool() ? std::nullopt : scalar_text(id, texts);
    if (text && !text->empty()) {
      changes.deleted_ids.emplace_back(*text);
    } else if (changes.unreadable_deletions++ == 0) {
      changes.unreadable_deletions_why = place("deleted_ids", index, "") + ": no id";
    }
    ++index;
  }
}

}  // namespace

Result<JobPage> decode_page(std::string body) {
  return decode<JobPage>(std::move(body), [](JsonFields& fields, const auto& document) -> Result<JobPage> {
    const auto items = required_array(fields, "items");
    if (!items.ok()) return items.problem();
    JobPage page;
    page.total = fields.optional_integer("total", -1, 0, kMaxCount);
    page.revision = fields.optional_revision("revision");
    page.epoch = fields.optional_text("epoch");
    page.next_cursor = fields.optional_text("next_cursor");
    // No list where there are jobs is not an empty one.
    if (!items.value() && (page.total > 0 || !page.next_cursor.empty())) fields.fail("items", "missing");
    if (fields.ok()) page.list = read_jobs(items.value(), "items", document);
    return page;
  });
}

Result<JobChanges> decode_changes(std::string body) {
  return decode<JobChanges>(std::move(body), [](JsonFields& fields, const auto& document) -> Result<JobChanges> {
    const auto items = required_array(fields, "items");
    const auto deleted = required_array(fields, "deleted_ids");
    if (!items.ok()) return items.problem();
    if (!deleted.ok()) return deleted.problem();
    JobChanges changes;
    if (deleted.value()) read_deleted(*deleted.value(), changes);
    if (!fields.find("revision")) fields.fail("revision", "missing");
    changes.revision = fields.optional_revision("revision");
    changes.epoch = fields.optional_text("epoch");
    changes.more = fields.optional_flag("more", false);
    if (fields.ok()) changes.list = read_jobs(items.value(), "items", document);
    return changes;
  });
}

Result<JobList> decode_job_array(std::string body) {
  auto document = parse_json(std::move(body));
  if (!document.ok()) return document.problem();
  const element root = document.value()->root;
  array records;
  if (root.get(records) != simdjson::SUCCESS) return not_as_agreed("not a list");
  return read_jobs(records, "", document.value());
}

Result<JobSummary> decode_summary(std::string body) {
  return decode<JobSummary>(std::move(body), [](JsonFields& fields, const auto&) -> Result<JobSummary> {
    constexpr std::array<std::string_view, kStatuses> kNames = {"pending_jobs", "running_jobs", "completed_jobs",
                                                                "failed_jobs", "paused_jobs"};
    JobSummary summary;
    summary.total = fields.integer("total_jobs", 0, kMaxCount);
    for (std::size_t i = 0; i < kStatuses; ++i) summary.by_status[i] = fields.integer(kNames[i], 0, kMaxCount);
    summary.revision = fields.optional_revision("revision");
    return summary;
  });
}

Result<Account> decode_account(std::string body) {
  return decode<Account>(std::move(body), [](JsonFields& fields, const auto&) -> Result<Account> {
    Account account;
    account.id = fields.optional_text("id");
    account.username = fields.optional_text("username");
    account.email = fields.optional_text("email");
    // Somebody must be there: {} is another service's answer.
    if (account.id.empty() && account.username.empty() && account.email.empty()) fields.fail("id", "missing");
    account.is_admin = fields.optional_flag("is_admin", false);
    return account;
  });
}

namespace {

// Names that this program doesn't know are other servers' own. `q` counts where all the others stand beside it: what
// has a parameter of its own is asked by that.
FilterKinds read_filters(const JsonFields& fields) {
  constexpr std::array<std::string_view, 5> kNames = {"user_filter", "collection_filter", "type_filter",
                                                      "status_filter", "q"};
  array names;
  FilterKinds filters = 0;
  if (const auto list = fields.find("filters"); !list || list->get(names) != simdjson::SUCCESS) return filters;
  for (const element name : names) {
    std::string_view text;
    if (name.get(text) != simdjson::SUCCESS) continue;
    const auto at = std::ranges::find(kNames, text);
    if (at != kNames.end()) filters = static_cast<FilterKinds>(filters | 1u << (at - kNames.begin()));
  }
  const bool all = (filters & kParameterFilters) == kParameterFilters;
  return all ? filters : static_cast<FilterKinds>(filters & kParameterFilters);
}

}  // namespace

Result<Capabilities> decode_capabilities(std::string body) {
  return decode<Capabilities>(std::move(body), [](JsonFields& fields, const auto&) -> Result<Capabilities> {
    Capabilities offered;
    if (fields.optional_flag("can_delete", false)) offered.actions.add(RowAction::Delete);
    offered.has_summary = fields.optional_flag("has_summary", false);
    offered.has_changes = fields.optional_flag("has_changes", false);
    offered.has_audit = fields.optional_flag("has_audit", false);
    offered.server_order = true;  // this contract's pages always come sorted and filtered
    if (fields.has("filters")) offered.filters = read_filters(fields);
    return offered;
  });
}

namespace {

// None where the record can't be read: the answer then lacks its job, and whoever sent it asks once more.
Result<std::optional<OrderResult>> read_result(element record, std::size_t index) {
  JsonFields fields(record);
  if (!fields.ok()) return std::optional<OrderResult>();
  fields.refuse_repeated();
  if (!fields.ok()) return not_as_agreed(place("results", index, fields.fault()));
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

namespace {

// What is not there is left empty. The first fault: "number: out of range".
std::string read_audit_record(JsonFields& record, AuditRecord& one) {
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
        if (answer.skipped++ == 0) answer.skipped_why = place("items", index, record.fault());
      } else {
        const std::string fault = read_audit_record(record, answer.records.emplace_back());
        if (!fault.empty() && answer.unreadable++ == 0) answer.unreadable_why = place("items", index, fault);
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
