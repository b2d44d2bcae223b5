// The text form of a query, as the manual has it (syncwall(1), QUERIES): reading it and writing it. What read_query()
// gives, query_text() writes so that it reads back as the same value. Pure functions; any thread.
//
// As --status and the Status filter do, `status:` takes overdue, stuck and late too, so that "failed or overdue" is one
// term. A known word in quotes is a text: status:"failed" is a part of the status as
// it is shown. An age alone is a whole one: last_sync:2h is what reads "2 h ago".
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "jobs/filter/filter.h"
#include "jobs/query.h"

namespace syncwall {

// Bounds of what is read: a query comes from a request, too.
inline constexpr std::size_t kMaxQueryBytes = 8'000, kMaxTerms = 50, kMaxValues = 200, kMaxPatterns = 10;

// What is wrong, and the bytes of the text that it is about.
struct QueryProblem : Problem {
  std::size_t at = 0, size = 0;
};

struct ReadQuery {
  Query query;
  bool sorted = false;  // it says how; else query.sort is the usual order
};

[[nodiscard]] Result<ReadQuery, QueryProblem> read_query(std::string_view text);

[[nodiscard]] std::string query_text(const Query& query);  // without the usual order
[[nodiscard]] std::string filter_text(const Filter& filter);
[[nodiscard]] std::string term_text(const Term& term);

[[nodiscard]] std::string_view name_of(QueryField field);  // "last_sync"; "" for Word
[[nodiscard]] std::string_view name_of(Special special);   // "never"

}  // namespace syncwall
