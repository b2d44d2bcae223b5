// The words of a query: those of the command line (lines one to three: statuses, types, sort) and, from the whole
// input, the parameters of a request: name=value&name=value.
#include "fuzz/fuzz.h"
#include "jobs/query.h"
#include "server/request_values.h"

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
  Filter filter;
  check(parse_statuses(lines[0], filter), [&](const Done&) {
    Filter again;
    require(parse_statuses(status_list(filter.statuses), again).ok() && again.statuses == filter.statuses);
  });
  check(parse_types(lines[1 % lines.size()], filter), [&](const Done&) {
    Filter again;
    require(parse_types(type_list(filter.types), again).ok() && again.types == filter.types);
  });
  check(parse_sort(lines[2 % lines.size()]), [&](const std::vector<SortKey>& keys) {
    require(!keys.empty() && keys.size() <= kSortColumns);
    Query query;
    query.sort = keys;
    require(server_part(query).sort.size() == 1);
  });
}

void check_parameters(std::string_view text) {
  Parameters parameters;
  for (const std::string& field : test::parts(text, '&')) {
    const std::size_t equals = std::min(field.find('='), field.size());
    parameters.emplace(field.substr(0, equals), field.substr(std::min(equals + 1, field.size())));
  }
  check(parse_page_request(parameters), [](const PageRequest& request) {
    require(request.limit >= 1 && request.limit <= 1000 && request.offset >= 0);
    require(is_utf8(request.filter.user) && is_utf8(request.filter.collection));
    require(!request.filter.overdue && !request.filter.stuck);
    if (request.after) require(request.after->sort == request.sort && request.offset == 0);
  });
  check(parse_changes_request(parameters),
        [](const ChangesRequest& request) { require(request.limit >= 1 && request.limit <= 1000); });
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  check_words(test::parts(text, '\n'));
  check_parameters(text);
  return 0;
}
