#include "jobs/filter/filter_logic.h"

#include <algorithm>
#include <utility>

#include "base/search_text.h"
#include "jobs/filter/filter_grammar.h"
#include "jobs/filter/filter_time.h"
#include "jobs/plain_filter.h"

namespace syncwall {

namespace {

using How = TextValue::How;

// Whatever `value` holds for, `wider` holds for.
bool implies(const Value& value, const Value& wider) {
  if (value == wider) return true;
  const auto *a = std::get_if<TextValue>(&value), *b = std::get_if<TextValue>(&wider);
  if (a == nullptr || b == nullptr || a->how == How::Regex || b->how != How::Part) return false;
  return search_text(a->text).find(search_text(b->text)) != std::string::npos;
}

bool all_imply(const std::vector<Value>& values, const std::vector<Value>& wider) {
  return std::ranges::all_of(values, [&](const Value& value) {
    return std::ranges::any_of(wider, [&](const Value& w) { return implies(value, w); });
  });
}

bool implies(const Term& term, const Term& wider) {
  if (term.field != wider.field || term.negated != wider.negated) return false;
  return term.negated ? all_imply(wider.values, term.values) : all_imply(term.values, wider.values);
}

// Terms of which each has a parameter of its own.
bool parameters_say(const PlainFilter& plain, const Capabilities& offered) {
  return (plain.user.empty() || offered.answers(FilterKind::User)) &&
         (plain.collection.empty() || offered.answers(FilterKind::Collection)) &&
         (plain.types == 0 || offered.answers(FilterKind::Type)) &&
         (plain.statuses == 0 || offered.answers(FilterKind::Status));
}

// As far as one request can say it.
bool answers(const Filter& filter, const Capabilities& offered) {
  const std::vector<Term> others = other_terms(filter);
  return parameters_say(plain_part(filter), offered) &&
         (others.empty() || (offered.answers(FilterKind::Query) && read_query(filter_text({others})).ok()));
}

}  // namespace

bool narrows(const Filter& filter, const Filter& wider) {
  return std::ranges::all_of(wider.terms, [&](const Term& w) {
    return std::ranges::any_of(filter.terms, [&](const Term& term) { return implies(term, w); });
  });
}

bool asks_lateness(const Term& term) {
  return std::ranges::any_of(term.values, [](const Value& value) {
    const auto* special = std::get_if<Special>(&value);
    return special != nullptr &&
           (*special == Special::Overdue || *special == Special::Stuck || *special == Special::Late);
  });
}

bool depends_on_now(const Filter& filter) {
  return std::ranges::any_of(filter.terms, [](const Term& term) {
    return asks_lateness(term) || std::ranges::any_of(term.values, [](const Value& value) {
             const auto* time = std::get_if<TimeValue>(&value);
             return time != nullptr && has_age(*time);
           });
  });
}

Filter in_utc(const Filter& filter) {
  Filter same = filter;
  for (Term& term : same.terms) {
    for (Value& value : term.values) {
      const auto* time = std::get_if<TimeValue>(&value);
      if (auto moved = time != nullptr ? in_utc(*time) : std::nullopt) value = *moved;
    }
  }
  return same;
}

bool asks_deleting(const Filter& filter) {
  return std::ranges::any_of(filter.terms, [](const Term& term) {
    return std::ranges::find(term.values, Value(Special::Deleting)) != term.values.end();
  });
}

bool for_servers(const Term& term) { return term.field != QueryField::Server && !asks_deleting({{term}}); }

Query server_part(const Query& query, const Capabilities& offered) {
  Query part;
  part.sort = {query.sort.empty() ? SortKey{} : query.sort.front()};
  for (const Term& term : in_utc(query.filter).terms) {
    if (depends_on_now({{term}}) || !for_servers(term)) continue;
    part.filter.terms.push_back(term);
    if (!answers(part.filter, offered)) part.filter.terms.pop_back();
  }
  return part;
}

}  // namespace syncwall
