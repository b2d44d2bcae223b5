// The writer's side of JobCache: blocks of rows that are being built, and what is needed to find and to remove jobs.
// Whoever holds the cache's writer lock.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cache/chunk.h"
#include "cache/index_set.h"
#include "cache/origin.h"
#include "cache/row_reuse.h"
#include "jobs/job.h"

namespace syncwall {

struct CacheWriter {
  explicit CacheWriter(std::size_t servers) : origins(servers) {}

  // Copies of blocks that this batch has changed so far; null where the published ones still stand.
  struct Open {
    std::shared_ptr<ChunkFixed> fixed;
    std::shared_ptr<FixedTexts> texts;
    IndexSet same_texts;  // rows by their `texts`, to find equal ones
    std::array<std::shared_ptr<LivePart>, kParts> live;
    std::array<RunTexts*, kParts> run_texts{};  // of `live`
  };
  // Of one server.
  struct OriginState {
    OriginPart part;
    std::unordered_map<std::string, std::uint64_t> tombstones;  // id → the revision that answers must have reached
    RowReuse reuse;                                             // a row stays its server's for ever
    std::int64_t met_since = 0;  // by the walk under way too, but left out as deleted, or dead since
  };

  Dictionary dictionary;
  ChunkTable table;  // its plain pointers lead to open copies where there are some
  std::vector<std::unique_ptr<Open>> open;
  std::vector<std::size_t> opened;  // the chunks with something open
  std::shared_ptr<const ChunkTable> published;
  IndexSet by_id;  // origin and id → row of a living job
  std::vector<OriginState> origins;
  std::vector<bool> met;     // by the walk of its server that is under way
  std::vector<bool> missed;  // by the walk before; shorter than rows where it missed none behind
  std::uint32_t rows = 0, live_rows = 0;
  std::uint64_t version = 0, deaths = 0;

  [[nodiscard]] OriginState& of(Origin origin) { return origins[index_of(origin)]; }
  [[nodiscard]] const ChunkFixed& fixed(std::uint32_t row) const { return *table.fixed[row / kChunkRows]; }
  [[nodiscard]] const LivePart& live(std::uint32_t row) const { return *table.live[row / kPartRows]; }
  [[nodiscard]] const FixedTexts& texts(std::uint32_t row) const {
    const std::size_t chunk = row / kChunkRows;
    return open[chunk] && open[chunk]->texts ? *open[chunk]->texts : *table.chunks[chunk]->texts;
  }
  [[nodiscard]] Origin origin_of(std::uint32_t row) const { return fixed(row).origin[row % kChunkRows]; }
  // A living job of that server.
  [[nodiscard]] bool lives(std::uint32_t row, Origin origin) const {
    return live(row).life[row % kPartRows] == Life::Alive && origin_of(row) == origin;
  }
  // The row of a living job, else IndexSet::kNone.
  [[nodiscard]] std::uint32_t find(Origin origin, PackedId id) const {
    return by_id.find(hash_in(origin, id), [&](std::uint32_t row) {
      return fixed(row).id[row % kChunkRows] == id && origin_of(row) == origin;
    });
  }

  void put(Origin origin, const JobView& job);
  void kill(std::uint32_t row, Life life = Life::None);
  // Unknown ids are fine.
  void kill(Origin origin, std::string_view id, Life life = Life::None);
  // Afterwards `published` has what was put.
  void close_chunks();

 private:
  [[nodiscard]] static std::uint64_t hash_in(Origin origin, PackedId id) {
    constexpr std::uint64_t kSpread = 0x9E3779B97F4A7C15;
    return hash_of(id) + index_of(origin) * kSpread;
  }
  [[nodiscard]] std::uint64_t hash_of_row(std::uint32_t row) const {
    return hash_in(origin_of(row), fixed(row).id[row % kChunkRows]);
  }

  Open& open_chunk(std::uint32_t row);
  ChunkFixed& write_fixed(std::uint32_t row);
  LivePart& write_live(std::uint32_t row);
  RunTexts& write_run_texts(std::uint32_t row);
  void write_texts(std::uint32_t row, const FixedTexts::Texts& texts);
  void add_chunk();
  std::uint32_t add_row(Origin origin, PackedId id);
  void put_fixed(std::uint32_t row, const JobView& job, bool fresh);
  void put_live(std::uint32_t row, const JobView& job, bool fresh);
  void count_unreadable(std::uint32_t row, std::string_view before, std::string_view now);
};

}  // namespace syncwall
