#include "jobs/plain_filter.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/utf8.h"
#include "jobs/filter/filter_grammar.h"
#include "jobs/word_list.h"

namespace syncwall {

namespace {

// Where the terms that the widgets show stand among all; npos: nowhere.
constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
struct Places {
  std::size_t user = kNowhere, collection = kNowhere, types = kNowhere, statuses = kNowhere;
};

bool is_plain_text(const Term& term) {
  if (term.negated || term.values.size() != 1) return false;
  const auto* text = std::get_if<TextValue>(&term.values.front());
  return text != nullptr && text->how == TextValue::How::Part && !text->text.empty();
}

bool is_lateness(const Value& value) {
  const auto* special = std::get_if<Special>(&value);
  return special != nullptr &&
         (*special == Special::Overdue || *special == Special::Stuck || *special == Special::Late);
}

bool is_type(const Value& value) {
  const auto* type = std::get_if<ConnectorType>(&value);
  return type != nullptr && *type != ConnectorType::Other;
}

bool is_status(const Value& value) {
  const auto* status = std::get_if<Status>(&value);
  return is_lateness(value) || (status != nullptr && *status != Status::Other);
}

Places places_of(const Filter& filter) {
  Places places;
  const auto first = [&](auto shows) {
    const auto found = std::ranges::find_if(filter.terms, shows);
    return found == filter.terms.end() ? kNowhere : static_cast<std::size_t>(found - filter.terms.begin());
  };
  const auto set_of = [&](QueryField field, auto known) {
    return first([=](const Term& term) {
      return term.field == field && !term.negated && std::ranges::all_of(term.values, known);
    });
  };
  places.user = first([](const Term& term) { return term.field == QueryField::User && is_plain_text(term); });
  places.collection =
      first([](const Term& term) { return term.field == QueryField::Collection && is_plain_text(term); });
  places.types = set_of(QueryField::Type, is_type);
  places.statuses = set_of(QueryField::Status, is_status);
  if (places.statuses == kNowhere) places.statuses = set_of(QueryField::Is, is_lateness);
  return places;
}

const std::string& text_of(const Term& term) { return std::get<TextValue>(term.values.front()).text; }

void tick(PlainFilter& plain, const Value& value) {
  if (const auto* type = std::get_if<ConnectorType>(&value)) plain.types = static_cast<Mask>(plain.types | bit(*type));
  if (const auto* status = std::get_if<Status>(&value))
    plain.statuses = static_cast<Mask>(plain.statuses | bit(*status));
  const auto* special = std::get_if<Special>(&value);
  if (special == nullptr) return;
  plain.overdue = plain.overdue || *special != Special::Stuck;
  plain.stuck = plain.stuck || *special != Special::Overdue;
}

std::optional<Term> text_term(QueryField field, const std::string& text) {
  if (text.empty()) return std::nullopt;
  return Term{field, false, {TextValue{TextValue::How::Part, text}}};
}

template <class Enum>
std::vector<Value> ticked(Mask mask, std::size_t known) {
  std::vector<Value> values;
  for (std::size_t i = 0; i < known; ++i) {
    if ((mask >> i & 1u) != 0) values.emplace_back(static_cast<Enum>(i));
  }
  return values;
}

std::optional<Term> type_term(Mask types) {
  Term term{QueryField::Type, false, ticked<ConnectorType>(types, kTypes)};
  return term.values.empty() ? std::nullopt : std::optional(std::move(term));
}

// Lateness alone is asked by `is:`, as people would write it.
std::optional<Term> status_term(const PlainFilter& plain) {
  Term term{QueryField::Status, false, ticked<Status>(plain.statuses, kStatuses)};
  if (term.values.empty()) term.field = QueryField::Is;
  if (plain.overdue) term.values.emplace_back(Special::Overdue);
  if (plain.stuck) term.values.emplace_back(Special::Stuck);
  return term.values.empty() ? std::nullopt : std::optional(std::move(term));
}

}  // namespace

PlainFilter plain_part(const Filter& filter) {
  const Places places = places_of(filter);
  PlainFilter plain;
  if (places.user != kNowhere) plain.user = text_of(filter.terms[places.user]);
  if (places.collection != kNowhere) plain.collection = text_of(filter.terms[places.collection]);
  for (const std::size_t at : {places.types, places.statuses}) {
    if (at == kNowhere) continue;
    for (const Value& value : filter.terms[at].values) tick(plain, value);
  }
  return plain;
}

std::vector<Term> other_terms(const Filter& filter) {
  const Places p = places_of(filter);
  std::vector<Term> others;
  for (std::size_t i = 0; i < filter.terms.size(); ++i) {
    if (i != p.user && i != p.collection && i != p.types && i != p.statuses) others.push_back(filter.terms[i]);
  }
  return others;
}

Filter with_plain(const Filter& filter, const PlainFilter& plain) {
  const Places p = places_of(filter);
  const PlainFilter shown = plain_part(filter);
  std::vector<std::optional<Term>> terms(filter.terms.begin(), filter.terms.end());
  const auto put = [&](std::size_t at, bool same, std::optional<Term> term) {
    if (same) return;
    if (at == kNowhere) at = (terms.emplace_back(), terms.size() - 1);
    terms[at] = std::move(term);
  };
  put(p.user, plain.user == shown.user, text_term(QueryField::User, plain.user));
  put(p.collection, plain.collection == shown.collection, text_term(QueryField::Collection, plain.collection));
  put(p.types, plain.types == shown.types, type_term(plain.types));
  const bool same_statuses =
      plain.statuses == shown.statuses && plain.overdue == shown.overdue && plain.stuck == shown.stuck;
  put(p.statuses, same_statuses, status_term(plain));
  Filter changed;
  for (auto& term : terms) {
    if (term) changed.terms.push_back(*std::move(term));
  }
  return changed;
}

const Term& unknown_statuses() {
  static const Term term{QueryField::Status, true, ticked<Status>(Mask{(1u << kStatuses) - 1}, kStatuses)};
  return term;
}

Filter filter_of(const PlainFilter& plain) { return with_plain({}, plain); }

namespace {

template <class Enum>
std::string list_of(Mask mask, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    const auto value = static_cast<Enum>(i);
    if ((mask & bit(value)) == 0) continue;
    if (!text.empty()) text += ',';
    text += wire_name(value);
  }
  return text;
}

}  // namespace

Result<Done> parse_statuses(std::string_view text, PlainFilter& into) {
  return each_word(text, [&](std::string_view word) -> Result<Done> {
    const std::string lower = fold(word);
    if (lower == "all") return Done{};
    if (lower == "overdue") {
      into.overdue = true;
    } else if (lower == "stuck") {
      into.stuck = true;
    } else if (const Status status = parse_status(word); status != Status::Other) {
      into.statuses = static_cast<Mask>(into.statuses | bit(status));
    } else {
      return Problem{"unknown status \"" + to_utf8(word) + "\"", "",
                     "use pending, running, completed, failed, paused, overdue or stuck"};
    }
    return Done{};
  });
}

Result<Done> parse_types(std::string_view text, PlainFilter& into) {
  return each_word(text, [&](std::string_view word) -> Result<Done> {
    if (fold(word) == "all") return Done{};
    const ConnectorType type = parse_type(word);
    if (type == ConnectorType::Other) {
      return Problem{"unknown connector type \"" + to_utf8(word) + "\"", "",
                     "use s3, azure_blob_storage, gcs, sharepoint_online, sharepoint_on_premise or confluence"};
    }
    into.types = static_cast<Mask>(into.types | bit(type));
    return Done{};
  });
}

std::string type_list(Mask types) { return list_of<ConnectorType>(types, kTypes); }
std::string status_list(Mask statuses) { return list_of<Status>(statuses, kStatuses); }

std::string filter_words(const Filter& filter) {
  const PlainFilter plain = plain_part(filter);
  std::string statuses, types, text;
  const auto add = [](std::string& to, std::string_view what, std::string_view between) {
    if (what.empty()) return;
    if (!to.empty()) to += between;
    to += what;
  };
  for (std::size_t i = 0; i < kStatuses; ++i) {
    if (((plain.statuses >> i) & 1u) == 0) continue;
    std::string word(label(static_cast<Status>(i)));
    word.front() = static_cast<char>(word.front() | 0x20);
    add(statuses, word, ", ");
  }
  if (plain.overdue) add(statuses, "overdue", ", ");
  if (plain.stuck) add(statuses, "stuck", ", ");
  for (std::size_t i = 0; i < kTypes; ++i) {
    if (((plain.types >> i) & 1u) != 0) add(types, label(static_cast<ConnectorType>(i)), ", ");
  }
  add(text, statuses, "");
  add(text, types, " · ");
  if (!plain.user.empty()) add(text, "user “" + one_line(plain.user) + "”", " · ");
  if (!plain.collection.empty()) add(text, "collection “" + one_line(plain.collection) + "”", " · ");
  for (const Term& term : other_terms(filter)) add(text, one_line(term_text(term)), " · ");
  return text;
}

}  // namespace syncwall
