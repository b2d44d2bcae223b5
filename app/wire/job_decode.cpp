#include "wire/job_decode.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/utf8.h"
#include "wire/config_mask_element.h"
#include "wire/json_fields.h"
#include "wire/secret_text.h"

namespace syncwall {

namespace {

using simdjson::dom::array;
using simdjson::dom::element;

constexpr std::int64_t kMaxCount = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMaxSchedule = std::int64_t{100} * 366 * 86400;  // a hundred years, in seconds

// A piece of JsonDocument::side; a view would break when `side` grows.
struct Piece {
  std::size_t at = 0, size = 0;
};

Piece masked_config(JsonFields& fields, ConnectorType type, std::string& side) {
  const auto config = fields.find("config");
  if (!config) return {};
  if (!config->is_object()) {
    fields.fail("config", "not an object");
    return {};
  }
  const std::size_t at = side.size();
  append_masked(side, type, *config);
  if (const std::size_t size = side.size() - at; size > kMaxTextBytes) {
    side.resize(at);
    side += "{\"left out\":\"" + std::to_string(size) + " bytes\"}";
  }
  return {at, side.size() - at};
}

// Nothing where the error stays as it came, as almost all do.
std::optional<Piece> masked_error(std::string_view error, std::string& side) {
  const auto masked = masked_text(error);
  if (!masked) return std::nullopt;
  const Piece piece{side.size(), masked->size()};
  side += *masked;
  return piece;
}

JobView read_job(JsonFields& fields) {
  JobView job;
  job.id = fields.id("id");
  job.user_id = fields.text("user_id");
  job.user_name = fields.optional_text("user_name");
  job.user_email = fields.optional_text("user_email");
  job.collection_id = fields.text("collection_id");
  job.collection_name = fields.optional_text("collection_name");
  job.type_text = fields.text("type");
  job.type = parse_type(job.type_text);
  job.status_text = fields.optional_text("last_sync_status");
  job.status = parse_status(job.status_text);
  job.schedule_s = fields.integer("schedule", 0, kMaxSchedule);
  job.created_at = fields.time("created_at");
  job.last_sync_at = fields.optional_time("last_sync_at", kNever);
  job.last_sync_job_id = fields.optional_text("last_sync_job_id");
  job.last_sync_error = fields.optional_text("last_sync_error");
  return job;
}

std::string place(std::string_view list, std::size_t index, std::string_view fault) {
  std::string text(list);
  text.append("[").append(std::to_string(index)).append("]");
  if (fault.empty()) return text;
  // "not an object" is about the record itself, all others name one of its fields.
  return text.append(fault.find(": ") == std::string_view::npos ? ": " : ".").append(fault);
}

JobList read_jobs(array records, std::string_view name, const std::shared_ptr<JsonDocument>& document) {
  JobList list;
  list.jobs.reserve(records.size());
  std::vector<Piece> configs;
  configs.reserve(records.size());
  std::vector<std::pair<std::size_t, Piece>> errors;  // by job
  std::size_t index = 0;
  for (const element record : records) {
    JsonFields fields(record);
    const JobView job = read_job(fields);
    const Piece config = masked_config(fields, job.type, document->side);
    if (fields.ok()) {
      if (const auto error = masked_error(job.last_sync_error, document->side)) errors.emplace_back(list.jobs.size(), *error);
      list.jobs.push_back(job);
      configs.push_back(config);
    } else if (list.skipped++ == 0) {
      list.skipped_why = place(name, index, fields.fault());
    }
    ++index;
  }
  const std::string_view side = document->side;
  for (std::size_t i = 0; i < list.jobs.size(); ++i) {
    list.jobs[i].config_json = side.substr(configs[i].at, configs[i].size);
  }
  for (const auto& [i, error] : errors) list.jobs[i].last_sync_error = side.substr(error.at, error.size);
  list.storage = document;
  return list;
}

// The array under `key`, which must be there.
Result<array> required_array(const JsonFields& fields, std::string_view key) {
  const auto value = fields.find(key);
  array list;
  if (!fields.ok()) return not_as_agreed(fields.fault());
  if (!value) return not_as_agreed(std::string(key) + ": missing");
  if (value->get(list) != simdjson::SUCCESS) return not_as_agreed(std::string(key) + ": not a list");
  return list;
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

DeleteResult::Kind parse_outcome(std::string_view status) {
  if (status == "deleted") return DeleteResult::Kind::Deleted;
  if (status == "not_found") return DeleteResult::Kind::AlreadyGone;
  if (status == "forbidden") return DeleteResult::Kind::Forbidden;
  return DeleteResult::Kind::Failed;
}

}  // namespace

JobList to_list(std::vector<Job> jobs) {
  auto owned = std::make_shared<const std::vector<Job>>(std::move(jobs));
  JobList list;
  list.jobs.reserve(owned->size());
  for (const Job& job : *owned) list.jobs.push_back(view_of(job));
  list.storage = std::move(owned);
  return list;
}

Result<JobPage> decode_page(std::string body) {
  return decode<JobPage>(std::move(body), [](JsonFields& fields, const auto& document) -> Result<JobPage> {
    const auto items = required_array(fields, "items");
    if (!items.ok()) return items.problem();
    JobPage page;
    page.total = fields.optional_integer("total", -1, 0, kMaxCount);
    page.revision = fields.optional_revision("revision");
    page.epoch = fields.optional_text("epoch");
    page.next_cursor = fields.optional_text("next_cursor");
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
    for (const element id : deleted.value()) {
      std::string_view text;
      // A deletion that can't be read would leave a dead job on the screen: better the whole answer is refused.
      if (id.get(text) != simdjson::SUCCESS) {
        return not_as_agreed(place("deleted_ids", changes.deleted_ids.size(), "") + ": not a text");
      }
      changes.deleted_ids.emplace_back(text);
    }
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
  array records;
  if (document.value()->root.get(records) != simdjson::SUCCESS) return not_as_agreed("not a list");
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
    account.id = fields.id("id");
    account.username = fields.optional_text("username");
    account.email = fields.optional_text("email");
    account.is_admin = fields.optional_flag("is_admin", false);
    return account;
  });
}

Result<Capabilities> decode_capabilities(std::string body) {
  return decode<Capabilities>(std::move(body), [](JsonFields& fields, const auto&) -> Result<Capabilities> {
    Capabilities offered;
    offered.can_delete = fields.optional_flag("can_delete", false);
    offered.has_summary = fields.optional_flag("has_summary", false);
    offered.has_changes = fields.optional_flag("has_changes", false);
    offered.has_audit = fields.optional_flag("has_audit", false);
    offered.server_order = true;  // this contract's pages always come sorted and filtered
    return offered;
  });
}

Result<DeleteAnswer> decode_deletion(std::string body) {
  return decode<DeleteAnswer>(std::move(body), [](JsonFields& fields, const auto&) -> Result<DeleteAnswer> {
    const auto results = required_array(fields, "results");
    if (!results.ok()) return results.problem();
    DeleteAnswer answer;
    answer.revision = fields.optional_revision("revision");
    std::size_t index = 0;
    for (const element record : results.value()) {
      JsonFields result(record);
      result.refuse_repeated();
      DeleteResult one;
      one.id = result.id("id");
      const std::string_view status = result.text("status");
      one.kind = parse_outcome(status);
      one.message = message_of(result, 1000);
      if (!result.ok()) return not_as_agreed(place("results", index, result.fault()));
      if (one.kind == DeleteResult::Kind::Failed && one.message.empty()) {
        one.message = "the server says \"" + one_line(cut_utf8(status, 100)) + "\"";
      }
      answer.results.push_back(std::move(one));
      ++index;
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
    for (const element item : items.value()) {
      JsonFields record(item);
      AuditRecord one;
      one.number = record.integer("number", 1, kMaxCount);
      one.at = record.time("at");
      one.key_name = record.text("key_name");
      one.user_id = record.text("user_id");
      one.address = record.text("address");
      one.connector_id = record.text("connector_id");
      one.connector_user_id = record.text("connector_user_id");
      one.connector_user_name = record.text("connector_user_name");
      one.collection_id = record.text("collection_id");
      one.collection_name = record.text("collection_name");
      const auto outcome = parse_audit_outcome(record.text("outcome"));
      if (!outcome) record.fail("outcome", "neither deleted nor forbidden");
      if (!record.ok()) return not_as_agreed(place("items", answer.records.size(), record.fault()));
      one.outcome = outcome.value_or(AuditRecord::Outcome::Deleted);
      answer.records.push_back(std::move(one));
    }
    return answer;
  });
}

std::string decode_error_message(std::string body) {
  constexpr std::size_t kLongest = 300;
  const auto document = parse_json(std::move(body));
  if (!document.ok()) return "";
  JsonFields fields(document.value()->root);
  return message_of(fields, kLongest);
}

}  // namespace syncwall
