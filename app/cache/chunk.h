// Chunk: up to 1,024 rows as a structure of arrays, immutable once published.
//
// A row is in two parts, so that a change of status copies little: what hardly ever changes (ChunkFixed) is
// shared between the versions of a chunk, what changes with every run (ChunkLive) is copied. Long texts of a
// row lie in its chunk's own blob and not in the dictionary: errors and run ids are new with every run, and
// would make a table that never forgets grow for weeks.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cache/dictionary.h"
#include "jobs/job.h"

namespace syncwall {

inline constexpr std::size_t kChunkRows = 1024;

// The row of a job in the cache: given once, kept for the job's life, never given again. Not a row on screen.
enum class CacheRow : std::uint32_t {};
[[nodiscard]] constexpr std::uint32_t index_of(CacheRow row) { return static_cast<std::uint32_t>(row); }

struct ChunkFixed {
  std::array<PackedId, kChunkRows> id;
  std::array<UserIndex, kChunkRows> user;
  std::array<CollectionIndex, kChunkRows> collection;
  std::array<WallMs, kChunkRows> created_at;
  std::array<std::int64_t, kChunkRows> schedule_s;
  std::array<ConnectorType, kChunkRows> type;
};

// The texts of one row that no other row shares.
struct RowTexts {
  std::string_view error, run_id, config, type_text, status_text;
  friend bool operator==(const RowTexts&, const RowTexts&) = default;
};

struct ChunkLive {
  std::array<WallMs, kChunkRows> last_sync_at;
  std::array<Status, kChunkRows> status;
  std::array<bool, kChunkRows> alive;  // false: deleted; the row is never used again
  std::array<std::uint32_t, kChunkRows> texts_at;
  std::string blob;         // offset 0 is the empty record
  std::size_t garbage = 0;  // bytes of blob that no row refers to

  // Borrowed from the blob.
  [[nodiscard]] RowTexts texts(std::size_t row) const;
  // While the chunk is being built only. Equal texts cost nothing.
  void set_texts(std::size_t row, const RowTexts& texts);
};

struct Chunk {
  std::shared_ptr<const ChunkFixed> fixed;
  std::shared_ptr<const ChunkLive> live;
};

}  // namespace syncwall
