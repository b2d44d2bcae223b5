// Snapshot: every job known at one moment, immutable. What readers work on, as long as they like.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "cache/chunk.h"
#include "cache/dictionary.h"
#include "cache/origin.h"

namespace syncwall {

// Cheap to copy. Any thread may read it without a lock.
class Snapshot {
 public:
  Snapshot() = default;
  Snapshot(std::shared_ptr<const ChunkTable> table, Dictionary::View dictionary,
           std::shared_ptr<const OriginParts> origins)
      : table_(std::move(table)), dictionary_(std::move(dictionary)), origins_(std::move(origins)) {}

  // Rows, those of dead jobs included: CacheRow runs from 0 to rows() - 1.
  [[nodiscard]] std::uint32_t rows() const { return rows_; }
  [[nodiscard]] std::uint32_t live_rows() const { return live_rows_; }
  // Of those: jobs with a field that came and couldn't be read.
  [[nodiscard]] std::uint32_t unreadable_rows() const;
  // Each server's part; at least one.
  [[nodiscard]] const OriginParts& origins() const { return *origins_; }
  [[nodiscard]] const OriginPart& of(Origin origin) const { return (*origins_)[index_of(origin)]; }
  // Every job there is, at every server, lies in the cache.
  [[nodiscard]] bool complete() const;
  // Counts publications; two snapshots with the same number are the same.
  [[nodiscard]] std::uint64_t version() const { return version_; }
  // Jobs that have died since the cache began.
  [[nodiscard]] std::uint64_t deaths() const { return deaths_; }
  // Bytes that the cache held when this was published. Looks at every chunk: not for each frame.
  [[nodiscard]] std::size_t bytes() const;

  [[nodiscard]] const ChunkTable& table() const { return *table_; }
  [[nodiscard]] const Dictionary::View& dictionary() const { return dictionary_; }

  // A row lies at at(row) of fixed(row), and at in_part(row) of part(row).
  [[nodiscard]] const ChunkFixed& fixed(CacheRow row) const { return *table_->fixed[index_of(row) / kChunkRows]; }
  [[nodiscard]] static std::size_t at(CacheRow row) { return index_of(row) % kChunkRows; }
  [[nodiscard]] const LivePart& part(CacheRow row) const { return *table_->live[index_of(row) / kPartRows]; }
  [[nodiscard]] static std::size_t in_part(CacheRow row) { return index_of(row) % kPartRows; }

  [[nodiscard]] PackedId id(CacheRow row) const { return fixed(row).id[at(row)]; }
  [[nodiscard]] Origin origin(CacheRow row) const { return fixed(row).origin[at(row)]; }
  [[nodiscard]] bool alive(CacheRow row) const { return part(row).life[in_part(row)] == Life::Alive; }
  [[nodiscard]] bool left(CacheRow row) const { return part(row).life[in_part(row)] == Life::Left; }
  [[nodiscard]] Status status(CacheRow row) const { return part(row).status[in_part(row)]; }
  [[nodiscard]] WallMs last_sync_at(CacheRow row) const { return part(row).last_sync_at[in_part(row)]; }
  // Borrowed from this snapshot; empty: none.
  [[nodiscard]] std::string_view error(CacheRow row) const { return part(row).texts->texts.get(in_part(row))[0]; }
  // The row is still this job's, alive or dead: it has not been given to another.
  [[nodiscard]] bool is(CacheRow row, PackedId job) const { return index_of(row) < rows_ && id(row) == job; }

  // The whole job. Its texts are borrowed from this snapshot, its ids from `ids`.
  struct IdBuffers {
    UuidText job, user, collection, run;
  };
  [[nodiscard]] JobView job(CacheRow row, IdBuffers& ids) const;

 private:
  friend class JobCache;
  std::shared_ptr<const ChunkTable> table_ = std::make_shared<ChunkTable>();
  Dictionary::View dictionary_;
  std::shared_ptr<const OriginParts> origins_ = std::make_shared<OriginParts>(1);
  std::uint32_t rows_ = 0, live_rows_ = 0;
  std::uint64_t version_ = 0, deaths_ = 0;
  std::size_t dictionary_bytes_ = 0;
};

// Neither proves more or less of an order than the other.
[[nodiscard]] bool same_frontiers(const Snapshot& a, const Snapshot& b);

// The rows of `now` that are new, dead or otherwise ordered or matched than in `before`, ascending. Compares
// chunk pointers first, so its cost goes with what changed. `texts`: filters look at what each row has to itself, too
// (its error; what other servers call its type and status). REQUIRES: both are from the same cache.
[[nodiscard]] std::vector<CacheRow> changed_rows(const Snapshot& before, const Snapshot& now, bool texts = false);

}  // namespace syncwall
