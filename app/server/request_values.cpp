#include "server/request_values.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

#include "base/time_text.h"
#include "base/utf8.h"
#include "jobs/filter/filter_grammar.h"
#include "jobs/filter/filter_logic.h"
#include "jobs/plain_filter.h"

namespace syncwall {

namespace {

Problem bad(const std::string& name, const std::string& why, const std::string& allowed) {
  return {"parameter " + name + ": " + why, "", allowed};
}

std::optional<std::string> value_of(const Parameters& parameters, const std::string& name) {
  const auto found = parameters.find(name);
  if (found == parameters.end()) return std::nullopt;
  return found->second;
}

Result<std::int64_t> integer(const Parameters& parameters, const std::string& name, std::int64_t fallback,
                             std::int64_t least, std::int64_t most) {
  const auto text = value_of(parameters, name);
  if (!text) return fallback;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size() || value < least || value > most) {
    return bad(name, "not an integer from " + std::to_string(least) + " to " + std::to_string(most), "");
  }
  return value;
}

Result<std::string> text(const Parameters& parameters, const std::string& name) {
  std::string value = value_of(parameters, name).value_or("");
  if (value.size() > kMaxFilterBytes) return bad(name, "longer than " + std::to_string(kMaxFilterBytes) + " bytes", "");
  if (!is_utf8(value)) return bad(name, "not UTF-8", "");
  if (value.find('\0') != std::string::npos) return bad(name, "a zero byte in it", "");
  return value;
}

// What `q` says, beside what the other parameters do.
Result<Done> query(const Parameters& parameters, Filter& filter) {
  const std::string text = value_of(parameters, "q").value_or("");
  auto read = read_query(text);
  if (!read.ok()) {
    const QueryProblem& problem = read.problem();
    std::string where = " at byte " + std::to_string(problem.at);
    if (problem.size > 0 && problem.at < text.size()) {
      const std::string_view place = cut_utf8(std::string_view(text).substr(problem.at, problem.size), 60);
      where += ": " + one_line(to_utf8(place));
    }
    return bad("q", problem.text() + where, "");
  }
  if (read.value().sorted) return bad("q", "the order is told by sort_column and ascending, not by `sort:`", "");
  for (Term& term : read.value().query.filter.terms) {
    if (!for_servers(term)) return bad("q", "only the dashboard can judge `" + one_line(term_text(term)) + "`", "");
    filter.terms.push_back(std::move(term));
  }
  return Done{};
}

Result<Done> filters(const Parameters& parameters, PlainFilter& filter) {
  for (const auto& [name, field] :
       {std::pair{"user_filter", &filter.user}, std::pair{"collection_filter", &filter.collection}}) {
    auto value = text(parameters, name);
    if (!value.ok()) return value.problem();
    *field = std::move(value).value();
  }
  const auto statuses = parse_statuses(value_of(parameters, "status_filter").value_or(""), filter);
  if (!statuses.ok())
    return bad("status_filter", statuses.problem().what, "pending, running, completed, failed, paused");
  if (filter.overdue || filter.stuck)
    return bad("status_filter", "overdue and stuck are not statuses of this server",
               "pending, running, completed, failed, paused");
  const auto types = parse_types(value_of(parameters, "type_filter").value_or(""), filter);
  if (!types.ok()) return bad("type_filter", types.problem().what, type_list(0x3F));
  return Done{};
}

Result<SortKey> sort_key(const Parameters& parameters) {
  SortKey key{SortColumn::Created, false};
  if (const auto column = value_of(parameters, "sort_column")) {
    const auto parsed = parse_sort_column(*column);
    if (!parsed)
      return bad("sort_column", "no column " + to_utf8(*column),
                 "user_name, collection_name, type, created_at, last_sync_at, status, schedule");
    key = {*parsed, true};
  }
  if (const auto ascending = value_of(parameters, "ascending")) {
    if (*ascending != "true" && *ascending != "false") return bad("ascending", "neither true nor false", "");
    key.ascending = *ascending == "true";
  }
  return key;
}

// Two readers may take one or the other.
Result<Done> each_once(const Parameters& parameters) {
  for (auto p = parameters.begin(); p != parameters.end(); p = parameters.upper_bound(p->first)) {
    if (parameters.count(p->first) > 1) return bad(to_utf8(cut_utf8(p->first, 40)), "there more than once", "");
  }
  return Done{};
}

}  // namespace

Result<PageRequest> parse_page_request(const Parameters& parameters) {
  if (const auto once = each_once(parameters); !once.ok()) return once.problem();
  PageRequest request;
  const auto limit = integer(parameters, "limit", 100, 1, 1000);
  if (!limit.ok()) return limit.problem();
  request.limit = limit.value();
  const auto offset = integer(parameters, "offset", 0, 0, std::numeric_limits<std::int64_t>::max());
  if (!offset.ok()) return offset.problem();
  request.offset = offset.value();
  const auto sort = sort_key(parameters);
  if (!sort.ok()) return sort.problem();
  request.sort = sort.value();
  PlainFilter plain;
  if (const auto filtered = filters(parameters, plain); !filtered.ok()) return filtered.problem();
  request.filter = filter_of(plain);
  if (const auto asked = query(parameters, request.filter); !asked.ok()) return asked.problem();
  if (const auto cursor = value_of(parameters, "cursor")) {
    request.after = parse_cursor(*cursor);
    if (!request.after)
      return bad("cursor", "not a cursor of this server", "leave it out to begin with the first page");
    if (!(request.after->sort == request.sort))
      return bad("cursor", "it belongs to another sort_column or ascending", "begin with the first page");
    request.offset = 0;
  }
  return request;
}

Result<ChangesRequest> parse_changes_request(const Parameters& parameters) {
  if (const auto once = each_once(parameters); !once.ok()) return once.problem();
  if (!value_of(parameters, "since")) return bad("since", "missing", "the revision of the last answer");
  const auto since = integer(parameters, "since", 0, 0, std::numeric_limits<std::int64_t>::max());
  if (!since.ok()) return since.problem();
  const auto limit = integer(parameters, "limit", 1000, 1, 1000);
  if (!limit.ok()) return limit.problem();
  return ChangesRequest{static_cast<std::uint64_t>(since.value()), limit.value(),
                        value_of(parameters, "epoch").value_or("")};
}

Result<AuditRequest> parse_audit_request(const Parameters& parameters) {
  if (const auto once = each_once(parameters); !once.ok()) return once.problem();
  AuditRequest request;
  const auto limit = integer(parameters, "limit", 100, 1, 1000);
  if (!limit.ok()) return limit.problem();
  request.limit = limit.value();
  const auto cursor = integer(parameters, "cursor", 0, 1, std::numeric_limits<std::int64_t>::max());
  if (!cursor.ok()) return bad("cursor", "not a cursor of this server", "leave it out to begin with the newest");
  request.before = cursor.value();
  for (const auto& [name, field] :
       {std::pair{"user", &request.user}, std::pair{"connector_id", &request.connector_id}}) {
    auto value = text(parameters, name);
    if (!value.ok()) return value.problem();
    *field = std::move(value).value();
  }
  if (const auto since = value_of(parameters, "since")) {
    WallMs at = 0;
    if (!parse_rfc3339(*since, at))
      return bad("since", "not an RFC 3339 date-time", "for example 2026-11-20T08:00:00Z");
    request.since = at;
  }
  return request;
}

}  // namespace syncwall
