#include "cache/views/row_order.h"

namespace syncwall {

namespace {

// A row where it lies.
struct Place {
  Place(const Snapshot& snapshot, CacheRow row)
      : fixed(snapshot.fixed(row)), live(snapshot.part(row)), at(Snapshot::at(row)), in_part(Snapshot::in_part(row)) {}
  const ChunkFixed& fixed;
  const LivePart& live;
  const std::size_t at, in_part;
};

template <class Entries>
std::strong_ordering compare_shown(const Entries& entries, const StringTable::View& strings, std::uint32_t a,
                                   std::uint32_t b) {
  const StringTable::Index x = entries[a].shown, y = entries[b].shown;
  return x == y ? std::strong_ordering::equal : strings.folded(x) <=> strings.folded(y);
}

// A job that never ran, and what is unknown: last in both directions.
bool sorts_last(const Place& a, SortColumn column) {
  switch (column) {
    case SortColumn::Created:
      return !is_time(a.fixed.created_at[a.at]);
    case SortColumn::LastSync:
      return !is_time(a.live.last_sync_at[a.in_part]);
    case SortColumn::Schedule:
      return a.fixed.schedule_s[a.at] < 0;
    default:
      return false;
  }
}

std::strong_ordering compare_ascending(const Dictionary::View& dictionary, const Place& a, const Place& b,
                                       SortColumn column) {
  switch (column) {
    case SortColumn::User:
      return compare_shown(dictionary.users, dictionary.strings, a.fixed.user[a.at], b.fixed.user[b.at]);
    case SortColumn::Collection:
      return compare_shown(dictionary.collections, dictionary.strings, a.fixed.collection[a.at],
                           b.fixed.collection[b.at]);
    case SortColumn::Type:
      return a.fixed.type[a.at] <=> b.fixed.type[b.at];
    case SortColumn::Created:
      return a.fixed.created_at[a.at] <=> b.fixed.created_at[b.at];
    case SortColumn::LastSync:
      return a.live.last_sync_at[a.in_part] <=> b.live.last_sync_at[b.in_part];
    case SortColumn::Status:
      return a.live.status[a.in_part] <=> b.live.status[b.in_part];
    case SortColumn::Schedule:
      return a.fixed.schedule_s[a.at] <=> b.fixed.schedule_s[b.at];
  }
  return std::strong_ordering::equal;
}

}  // namespace

std::strong_ordering compare_ids(const Dictionary::View& dictionary, const Snapshot& of_a, CacheRow a,
                                 const Snapshot& of_b, CacheRow b) {
  const PackedId x = of_a.id(a), y = of_b.id(b);
  if (x == y) return of_a.origin(a) <=> of_b.origin(b);
  // The bytes of a UUID's text are in the order of its 128 bits; only odd ids need their text.
  if (!x.is_reference() && !y.is_reference()) return x.hi != y.hi ? x.hi <=> y.hi : x.lo <=> y.lo;
  UuidText of_x, of_y;
  return dictionary.id_text(x, of_x) <=> dictionary.id_text(y, of_y);
}

std::strong_ordering RowOrder::compare(const Snapshot& of_a, CacheRow a, const Snapshot& of_b, CacheRow b) const {
  const Place x(of_a, a), y(of_b, b);
  for (const SortKey& key : keys_) {
    const bool x_last = sorts_last(x, key.column), y_last = sorts_last(y, key.column);
    if (x_last != y_last) return x_last ? std::strong_ordering::greater : std::strong_ordering::less;
    if (x_last) continue;
    const auto order = compare_ascending(dictionary_, x, y, key.column);
    if (order != 0) return key.ascending ? order : 0 <=> order;
  }
  return compare_ids(dictionary_, of_a, a, of_b, b);
}

}  // namespace syncwall
