#include "jobs/filter/filter_match.h"

#include <utility>

#include "jobs/failure_reason.h"

namespace syncwall {

namespace {

struct Compiler {
  CompiledTerm& term;
  void operator()(const TextValue& value) const { term.texts.emplace_back(value); }
  void operator()(ConnectorType type) const { term.types = static_cast<Mask>(term.types | bit(type)); }
  void operator()(Status status) const { term.statuses = static_cast<Mask>(term.statuses | bit(status)); }
  void operator()(const LengthValue& value) const { term.lengths.push_back(value); }
  void operator()(const TimeValue& value) const { term.times.push_back(span_of(value, term.now)); }
  void operator()(Special special) const {
    term.specials = static_cast<std::uint16_t>(term.specials | 1u << static_cast<unsigned>(special));
  }
};

}  // namespace

CompiledTerm::CompiledTerm(const Term& term, WallMs at) : field(term.field), negated(term.negated), now(at) {
  for (const Value& value : term.values) std::visit(Compiler{*this}, value);
}

bool CompiledTerm::type_is(ConnectorType type, std::string_view type_text) const {
  if ((types & bit(type)) != 0) return true;
  return !texts.empty() && in(type == ConnectorType::Other ? type_text : label(type));
}

bool CompiledTerm::status_is(Status status, std::string_view status_text) const {
  if ((statuses & bit(status)) != 0) return true;
  return !texts.empty() && in(status == Status::Other ? status_text : label(status));
}

bool CompiledTerm::lateness_is(Lateness lateness) const {
  switch (lateness) {
    case Lateness::Overdue:
      return has(Special::Overdue) || has(Special::Late);
    case Lateness::Stuck:
      return has(Special::Stuck) || has(Special::Late);
    case Lateness::None:
      break;
  }
  return false;
}

bool CompiledTerm::schedule_is(std::int64_t schedule_s) const {
  if (schedule_s < 0) return has(Special::Unknown);
  if (schedule_s == 0) return has(Special::Once);
  return std::ranges::any_of(lengths, [&](const LengthValue& value) { return holds(value, schedule_s); });
}

bool CompiledTerm::time_is(WallMs at) const {
  if (at == kNever) return has(Special::Never);
  if (at == kUnknownTime) return has(Special::Unknown);
  return std::ranges::any_of(times, [&](const TimeSpan& span) { return span.holds(at); });
}

bool CompiledTerm::due_is(Status status, std::int64_t schedule_s, WallMs created_at, WallMs last_sync_at) const {
  if (const auto due = due_at(status, schedule_s, created_at, last_sync_at)) return time_is(*due);
  const bool never = schedule_s == 0 || schedule_s == kUnscheduled || status == Status::Paused;
  return has(never ? Special::Never : Special::Unknown);
}

bool CompiledTerm::matches(const JobView& job, const MatchContext& here) const {
  const auto late_now = [&] {
    return late() && lateness_is(lateness(job.status, job.schedule_s, job.created_at, job.last_sync_at, here.now));
  };
  const auto value_holds = [&] {
    switch (field) {
      case QueryField::Word:
        return in(shown_user(job)) || in(job.user_email) || in(shown_collection(job)) || in(job.last_sync_error);
      case QueryField::User:
        return in(shown_user(job));
      case QueryField::Collection:
        return in(shown_collection(job));
      case QueryField::Error:
        return in(job.last_sync_error);
      case QueryField::Group:
        return in(failure_reason(job.last_sync_error));
      case QueryField::Server:
        return in(here.server);
      case QueryField::Email:
        return in(job.user_email);
      case QueryField::Id:
        return in(job.id) || in(job.user_id) || in(job.collection_id);
      case QueryField::Type:
        return type_is(job.type, job.type_text);
      case QueryField::Status:
        return status_is(job.status, job.status_text) || late_now();
      case QueryField::Schedule:
        return schedule_is(job.schedule_s);
      case QueryField::Created:
        return time_is(job.created_at);
      case QueryField::LastSync:
        return time_is(job.last_sync_at);
      case QueryField::Due:
        return due_is(job.status, job.schedule_s, job.created_at, job.last_sync_at);
      case QueryField::Is:
        return late_now() || (has(Special::Known) && job.type != ConnectorType::Other && job.status != Status::Other);
    }
    return false;
  };
  return value_holds() != negated;
}

JobMatcher::JobMatcher(const Filter& filter, MatchContext here) : here_(std::move(here)) {
  for (const Term& term : filter.terms) terms_.emplace_back(term, here_.now);
}

}  // namespace syncwall
