// Snapshot: every job known at one moment, immutable. What readers work on, as long as they like.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "cache/chunk.h"
#include "cache/dictionary.h"
#include "cache/frontier.h"

namespace syncwall {

// Cheap to copy. Any thread may read it without a lock.
class Snapshot {
 public:
  using Chunks = std::vector<Chunk>;

  Snapshot() = default;
  Snapshot(std::shared_ptr<const Chunks> chunks, Dictionary::View dictionary, std::shared_ptr<const Frontier> frontier)
      : chunks_(std::move(chunks)), dictionary_(std::move(dictionary)), frontier_(std::move(frontier)) {}

  // Rows ever given, dead ones included: CacheRow runs from 0 to rows() - 1.
  [[nodiscard]] std::uint32_t rows() const { return rows_; }
  [[nodiscard]] std::uint32_t live_rows() const { return live_rows_; }
  [[nodiscard]] std::uint64_t revision() const { return revision_; }
  // Counts publications; two snapshots with the same number are the same.
  [[nodiscard]] std::uint64_t version() const { return version_; }
  // Bytes that the cache held when this was published. Looks at every chunk: not for each frame.
  [[nodiscard]] std::size_t bytes() const;

  [[nodiscard]] const Chunks& chunks() const { return *chunks_; }
  [[nodiscard]] const Dictionary::View& dictionary() const { return dictionary_; }
  [[nodiscard]] const Frontier& frontier() const { return *frontier_; }
  [[nodiscard]] const std::shared_ptr<const Frontier>& shared_frontier() const { return frontier_; }

  [[nodiscard]] const ChunkFixed& fixed(CacheRow row) const { return *(*chunks_)[index_of(row) / kChunkRows].fixed; }
  [[nodiscard]] const ChunkLive& live(CacheRow row) const { return *(*chunks_)[index_of(row) / kChunkRows].live; }
  [[nodiscard]] static std::size_t at(CacheRow row) { return index_of(row) % kChunkRows; }

  [[nodiscard]] PackedId id(CacheRow row) const { return fixed(row).id[at(row)]; }
  [[nodiscard]] bool alive(CacheRow row) const { return live(row).alive[at(row)]; }

  // The whole job. Its texts are borrowed from this snapshot, its ids from `ids`.
  struct IdBuffers {
    UuidText job, user, collection;
  };
  [[nodiscard]] JobView job(CacheRow row, IdBuffers& ids) const;

 private:
  friend class JobCache;
  std::shared_ptr<const Chunks> chunks_ = std::make_shared<Chunks>();
  Dictionary::View dictionary_;
  std::shared_ptr<const Frontier> frontier_ = std::make_shared<Frontier>();
  std::uint32_t rows_ = 0, live_rows_ = 0;
  std::uint64_t revision_ = 0, version_ = 0;
  std::size_t dictionary_bytes_ = 0;
};

// The rows of `now` that are new, dead or otherwise ordered or matched than in `before`, ascending. Compares
// chunk pointers first, so its cost goes with what changed. REQUIRES: both are from the same cache.
[[nodiscard]] std::vector<CacheRow> changed_rows(const Snapshot& before, const Snapshot& now);

}  // namespace syncwall
