// PlainFilter: what the four filter widgets, today's options (--user, --status…) and today's parameters
// (user_filter…) can say of a filter. A view of the terms, never kept beside them. Pure values; any thread.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "jobs/filter/filter.h"

namespace syncwall {

struct PlainFilter {
  std::string user;        // a part of it; empty = any
  std::string collection;  // a part of it; empty = any
  Mask types = 0;
  Mask statuses = 0;
  // Either, or a ticked status, lets a job pass; nothing ticked = all pass.
  bool overdue = false;
  bool stuck = false;
  friend bool operator==(const PlainFilter&, const PlainFilter&) = default;
};

[[nodiscard]] Filter filter_of(const PlainFilter& plain);

// What widgets show of it: the first term of each kind that is one plain part of a text, or a set of known words.
[[nodiscard]] PlainFilter plain_part(const Filter& filter);
// The terms that plain_part() doesn't show, in their order.
[[nodiscard]] std::vector<Term> other_terms(const Filter& filter);
// With `plain` in place of plain_part(filter); every other term stays, and stays where it is.
[[nodiscard]] Filter with_plain(const Filter& filter, const PlainFilter& plain);

// "-status:pending,running,completed,failed,paused": jobs of a status that this program doesn't know.
[[nodiscard]] const Term& unknown_statuses();

// "failed,paused" (statuses, "overdue", "stuck") and "s3,gcs"; the problem names the word that isn't known.
[[nodiscard]] Result<Done> parse_statuses(std::string_view text, PlainFilter& into);
[[nodiscard]] Result<Done> parse_types(std::string_view text, PlainFilter& into);

// Comma-separated wire names, for a request's query string; empty for an empty mask.
[[nodiscard]] std::string type_list(Mask types);
[[nodiscard]] std::string status_list(Mask statuses);

// For people: "failed, overdue · S3 · user “mara” · collection “in” · -error:403"; empty for a filter that lets
// everything pass.
[[nodiscard]] std::string filter_words(const Filter& filter);

}  // namespace syncwall
