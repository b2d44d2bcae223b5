// What a filter matches: its terms, compiled for a moment. The cache's RowFilter and the store's SQL function use the
// same compiled terms, so that a query has one meaning. Immutable; any thread.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "jobs/filter/filter.h"
#include "jobs/filter/filter_time.h"
#include "jobs/job.h"
#include "jobs/text_pattern.h"

namespace syncwall {

// What terms are held to beside the job itself.
struct MatchContext {
  WallMs now = 0;
  std::string server = {};  // its name, as it is shown; empty: not known
  MatchContext() = default;
  MatchContext(WallMs at) : now(at) {}  // NOLINT: implicit, most filters need nothing else
  MatchContext(WallMs at, std::string name) : now(at), server(std::move(name)) {}
  friend bool operator==(const MatchContext&, const MatchContext&) = default;
};

struct CompiledTerm {
  CompiledTerm(const Term& term, WallMs at);

  QueryField field;
  bool negated;
  WallMs now;
  std::vector<TextPattern> texts;
  Mask types = 0, statuses = 0;  // by name
  std::vector<TimeSpan> times;
  std::vector<LengthValue> lengths;
  std::uint16_t specials = 0;

  [[nodiscard]] bool has(Special special) const { return (specials >> static_cast<unsigned>(special) & 1u) != 0; }
  [[nodiscard]] bool late() const { return has(Special::Overdue) || has(Special::Stuck) || has(Special::Late); }

  // Whether one of the values holds; `negated` is not looked at.
  [[nodiscard]] bool in(std::string_view text) const {
    return std::ranges::any_of(texts, [&](const TextPattern& pattern) { return pattern.in(text); });
  }
  [[nodiscard]] bool type_is(ConnectorType type, std::string_view type_text) const;
  [[nodiscard]] bool status_is(Status status, std::string_view status_text) const;  // without lateness
  [[nodiscard]] bool lateness_is(Lateness lateness) const;
  [[nodiscard]] bool schedule_is(std::int64_t schedule_s) const;
  [[nodiscard]] bool time_is(WallMs at) const;
  [[nodiscard]] bool due_is(Status status, std::int64_t schedule_s, WallMs created_at, WallMs last_sync_at) const;
  // The whole term, of the fields it looks at.
  [[nodiscard]] bool matches(const JobView& job, const MatchContext& here) const;
};

// Deleting is known by the window alone: no job that is handed in here is.
class JobMatcher {
 public:
  JobMatcher(const Filter& filter, MatchContext here);
  [[nodiscard]] bool matches(const JobView& job) const {
    return std::ranges::all_of(terms_, [&](const CompiledTerm& term) { return term.matches(job, here_); });
  }

 private:
  MatchContext here_;
  std::vector<CompiledTerm> terms_;
};

}  // namespace syncwall
