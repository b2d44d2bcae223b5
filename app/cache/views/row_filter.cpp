#include "cache/views/row_filter.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "jobs/filter/filter_logic.h"

namespace syncwall {

namespace {

// How much it costs to ask a row: integers before ids, and those before texts of its own.
int cost(const CompiledTerm& term) {
  switch (term.field) {
    case QueryField::Group:
      return 4;
    case QueryField::Error:
    case QueryField::Word:
      return 3;
    case QueryField::Id:
      return 2;
    case QueryField::Due:
    case QueryField::Is:
      return 1;
    default:
      return 0;
  }
}

template <class Enum, class Is>
Mask values_where(std::size_t count, Is is) {
  Mask mask = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (is(static_cast<Enum>(i))) mask = static_cast<Mask>(mask | 1u << i);
  }
  return mask;
}

}  // namespace

RowFilter::RowFilter(const Snapshot& snapshot, const Filter& filter, const RowContext& here)
    : RowFilter(snapshot, filter, here, own_, {}) {}

RowFilter::RowFilter(const Snapshot& snapshot, const Filter& filter, const RowContext& here, FilterMemory& memory,
                     const std::stop_token& stop)
    : snapshot_(snapshot), here_(here), memory_(memory), stop_(stop) {
  memory_.begin_filter();
  for (const Term& term : filter.terms) add(term);
  std::ranges::stable_sort(row_terms_, {}, [](const RowTerm& t) { return cost(t.term); });
}

void RowFilter::add(const Term& term) {
  CompiledTerm compiled(term, here_.now);
  switch (term.field) {
    case QueryField::User:
      return add_table(users_, SharedText::UserName, term, compiled);
    case QueryField::Email:
      return add_table(users_, SharedText::UserEmail, term, compiled);
    case QueryField::Collection:
      return add_table(collections_, SharedText::CollectionName, term, compiled);
    case QueryField::Server:
      return add_servers(term);
    case QueryField::Type:
      return add_type(term, std::move(compiled));
    case QueryField::Status:
      return add_status(term, std::move(compiled));
    case QueryField::Word: {
      RowTerm t{std::move(compiled)};
      const Table names = look(SharedText::UserName, term, t.term, t.made);
      const Table emails = look(SharedText::UserEmail, term, t.term, t.made);
      std::vector<std::uint8_t> either(std::min(names.size(), emails.size()));
      std::ranges::transform(names, emails, either.begin(), std::bit_or<std::uint8_t>());
      t.made.push_back(std::move(either));
      t.users = t.made.back();
      t.collections = look(SharedText::CollectionName, term, t.term, t.made);
      row_terms_.push_back(std::move(t));
      return;
    }
    case QueryField::Id: {
      RowTerm t{std::move(compiled)};
      t.users = look(SharedText::UserId, term, t.term, t.made);
      t.collections = look(SharedText::CollectionId, term, t.term, t.made);
      row_terms_.push_back(std::move(t));
      return;
    }
    default:
      return add_row_term(term, std::move(compiled));
  }
}

void RowFilter::add_servers(const Term& term) {
  const CompiledTerm compiled(term, here_.now);
  std::vector<std::uint8_t> both(snapshot_.origins().size());
  for (std::size_t i = 0; i < both.size(); ++i) {
    const bool before = origins_.empty() || origins_[i] != 0;
    both[i] = before && compiled.in(here_.name_of(Origin(static_cast<std::uint8_t>(i)))) != compiled.negated ? 1 : 0;
  }
  made_.push_back(std::move(both));
  origins_ = made_.back();
  nothing_ = nothing_ || std::ranges::count(origins_, 0) == std::ssize(origins_);
}

void RowFilter::add_row_term(const Term& term, CompiledTerm compiled) {
  RowTerm t{std::move(compiled)};
  const bool clocks_differ = here_.origins && std::ranges::any_of(*here_.origins, [](const OriginContext& origin) {
                               return origin.clock_ahead_ms != 0;
                             });
  if (clocks_differ && depends_on_now(Filter{{term}})) {
    for (std::size_t i = 0; i < snapshot_.origins().size(); ++i)
      t.by_origin.emplace_back(term, here_.now_at(Origin(static_cast<std::uint8_t>(i))));
  }
  row_terms_.push_back(std::move(t));
}

RowFilter::Table RowFilter::look(SharedText where, const Term& term, const CompiledTerm& compiled,
                                 std::vector<std::vector<std::uint8_t>>& made) {
  const auto find = [&](std::size_t i) {
    return memory_.find(where, std::get<TextValue>(term.values[i]), compiled.texts[i], snapshot_.dictionary(), stop_);
  };
  if (term.values.size() == 1) return find(0);
  std::vector<std::uint8_t> any;
  for (std::size_t i = 0; i < term.values.size(); ++i) {
    const Table found = find(i);
    if (any.empty()) any.resize(found.size());
    const std::size_t n = std::min(any.size(), found.size());
    for (std::size_t k = 0; k < n; ++k) any[k] = static_cast<std::uint8_t>(any[k] | found[k]);
  }
  made.push_back(std::move(any));
  return made.back();
}

// Into what the terms before it let pass.
void RowFilter::add_table(Table& all, SharedText where, const Term& term, const CompiledTerm& compiled) {
  const Table found = look(where, term, compiled, made_);
  if (all.empty() && !compiled.negated) {
    all = found;
    nothing_ = nothing_ || found.empty();
    return;
  }
  std::vector<std::uint8_t> both(found.size());
  const std::uint8_t flip = compiled.negated ? 1 : 0;
  for (std::size_t k = 0; k < both.size(); ++k)
    both[k] = static_cast<std::uint8_t>((all.empty() ? 1 : k < all.size() ? all[k] : 0) & (found[k] ^ flip));
  made_.push_back(std::move(both));
  all = made_.back();
  nothing_ = nothing_ || all.empty();
}

// What jobs of other servers' types are called stands in each row.
void RowFilter::add_type(const Term& term, CompiledTerm compiled) {
  Mask known = values_where<ConnectorType>(kTypes, [&](ConnectorType t) { return compiled.type_is(t, ""); });
  if (term.negated) known = static_cast<Mask>(~known);
  const bool asks_row = !compiled.texts.empty();
  const Mask other = bit(ConnectorType::Other);
  known = static_cast<Mask>(asks_row || term.negated ? known | other : known & ~other);
  types_ = static_cast<Mask>(types_ & known);
  if (asks_row) row_terms_.push_back({std::move(compiled)});
}

void RowFilter::add_status(const Term& term, CompiledTerm compiled) {
  const bool asks_row = !compiled.texts.empty() || compiled.late();
  if (asks_row) return add_row_term(term, std::move(compiled));
  statuses_ = static_cast<Mask>(statuses_ & (term.negated ? ~compiled.statuses : compiled.statuses));
}

bool RowFilter::lateness_holds(const CompiledTerm& term, CacheRow row) const {
  if (!term.late()) return false;
  const ChunkFixed& fixed = snapshot_.fixed(row);
  const LivePart& live = snapshot_.part(row);
  const std::size_t i = Snapshot::at(row), j = Snapshot::in_part(row);
  return term.lateness_is(lateness(live.status[j], fixed.schedule_s[i], fixed.created_at[i], live.last_sync_at[j],
                                   here_.now_at(fixed.origin[i])));
}

bool RowFilter::trait_holds(const CompiledTerm& term, CacheRow row) const {
  if (lateness_holds(term, row)) return true;
  if (term.has(Special::Known) && snapshot_.fixed(row).type[Snapshot::at(row)] != ConnectorType::Other &&
      snapshot_.status(row) != Status::Other)
    return true;
  return term.has(Special::Deleting) && here_.deleting && std::ranges::binary_search(*here_.deleting, row);
}

bool RowFilter::id_holds(const RowTerm& t, CacheRow row) const {
  const ChunkFixed& fixed = snapshot_.fixed(row);
  const std::size_t i = Snapshot::at(row);
  if (t.users[fixed.user[i]] != 0 || t.collections[fixed.collection[i]] != 0) return true;
  UuidText buffer;
  return t.term.in(snapshot_.dictionary().id_text(fixed.id[i], buffer));
}

bool RowFilter::holds(const RowTerm& t, CacheRow row) const {
  const ChunkFixed& fixed = snapshot_.fixed(row);
  const LivePart& live = snapshot_.part(row);
  const std::size_t i = Snapshot::at(row), j = Snapshot::in_part(row);
  const CompiledTerm& term = compiled_for(t, row);
  switch (term.field) {
    case QueryField::Word:
      return t.users[fixed.user[i]] != 0 || t.collections[fixed.collection[i]] != 0 || term.in(snapshot_.error(row));
    case QueryField::Error:
      return term.in(snapshot_.error(row));
    case QueryField::Group:
      return term.in(memory_.reasons().of(snapshot_.error(row)));
    case QueryField::Id:
      return id_holds(t, row);
    case QueryField::Type:
      return term.type_is(fixed.type[i], fixed.type[i] != ConnectorType::Other
                                             ? std::string_view()
                                             : snapshot_.table().chunks[index_of(row) / kChunkRows]->texts->get(i)[1]);
    case QueryField::Status:
      return term.status_is(live.status[j],
                            live.status[j] != Status::Other ? std::string_view() : live.texts->texts.get(j)[1]) ||
             lateness_holds(term, row);
    case QueryField::Is:
      return trait_holds(term, row);
    case QueryField::Schedule:
      return term.schedule_is(fixed.schedule_s[i]);
    case QueryField::Created:
      return term.time_is(fixed.created_at[i]);
    case QueryField::LastSync:
      return term.time_is(live.last_sync_at[j]);
    case QueryField::Due:
      return term.due_is(live.status[j], fixed.schedule_s[i], fixed.created_at[i], live.last_sync_at[j]);
    default:
      return false;
  }
}

bool RowFilter::reads_texts() const {
  return std::ranges::any_of(row_terms_, [](const RowTerm& t) {
    return t.term.field == QueryField::Error || t.term.field == QueryField::Group || t.term.field == QueryField::Word ||
           ((t.term.field == QueryField::Type || t.term.field == QueryField::Status) && !t.term.texts.empty());
  });
}

bool RowFilter::matches(CacheRow row) const {
  if (nothing_ || !snapshot_.alive(row)) return false;
  const ChunkFixed& fixed = snapshot_.fixed(row);
  const std::size_t i = Snapshot::at(row);
  // A column that no term asks for isn't read at all.
  if (types_ != kAnyValue && (types_ & bit(fixed.type[i])) == 0) return false;
  if (!origins_.empty() && origins_[index_of(fixed.origin[i])] == 0) return false;
  if (!users_.empty() && users_[fixed.user[i]] == 0) return false;
  if (!collections_.empty() && collections_[fixed.collection[i]] == 0) return false;
  if (statuses_ != kAnyValue && (statuses_ & bit(snapshot_.status(row))) == 0) return false;
  return row_terms_hold(row);
}

bool RowFilter::row_terms_hold(CacheRow row) const {
  return std::ranges::all_of(row_terms_, [&](const RowTerm& t) { return holds(t, row) != t.term.negated; });
}

RowFilter::PartBits RowFilter::matches_in(std::size_t part) const {
  const LivePart& live = *snapshot_.table().live[part];
  const std::size_t first = part * kPartRows;
  const ChunkFixed& fixed = snapshot_.fixed(CacheRow(static_cast<std::uint32_t>(first)));
  const std::size_t at = first % kChunkRows;
  PartBits bits{};
  if (nothing_) return bits;
  std::array<std::uint8_t, kPartRows> hit;
  for (std::size_t i = 0; i < kPartRows; ++i) hit[i] = live.life[i] == Life::Alive ? 1 : 0;
  const auto among = [&](Mask mask, const auto* values) {
    for (std::size_t i = 0; i < kPartRows; ++i)
      hit[i] = static_cast<std::uint8_t>(hit[i] & mask >> static_cast<unsigned>(values[i]));
  };
  const auto in_table = [&](Table table, const auto* indices) {
    for (std::size_t i = 0; i < kPartRows; ++i)
      hit[i] = static_cast<std::uint8_t>(hit[i] & table[static_cast<std::size_t>(indices[i])]);
  };
  if (types_ != kAnyValue) among(types_, fixed.type.data() + at);
  if (!origins_.empty()) in_table(origins_, fixed.origin.data() + at);
  if (!users_.empty()) in_table(users_, fixed.user.data() + at);
  if (!collections_.empty()) in_table(collections_, fixed.collection.data() + at);
  if (statuses_ != kAnyValue) among(statuses_, live.status.data());
  for (std::size_t i = 0; i < kPartRows; ++i) bits[i / kBits] |= std::uint64_t{hit[i]} << i % kBits;
  if (row_terms_.empty()) return bits;
  for (std::size_t i = 0; i < kPartRows; ++i) {
    if (hit[i] != 0 && !row_terms_hold(CacheRow(static_cast<std::uint32_t>(first + i))))
      bits[i / kBits] &= ~(std::uint64_t{1} << i % kBits);
  }
  return bits;
}

}  // namespace syncwall
