#include "cache/views/row_sorter.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "cache/views/radix_sort.h"
#include "cache/views/row_order.h"
#include "cache/views/text_sort.h"

namespace syncwall {

namespace {

constexpr std::uint64_t kSign = std::uint64_t{1} << 63;
constexpr std::uint64_t kLast = std::numeric_limits<std::uint64_t>::max();

std::uint64_t low_bits(std::uint64_t value, unsigned bits) {
  return bits >= 64 ? value : value & ((std::uint64_t{1} << bits) - 1);
}

unsigned width_of(std::uint64_t value) { return static_cast<unsigned>(std::bit_width(value)); }

// UUIDs by their first bits; the few that share those, and odd ids, by comparing. As Ranks::extend asks for.
void sort_ids(const Snapshot& snapshot, std::span<std::uint32_t> rows, std::span<std::uint8_t> same) {
  const auto id = [&](std::uint32_t row) { return snapshot.id(CacheRow(row)); };
  const auto same_job = [&](std::uint32_t a, std::uint32_t b) {
    return id(a) == id(b) && snapshot.origin(CacheRow(a)) == snapshot.origin(CacheRow(b));
  };
  const auto sort_from_to = [&](std::size_t begin, std::size_t end) {
    const std::span part = rows.subspan(begin, end - begin);
    std::ranges::sort(part, [&](std::uint32_t a, std::uint32_t b) {
      return compare_ids(snapshot.dictionary(), snapshot, CacheRow(a), snapshot, CacheRow(b)) < 0;
    });
    for (std::size_t i = begin + 1; i < end; ++i) same[i] = same_job(rows[i], rows[i - 1]) ? 1 : 0;
  };
  if (std::ranges::any_of(rows, [&](std::uint32_t row) { return id(row).is_reference(); }))
    return sort_from_to(0, rows.size());
  const unsigned bits = std::max(1u, width_of(snapshot.rows()));
  std::vector<std::uint64_t> packed(rows.size()), scratch;
  for (std::size_t i = 0; i < rows.size(); ++i) packed[i] = id(rows[i]).hi >> bits << bits | rows[i];
  radix_sort(
      std::span(packed), scratch, [](std::uint64_t p) { return p; }, bits, 64 - bits);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::uint32_t>(low_bits(packed[i], bits));
  for (std::size_t begin = 0; begin < rows.size();) {
    std::size_t end = begin + 1;
    while (end < rows.size() && packed[end] >> bits == packed[begin] >> bits) ++end;
    if (end - begin > 1) sort_from_to(begin, end);
    begin = end;
  }
}

}  // namespace

// The rows of the chunks in which some have other ids than those that are ranked.
std::vector<std::uint32_t> RowSorter::given_again(const Snapshot& snapshot) {
  const auto ranked = static_cast<std::uint32_t>(ids_.all().size());
  const auto& chunks = snapshot.table().fixed;
  std::vector<std::uint32_t> rows;
  for (std::size_t c = 0; c < std::min(chunks.size(), given_again_.size()); ++c) {
    if (chunks[c]->given_again == given_again_[c]) continue;
    const auto first = static_cast<std::uint32_t>(c * kChunkRows);
    for (std::uint32_t row = first; row < std::min<std::uint32_t>(first + kChunkRows, ranked); ++row)
      rows.push_back(row);
  }
  // Ranks of rows that this snapshot doesn't have can't be compared with.
  if (!rows.empty() && snapshot.rows() < ranked) {
    ids_.clear();
    rows.clear();
    given_again_.clear();
  }
  given_again_.resize(std::max(chunks.size(), given_again_.size()));
  for (std::size_t c = 0; c < chunks.size(); ++c) given_again_[c] = chunks[c]->given_again;
  return rows;
}

void RowSorter::extend_ids(const Snapshot& snapshot) {
  const std::vector<std::uint32_t> replaced = given_again(snapshot);
  ids_.extend(
      snapshot.rows(),
      [&](std::span<std::uint32_t> rows, std::span<std::uint8_t> same) { sort_ids(snapshot, rows, same); },
      [&](std::uint32_t a, std::uint32_t b) {
        return compare_ids(snapshot.dictionary(), snapshot, CacheRow(a), snapshot, CacheRow(b));
      },
      replaced);
}

void RowSorter::put_in_order_of_ids(std::span<const CacheRow> rows, std::uint32_t all_rows) {
  constexpr std::size_t kMany = 8;  // from one row in so many on, walking all ids is less work than sorting these
  packed_.resize(rows.size() + 1);
  if (rows.size() * kMany < all_rows) {
    const std::span ranks = ids_.all();
    for (std::size_t i = 0; i < rows.size(); ++i)
      packed_[i] = Packed{ranks[index_of(rows[i])]} << row_bits_ | index_of(rows[i]);
    packed_.pop_back();
    radix_sort(
        std::span(packed_), scratch_, [](Packed p) { return p; }, row_bits_, width_of(all_rows));
    for (Packed& p : packed_) p = low_bits(p, row_bits_);
    return;
  }
  std::vector<std::uint8_t> wanted(all_rows);
  for (const CacheRow row : rows) wanted[index_of(row)] = 1;
  std::size_t n = 0;  // a row that is not wanted is written and then overwritten, so that no branch has to be guessed
  for (const std::uint32_t row : ids_.sorted()) {
    packed_[n] = row;
    n += wanted[row];
  }
  packed_.resize(rows.size());
}

// Stable. Keys that don't fit beside a row are sorted by in two steps, the low bits first.
template <class KeyOf>
void RowSorter::sort_by_number(KeyOf key_of) {
  std::uint64_t least = kLast, most = 0;
  std::vector<Packed>& keys = scratch_;
  const auto read_keys = [&] {
    keys.resize(packed_.size());
    for (std::size_t i = 0; i < packed_.size(); ++i)
      keys[i] = key_of(static_cast<std::uint32_t>(low_bits(packed_[i], row_bits_)));
  };
  read_keys();
  for (const std::uint64_t key : keys) {
    least = std::min(least, key);
    if (key != kLast) most = std::max(most, key);
  }
  if (packed_.empty() || least == kLast) return;
  const std::uint64_t beyond = most - least + 1;  // in place of kLast, so that few bits are left to sort by
  const unsigned width = width_of(beyond), room = 64 - row_bits_;
  for (unsigned low = 0; low < width; low += room) {
    if (low > 0) read_keys();  // in the order that the step before made
    const unsigned bits = std::min(width - low, room);
    for (std::size_t i = 0; i < packed_.size(); ++i) {
      const std::uint64_t key = keys[i] == kLast ? beyond : keys[i] - least;
      packed_[i] = low_bits(key >> low, bits) << row_bits_ | low_bits(packed_[i], row_bits_);
    }
    radix_sort(
        std::span(packed_), scratch_, [](Packed p) { return p; }, row_bits_, bits);
  }
}

std::span<const std::uint32_t> RowSorter::ranks_of(const Snapshot& snapshot, SortColumn text) {
  const Dictionary::View& dictionary = snapshot.dictionary();
  const auto extend = [&](Ranks& ranks, const auto& entries) {
    const auto text_of = [&](std::uint32_t i) { return dictionary.strings.folded(entries[i].shown); };
    ranks.extend(
        static_cast<std::uint32_t>(entries.size()),
        [&](std::span<std::uint32_t> numbers, std::span<std::uint8_t> same) { TextSort::sort(numbers, same, text_of); },
        [&](std::uint32_t a, std::uint32_t b) { return text_of(a) <=> text_of(b); });
    return ranks.all();
  };
  return text == SortColumn::User ? extend(users_, dictionary.users) : extend(collections_, dictionary.collections);
}

void RowSorter::prepare(const Snapshot& snapshot) {
  extend_ids(snapshot);
  ranks_of(snapshot, SortColumn::User);
  ranks_of(snapshot, SortColumn::Collection);
}

void RowSorter::sort_by_text(const Snapshot& snapshot, SortKey key) {
  const std::span ranks = ranks_of(snapshot, key.column);
  const bool by_user = key.column == SortColumn::User;
  const auto rank_of = [&](std::uint32_t row) -> std::uint64_t {
    const ChunkFixed& fixed = snapshot.fixed(CacheRow(row));
    const std::size_t at = Snapshot::at(CacheRow(row));
    return ranks[by_user ? fixed.user[at] : fixed.collection[at]];
  };
  const std::uint64_t highest = ranks.size();
  if (key.ascending) return sort_by_number(rank_of);
  sort_by_number([&](std::uint32_t row) { return highest - rank_of(row); });
}

void RowSorter::sort_by(const Snapshot& snapshot, SortKey key) {
  // A signed number as an unsigned one in the same order, or in the opposite one.
  const auto directed = [&](std::int64_t value) {
    return key.ascending ? static_cast<std::uint64_t>(value) ^ kSign : ~(static_cast<std::uint64_t>(value) ^ kSign);
  };
  // Leaves room for kLast: a job that never ran, and what is unknown, is last in both directions.
  const auto before_last = [&](std::int64_t value) { return key.ascending ? directed(value) : directed(value) - 1; };
  const auto by_fixed = [&](auto column) {
    sort_by_number([&](std::uint32_t row) {
      return directed(static_cast<std::int64_t>((snapshot.fixed(CacheRow(row)).*column)[Snapshot::at(CacheRow(row))]));
    });
  };
  switch (key.column) {
    case SortColumn::User:
    case SortColumn::Collection:
      return sort_by_text(snapshot, key);
    case SortColumn::Type:
      return by_fixed(&ChunkFixed::type);
    case SortColumn::Created:
      return sort_by_number([&](std::uint32_t row) {
        const WallMs at = snapshot.fixed(CacheRow(row)).created_at[Snapshot::at(CacheRow(row))];
        return is_time(at) ? before_last(at) : kLast;
      });
    case SortColumn::Schedule:
      return sort_by_number([&](std::uint32_t row) {
        const std::int64_t schedule = snapshot.fixed(CacheRow(row)).schedule_s[Snapshot::at(CacheRow(row))];
        return schedule < 0 ? kLast : before_last(schedule);
      });
    case SortColumn::Status:
      return sort_by_number(
          [&](std::uint32_t row) { return directed(static_cast<std::int64_t>(snapshot.status(CacheRow(row)))); });
    case SortColumn::LastSync:
      return sort_by_number([&](std::uint32_t row) {
        const WallMs at = snapshot.last_sync_at(CacheRow(row));
        return is_time(at) ? before_last(at) : kLast;
      });
  }
}

bool RowSorter::sort(const Snapshot& snapshot, std::span<const SortKey> keys, std::vector<CacheRow>& rows,
                     const std::stop_token& stop) {
  extend_ids(snapshot);
  const auto all_rows =
      static_cast<std::uint32_t>(ids_.all().size());  // more than the snapshot's, if it is an older one
  row_bits_ = std::max(1u, width_of(all_rows));
  put_in_order_of_ids(rows, all_rows);
  // Each step is stable, so the most significant key comes last.
  for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
    if (stop.stop_requested()) return false;
    sort_by(snapshot, *key);
  }
  for (std::size_t i = 0; i < rows.size(); ++i)
    rows[i] = CacheRow(static_cast<std::uint32_t>(low_bits(packed_[i], row_bits_)));
  return !stop.stop_requested();
}

}  // namespace syncwall
