// A question about jobs, as a value: which ones, in which order. Made by the filter widgets, the table's
// headers, the command line and requests; answered alike by the server and by the local view. Its text form is
// jobs/filter/filter_grammar.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "jobs/filter/filter.h"
#include "jobs/job.h"

namespace syncwall {

// The columns that can be sorted by, in the table's order.
enum class SortColumn : std::uint8_t { User, Collection, Type, Created, LastSync, Status, Schedule };
inline constexpr std::size_t kSortColumns = 7;

[[nodiscard]] std::string_view wire_name(SortColumn column);   // "user_name", "last_sync_at", …
[[nodiscard]] std::string_view short_name(SortColumn column);  // "user", "last_sync", …
// Wire names and the short ones of the command line: user, collection, type, created, last_sync, status, schedule.
[[nodiscard]] std::optional<SortColumn> parse_sort_column(std::string_view text);

struct SortKey {
  SortColumn column = SortColumn::LastSync;
  bool ascending = false;
  friend bool operator==(const SortKey&, const SortKey&) = default;
};

struct Query {
  Filter filter;
  std::vector<SortKey> sort = {SortKey{}};  // most significant first; the job's id always ends the order
  friend bool operator==(const Query&, const Query&) = default;
};

// "-last_sync,user": a leading '-' is descending.
[[nodiscard]] Result<std::vector<SortKey>> parse_sort(std::string_view text);

}  // namespace syncwall
