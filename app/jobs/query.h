// A question about jobs, as a value: which ones, in which order. Made by the filter widgets, the table's
// headers and the command line; answered alike by the server and by the local view.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "jobs/job.h"

namespace syncwall {

// The columns that can be sorted by, in the table's order.
enum class SortColumn : std::uint8_t { User, Collection, Type, Created, LastSync, Status, Schedule };
inline constexpr std::size_t kSortColumns = 7;

[[nodiscard]] std::string_view wire_name(SortColumn column);  // "user_name", "last_sync_at", …
// Wire names and the short ones of the command line: user, collection, type, created, last_sync, status, schedule.
[[nodiscard]] std::optional<SortColumn> parse_sort_column(std::string_view text);

struct SortKey {
  SortColumn column = SortColumn::LastSync;
  bool ascending = false;
  friend bool operator==(const SortKey&, const SortKey&) = default;
};

// A set of ConnectorTypes or Statuses; empty = all of them.
using Mask = std::uint8_t;
template <class Enum>
[[nodiscard]] constexpr Mask bit(Enum value) {
  return static_cast<Mask>(1u << static_cast<unsigned>(value));
}

// Bytes of a text filter, as the API has it: more than any name, and few enough for a request's address.
inline constexpr std::size_t kMaxFilterBytes = 1'000;

struct Filter {
  std::string user;        // case-insensitive substring of the shown user name; empty = any
  std::string collection;  // case-insensitive substring of the shown collection name; empty = any
  Mask types = 0;
  Mask statuses = 0;
  // Values of the Status filter that are worked out here and unknown to servers. A job passes the Status
  // filter when its status is ticked or a ticked lateness is its own; nothing ticked = all pass.
  bool overdue = false;
  bool stuck = false;

  [[nodiscard]] bool all() const { return *this == Filter{}; }
  friend bool operator==(const Filter&, const Filter&) = default;
};

struct Query {
  Filter filter;
  std::vector<SortKey> sort = {SortKey{}};  // most significant first; the job's id always ends the order
  friend bool operator==(const Query&, const Query&) = default;
};

// The part of a query that a server can answer: without lateness (the statuses too, if lateness is ticked,
// since either may let a job pass) and with the first sort key only.
[[nodiscard]] Query server_part(const Query& query);

// "failed,paused" (statuses, "overdue", "stuck") and "s3,gcs"; the problem names the word that isn't known.
[[nodiscard]] Result<Done> parse_statuses(std::string_view text, Filter& into);
[[nodiscard]] Result<Done> parse_types(std::string_view text, Filter& into);
// "-last_sync,user": a leading '-' is descending.
[[nodiscard]] Result<std::vector<SortKey>> parse_sort(std::string_view text);

// For people: "failed, overdue · S3 · user “mara” · collection “in”"; empty for a filter that lets everything pass.
[[nodiscard]] std::string filter_words(const Filter& filter);

// Comma-separated wire names, for a request's query string; empty for an empty mask.
[[nodiscard]] std::string type_list(Mask types);
[[nodiscard]] std::string status_list(Mask statuses);

}  // namespace syncwall
