// Chunk: 1,024 rows as a structure of arrays, immutable once published.
//
// Rows are kept by how often they change, so that a change copies little: what hardly ever does (ChunkFixed, and the
// texts beside it) is shared between the versions of a chunk; what changes with every run lies in parts of 256 rows,
// of which only the changed ones are copied (500 changes among a million jobs copy 2 MB), and the texts of a run are
// shared while only the status moves. All blocks but the texts have one of four sizes, so freed ones are used again
// and memory doesn't fall to pieces.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "cache/dictionary.h"
#include "cache/origin.h"
#include "cache/packed_texts.h"
#include "jobs/job.h"

namespace syncwall {

inline constexpr std::size_t kChunkRows = 1024;
inline constexpr std::size_t kPartRows = 256;
inline constexpr std::size_t kParts = kChunkRows / kPartRows;

// The row of a job in the cache, for as long as the job is in it. The row of a job that died may be given to another,
// but not while anybody holds a snapshot in which it was alive (job_cache.h). Not a row on screen.
enum class CacheRow : std::uint32_t {};
[[nodiscard]] constexpr std::uint32_t index_of(CacheRow row) { return static_cast<std::uint32_t>(row); }

struct ChunkFixed {
  std::array<PackedId, kChunkRows> id;
  std::array<UserIndex, kChunkRows> user;
  std::array<CollectionIndex, kChunkRows> collection;
  std::array<WallMs, kChunkRows> created_at;
  std::array<std::int64_t, kChunkRows> schedule_s;
  std::array<ConnectorType, kChunkRows> type;
  std::array<Origin, kChunkRows> origin;
  std::uint32_t given_again =
      0;  // how often a row of this chunk was given to another job: what was known by row is then void
};

// Of each row: the configuration, and the type where it is ConnectorType::Other.
using FixedTexts = PackedTexts<kChunkRows, 2>;

struct RunTexts {
  std::array<PackedId, kPartRows> run_id;  // zero: none, or not a UUID and then among the texts
  // Of each row: the error, the status where it is Status::Other, the run's id where it isn't a UUID, the odd fields
  // (jobs/odd_fields.h).
  PackedTexts<kPartRows, 4> texts;
};

enum class Life : std::uint8_t {
  None,  // never given to a job, or the job was deleted
  Alive,
  Left,  // the job left the cache for lack of room: it is still on the server
};

struct LivePart {
  std::array<WallMs, kPartRows> last_sync_at;
  std::array<Status, kPartRows> status;
  std::array<Life, kPartRows> life;
  std::shared_ptr<const RunTexts> texts;
};

struct Chunk {
  std::shared_ptr<const ChunkFixed> fixed;
  std::shared_ptr<const FixedTexts> texts;
  std::array<std::shared_ptr<const LivePart>, kParts> live;  // null: no row of it was given yet
};

// All chunks of a snapshot. The plain pointers lead to the same blocks without a step between.
struct ChunkTable {
  std::vector<std::shared_ptr<const Chunk>> chunks;
  std::vector<const ChunkFixed*> fixed;
  std::vector<const LivePart*> live;
};

}  // namespace syncwall
