// RowTerms: the terms of a filter that SQL has no words for, asked of each row by the SQL function row_term(). They are
// the compiled terms of jobs/filter/filter_match.h over the columns that each looks at. Immutable; any thread.
#pragma once

#include <string>
#include <vector>

#include "jobs/filter/filter_match.h"
#include "jobs/plain_filter.h"
#include "store_sqlite/database/sqlite.h"

namespace syncwall {

// What SQL answers by its indexes and names, and the rest.
struct SplitFilter {
  explicit SplitFilter(const Filter& filter);
  PlainFilter plain;  // without lateness
  Filter others;
};

class RowTerms final : public RowTest {
 public:
  RowTerms(const Filter& filter, WallMs now);
  // " AND row_term(0, error) = 1 AND …": columns of `jobs`.
  [[nodiscard]] std::string where() const;
  [[nodiscard]] bool holds(std::size_t number, const SqlRow& row) const override;

 private:
  MatchContext here_;
  std::vector<CompiledTerm> terms_;
};

}  // namespace syncwall
