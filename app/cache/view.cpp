#include "cache/view.h"

#include <limits>

#include "cache/radix_sort.h"
#include "cache/row_filter.h"

namespace syncwall {

namespace {

constexpr std::uint32_t kStopEvery = 1u << 16;  // rows between two looks at the stop token

// An integer that orders rows as one sort key does, direction and "never ran is last" included.
class KeyOf {
 public:
  KeyOf(const Snapshot& snapshot, SortKey key, std::span<const std::uint32_t> users,
        std::span<const std::uint32_t> collections)
      : snapshot_(snapshot), key_(key), users_(users), collections_(collections) {}

  [[nodiscard]] std::uint64_t operator()(CacheRow row) const {
    constexpr auto kLast = std::numeric_limits<std::uint64_t>::max();
    const std::int64_t value = number(row);
    if (key_.column == SortColumn::LastSync && value == kNever) return kLast;
    const std::uint64_t ordered = static_cast<std::uint64_t>(value) ^ (std::uint64_t{1} << 63);
    return key_.ascending ? ordered : kLast - 1 - ordered;
  }

 private:
  [[nodiscard]] std::int64_t number(CacheRow row) const {
    const ChunkFixed& fixed = snapshot_.fixed(row);
    const std::size_t i = Snapshot::at(row);
    switch (key_.column) {
      case SortColumn::User: return users_[fixed.user[i]];
      case SortColumn::Collection: return collections_[fixed.collection[i]];
      case SortColumn::Type: return static_cast<std::int64_t>(fixed.type[i]);
      case SortColumn::Created: return fixed.created_at[i];
      case SortColumn::LastSync: return snapshot_.live(row).last_sync_at[i];
      case SortColumn::Status: return static_cast<std::int64_t>(snapshot_.live(row).status[i]);
      case SortColumn::Schedule: return fixed.schedule_s[i];
    }
    return 0;
  }

  const Snapshot& snapshot_;
  const SortKey key_;
  const std::span<const std::uint32_t> users_, collections_;
};

std::strong_ordering compare_ids(const Dictionary::View& dictionary, PackedId a, PackedId b) {
  // The bytes of a UUID's text are in the order of its 128 bits; only odd ids need their text.
  if (!a.is_reference() && !b.is_reference()) return a.hi != b.hi ? a.hi <=> b.hi : a.lo <=> b.lo;
  UuidText x, y;
  return dictionary.id_text(a, x) <=> dictionary.id_text(b, y);
}

}  // namespace

std::shared_ptr<const View> ViewFactory::build(const Snapshot& snapshot, const Query& query, WallMs now,
                                               std::stop_token stop) {
  auto view = std::make_shared<View>();
  view->query = query;
  view->basis = snapshot;
  view->now = now;
  const RowHorizon horizon(snapshot, query);
  view->whole = horizon.whole();
  if (!horizon.nothing()) {
    const RowFilter filter(snapshot, query.filter, now);
    for (std::uint32_t row = 0; row < snapshot.rows(); ++row) {
      if (row % kStopEvery == 0 && stop.stop_requested()) return nullptr;
      if (filter.matches(CacheRow(row)) && horizon.within(CacheRow(row))) view->rows.push_back(CacheRow(row));
    }
    if (!sort(snapshot, query.sort, view->rows, stop)) return nullptr;
  }
  const Frontier& frontier = snapshot.frontier();
  if (view->whole) {
    view->total = static_cast<std::int64_t>(view->rows.size());
  } else if (frontier.walked.filter == query.filter) {
    view->total = frontier.total;
  }
  return view;
}

void ViewFactory::extend_ranks(const Snapshot& snapshot) {
  const Dictionary::View& dictionary = snapshot.dictionary();
  const auto by_shown = [&](const auto& entries) {
    return [&](std::uint32_t a, std::uint32_t b) {
      return dictionary.strings.folded(entries[a].shown) <=> dictionary.strings.folded(entries[b].shown);
    };
  };
  id_ranks_.extend(snapshot.rows(), [&](std::uint32_t a, std::uint32_t b) {
    return compare_ids(dictionary, snapshot.id(CacheRow(a)), snapshot.id(CacheRow(b)));
  });
  user_ranks_.extend(static_cast<std::uint32_t>(dictionary.users.size()), by_shown(dictionary.users));
  collection_ranks_.extend(static_cast<std::uint32_t>(dictionary.collections.size()), by_shown(dictionary.collections));
}

bool ViewFactory::sort(const Snapshot& snapshot, const std::vector<SortKey>& keys, Rows& rows, std::stop_token stop) {
  extend_ranks(snapshot);
  std::vector<KeyedRow> keyed(rows.size()), scratch;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    keyed[i] = {id_ranks_.of(index_of(rows[i])), index_of(rows[i])};
  }
  radix_sort(keyed, scratch);
  // Each pass is stable, so the most significant key comes last.
  for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
    if (stop.stop_requested()) return false;
    const KeyOf key_of(snapshot, *key, user_ranks_.all(), collection_ranks_.all());
    for (KeyedRow& r : keyed) r.key = key_of(CacheRow(r.row));
    radix_sort(keyed, scratch);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = CacheRow(keyed[i].row);
  return true;
}

}  // namespace syncwall
