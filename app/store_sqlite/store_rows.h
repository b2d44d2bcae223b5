// Rows as values: a job's columns, and the numbers in `facts`. Functions on a connection; the transaction is the
// caller's.
#pragma once

#include <cstdint>
#include <string_view>

#include "jobs/job.h"
#include "store_sqlite/database/sqlite.h"

namespace syncwall {

// Columns of a job in this order, for SELECT, and reading them back. What no version of this program writes is read as
// Other, never, or 0, and reported (ReportOdd).
extern const char* const kJobColumns;
[[nodiscard]] Job read_job(const Statement& row);

[[nodiscard]] std::int64_t fact(Database& database, std::string_view name);  // 0: there is none
[[nodiscard]] std::uint64_t revision_of(Database& database);

}  // namespace syncwall
