// Queries as text (jobs/filter/filter_grammar.h), their words on the command line (lines one to three: statuses, types,
// sort) and, from the whole input, the parameters of a request: name=value&name=value.
#include "fuzz/fuzz.h"
#include "jobs/filter/filter_grammar.h"
#include "jobs/filter/filter_logic.h"
#include "jobs/order.h"
#include "jobs/query.h"
#include "server/request_values.h"
#include "support/plain_query.h"

namespace {

using namespace syncwall;
using test::require;

template <class T, class Check>
void check(const Result<T>& result, Check check_value) {
  if (result.ok()) {
    check_value(result.value());
  } else {
    test::check_problem(result.problem());
  }
}

void check_words(const std::vector<std::string>& lines) {
  PlainFilter filter;
  check(parse_statuses(lines[0], filter), [&](const Done&) {
    PlainFilter again;
    require(parse_statuses(status_list(filter.statuses), again).ok() && again.statuses == filter.statuses);
  });
  check(parse_types(lines[1 % lines.size()], filter), [&](const Done&) {
    PlainFilter again;
    require(parse_types(type_list(filter.types), again).ok() && again.types == filter.types);
  });
  check(parse_sort(lines[2 % lines.size()]), [&](const std::vector<SortKey>& keys) {
    require(!keys.empty() && keys.size() <= kSortColumns);
    Query query;
    query.sort = keys;
    require(server_part(query, test::full_server()).sort.size() == 1);
  });
}

// What is read is printed so that it reads back as the same; nothing is matched that can't be compiled.
void check_query(std::string_view text) {
  const auto read = read_query(text);
  if (!read.ok()) {
    test::check_problem(read.problem());
    require(read.problem().at <= text.size() && read.problem().at + read.problem().size <= text.size() + 1);
    return;
  }
  const Query& query = read.value().query;
  const auto again = read_query(query_text(query));
  require(again.ok() && again.value().query == query);
  require(narrows(query.filter, query.filter) && with_plain(query.filter, plain_part(query.filter)) == query.filter);
  const Filter utc = in_utc(query.filter);
  require(in_utc(utc) == utc);
  Job job;
  job.id = job.user_name = job.collection_name = job.last_sync_error = std::string(text);
  static_cast<void>(matches(view_of(job), query.filter, 1'750'000'000'000));
}

void check_parameters(std::string_view text) {
  Parameters parameters;
  for (const std::string& field : test::parts(text, '&')) {
    const std::size_t equals = std::min(field.find('='), field.size());
    parameters.emplace(field.substr(0, equals), field.substr(std::min(equals + 1, field.size())));
  }
  check(parse_page_request(parameters), [](const PageRequest& request) {
    require(request.limit >= 1 && request.limit <= 1000 && request.offset >= 0);
    require(is_utf8(plain_part(request.filter).user) && is_utf8(plain_part(request.filter).collection));
    if (request.after) require(request.after->sort == request.sort && request.offset == 0);
  });
  check(parse_changes_request(parameters),
        [](const ChangesRequest& request) { require(request.limit >= 1 && request.limit <= 1000); });
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  check_words(test::parts(text, '\n'));
  check_query(text);
  check_parameters(text);
  return 0;
}
