// Descriptions of kinds of server, which people write, and what one makes of an answer, which nobody vouches for.
#include <algorithm>

#include "fuzz/fuzz.h"
#include "sources/described/field_map.h"
#include "sources/described/list_walk.h"
#include "wire/job_decode.h"
#include "wire/json_fields.h"

namespace {

using namespace syncwall;
using namespace syncwall::described;
using test::require;

void check_row(const Description& d, const Row& row, std::span<const Partner> partners) {
  Scope scope;
  const Variables variables{{"a", "b"}};
  scope.row = &row;
  scope.partners = partners;
  scope.variables = &variables;
  const MappedRow mapped = map_row(d, scope);
  if (!mapped.fault.empty()) return;
  const Job& job = mapped.job;
  require(!job.id.empty() && job.id.size() <= kMaxIdBytes);
  require(job.schedule_s >= kUnscheduled);
  require(job.status != Status::Other || !job.status_text.empty());
  for (const std::string* text :
       {&job.user_name, &job.collection_name, &job.type_text, &job.last_sync_error, &job.odd_fields})
    require(is_utf8(*text) && text->size() <= kMaxTextBytes + 1024);
}

void check_answer(const Description& d, const std::string& body) {
  const auto json = parse_json(body);
  if (!json.ok()) return;
  std::vector<Row> rows;
  if (!find_rows(json.value(), d.list.records.value_or(Pointer{}), d.list.entries, rows)) return;
  std::vector<Partner> partners(d.joins.size() + 1);
  if (!rows.empty()) partners.front().row = rows.front();
  partners.back().unsure = true;
  for (std::size_t i = 0; i < std::min<std::size_t>(rows.size(), 50); ++i) check_row(d, rows[i], partners);
  ListWalk walk(d.list.paginator, d.list.max_pages);
  for (int page = 0; page < 5 && !walk.done(); ++page) {
    static_cast<void>(walk.params());
    if (!walk.take({json.value()->root, rows.size(), rows.size(), body, body, "https://h/p"}).ok()) return;
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  // A description, and answers behind it.
  const auto parts = test::parts(text, '\x1f');
  const auto description = parse_description(parts[0], "a file");
  if (!description.ok()) {
    test::check_problem(description.problem());
    return 0;
  }
  for (std::size_t i = 1; i < parts.size(); ++i) check_answer(*description.value(), parts[i]);
  return 0;
}
