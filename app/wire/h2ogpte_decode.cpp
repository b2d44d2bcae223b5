#include "wire/h2ogpte_decode.h"

#include <utility>

#include "wire/json_fields.h"

namespace syncwall {

namespace {

// Calls read(record, index) for each record of a bare array.
template <class Read>
Result<std::size_t> each_record(std::string body, Read read) {
  const auto document = parse_json(std::move(body));
  if (!document.ok()) return document.problem();
  simdjson::dom::array records;
  if (document.value()->root.get(records) != simdjson::SUCCESS) return not_as_agreed("not a list");
  std::size_t count = 0;
  for (const simdjson::dom::element record : records) {
    read(record, count);
    ++count;
  }
  return count;
}

}  // namespace

Result<CollectionPage> decode_collections(std::string body) {
  CollectionPage page;
  const auto count = each_record(std::move(body), [&](simdjson::dom::element record, std::size_t index) {
    JsonFields fields(record);
    CollectionRef collection{std::string(fields.id("id")), ""};
    if (!fields.ok()) {
      if (page.skipped++ == 0) page.skipped_why = fields.fault().in("", index);
      return;
    }
    collection.name = fields.optional_text("name");
    page.collections.push_back(std::move(collection));
  });
  if (!count.ok()) return count.problem();
  page.listed = count.value();
  return page;
}

Result<std::vector<std::string>> decode_names(std::string body) {
  std::vector<std::string> names;
  const auto count = each_record(std::move(body), [&](simdjson::dom::element record, std::size_t) {
    std::string_view name;
    if (record.get(name) == simdjson::SUCCESS) {
      names.emplace_back(name);
    } else {
      JsonFields fields(record);
      names.emplace_back(fields.optional_text("name"));
    }
  });
  if (!count.ok()) return count.problem();
  return names;
}

}  // namespace syncwall
