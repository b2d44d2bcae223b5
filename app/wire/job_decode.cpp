// Answers that hold jobs: pages, changes, bare lists.
#include "wire/job_decode.h"

#include <list>
#include <optional>
#include <utility>

#include "wire/answer_fields.h"
#include "wire/job_record.h"
#include "wire/json_fields.h"

namespace syncwall {

namespace {

using simdjson::dom::array;
using simdjson::dom::element;

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
    if (!read.fault.none()) {
      if (list.skipped++ == 0) list.skipped_why = read.fault.in(name, index);
    } else {
      list.jobs.push_back(read.job);
      configs.emplace_back(read.config_at, read.config_size);
      if (!read.unreadable.none() && list.unreadable++ == 0) list.unreadable_why = read.unreadable.in(name, index);
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

// Who is gone where an id can't be read only the whole list shows.
void read_deleted(array ids, JobChanges& changes) {
  std::list<std::string> texts;
  std::size_t index = 0;
  for (const element id : ids) {
    const auto text = id.is_bool() ? std::nullopt : scalar_text(id, texts);
    if (text && !text->empty()) {
      changes.deleted_ids.emplace_back(*text);
    } else if (changes.unreadable_deletions++ == 0) {
      changes.unreadable_deletions_why = RecordFault{"", "no id"}.in("deleted_ids", index);
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

}  // namespace syncwall
