// Which rows of a snapshot match a filter. Any thread, one at a time.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "cache/snapshot.h"
#include "cache/views/filter_memory.h"
#include "jobs/filter/filter_match.h"

namespace syncwall {

// Rows that are being deleted just now, ascending; null: none.
using DeletingRows = std::shared_ptr<const std::vector<CacheRow>>;

// What is known of a server beside its jobs.
struct OriginContext {
  std::string name;                 // as it is shown; empty: not known
  std::int64_t clock_ahead_ms = 0;  // its clock before this machine's: its times are young or late by that
  friend bool operator==(const OriginContext&, const OriginContext&) = default;
};
// By origin; null: one server, without a name, whose clock is this machine's.
using OriginContexts = std::shared_ptr<const std::vector<OriginContext>>;

// What rows are held to beside the snapshot. Two are the same where they share their `origins` and `deleting`.
struct RowContext {
  WallMs now = 0;  // this machine's
  OriginContexts origins = nullptr;
  DeletingRows deleting = nullptr;
  RowContext() = default;
  RowContext(WallMs at, OriginContexts servers = nullptr, DeletingRows rows = nullptr)  // NOLINT: implicit by design
      : now(at), origins(std::move(servers)), deleting(std::move(rows)) {}
  [[nodiscard]] WallMs now_at(Origin origin) const {
    return origins ? now + (*origins)[index_of(origin)].clock_ahead_ms : now;
  }
  [[nodiscard]] std::string_view name_of(Origin origin) const {
    return origins ? std::string_view((*origins)[index_of(origin)].name) : std::string_view();
  }
  // The same at another time.
  [[nodiscard]] RowContext at(WallMs then) const {
    RowContext same = *this;
    same.now = then;
    return same;
  }
  friend bool operator==(const RowContext&, const RowContext&) = default;
};

// The terms of jobs/filter/filter_match.h over rows. Texts that jobs share are looked at once each, not in each row,
// and become one table for users and one for collections; types and statuses become sets; what is left of the terms is
// asked of rows that have passed these, the cheapest first.
class RowFilter {
 public:
  RowFilter(const Snapshot& snapshot, const Filter& filter, const RowContext& here);
  // With a memory: holds until the memory has seen another filter, and one more. Must not be asked once `stop` was
  // requested.
  RowFilter(const Snapshot& snapshot, const Filter& filter, const RowContext& here, FilterMemory& memory,
            const std::stop_token& stop);
  RowFilter(const RowFilter&) = delete;
  RowFilter& operator=(const RowFilter&) = delete;
  // Also false for dead rows.
  [[nodiscard]] bool matches(CacheRow row) const;
  // The same of all rows of a part, a bit for each; a column at a time, which is far less work. REQUIRES: the part is
  // one of the snapshot's.
  static constexpr std::size_t kBits = 64;
  using PartBits = std::array<std::uint64_t, kPartRows / kBits>;
  [[nodiscard]] PartBits matches_in(std::size_t part) const;
  // It looks at texts that rows have to themselves (changed_rows()).
  [[nodiscard]] bool reads_texts() const;

 private:
  using Table = std::span<const std::uint8_t>;
  // A term that each row is asked, by itself.
  struct RowTerm {
    CompiledTerm term;
    std::vector<CompiledTerm> by_origin = {};  // where it depends on the time, and clocks differ
    Table users = {}, collections = {};        // of a word and an id: where a shared text matches
    std::vector<std::vector<std::uint8_t>> made = {};
  };
  // Of a term: its texts in one of the shared ones. Owned by the memory, or by `made`.
  Table look(SharedText where, const Term& term, const CompiledTerm& compiled,
             std::vector<std::vector<std::uint8_t>>& made);
  void add(const Term& term);
  void add_table(Table& all, SharedText where, const Term& term, const CompiledTerm& compiled);
  void add_type(const Term& term, CompiledTerm compiled);
  void add_status(const Term& term, CompiledTerm compiled);
  [[nodiscard]] bool holds(const RowTerm& t, CacheRow row) const;
  void add_servers(const Term& term);
  void add_row_term(const Term& term, CompiledTerm compiled);
  [[nodiscard]] const CompiledTerm& compiled_for(const RowTerm& t, CacheRow row) const {
    return t.by_origin.empty() ? t.term : t.by_origin[index_of(snapshot_.origin(row))];
  }
  [[nodiscard]] bool lateness_holds(const CompiledTerm& term, CacheRow row) const;
  [[nodiscard]] bool trait_holds(const CompiledTerm& term, CacheRow row) const;
  [[nodiscard]] bool id_holds(const RowTerm& t, CacheRow row) const;
  [[nodiscard]] bool row_terms_hold(CacheRow row) const;

  const Snapshot& snapshot_;
  const RowContext here_;
  FilterMemory own_;
  FilterMemory& memory_;
  const std::stop_token stop_;
  bool nothing_ = false;
  static constexpr Mask kAnyValue = 0xFF;
  Mask types_ = kAnyValue, statuses_ = kAnyValue;  // Other included
  Table users_, collections_, origins_;            // by index, 0: no match; empty: any
  std::vector<std::vector<std::uint8_t>> made_;
  std::vector<RowTerm> row_terms_;
};

}  // namespace syncwall
