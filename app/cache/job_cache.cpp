#include "cache/job_cache.h"

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

namespace syncwall {

// The writer's side: chunks that are being built, and what is needed to find and bury jobs.
struct JobCache::Writer {
  Dictionary dictionary;
  Snapshot::Chunks chunks;
  // Copies of chunks that this batch has changed so far; null where the published version still stands.
  struct Open {
    std::shared_ptr<ChunkFixed> fixed;
    std::shared_ptr<ChunkLive> live;
  };
  std::vector<Open> open;
  std::vector<std::size_t> opened;  // the chunks with something open
  IndexSet by_id;                   // id → row, dead rows excepted: those keep their slot and are skipped
  std::unordered_map<std::string, std::uint64_t> graves;  // id → the revision that answers must have reached
  std::shared_ptr<const Frontier> frontier = std::make_shared<Frontier>();
  std::vector<bool> met;  // by the walk under way
  std::int64_t met_buried = 0;  // by it too, but left out as buried
  std::uint32_t rows = 0, live_rows = 0;
  std::uint64_t revision = 0, version = 0;

  [[nodiscard]] const ChunkFixed& fixed(std::uint32_t row) const {
    const Open& o = open[row / kChunkRows];
    return o.fixed ? *o.fixed : *chunks[row / kChunkRows].fixed;
  }
  [[nodiscard]] const ChunkLive& live(std::uint32_t row) const {
    const Open& o = open[row / kChunkRows];
    return o.live ? *o.live : *chunks[row / kChunkRows].live;
  }

  void note_open(std::size_t chunk) {
    if (!open[chunk].fixed && !open[chunk].live) opened.push_back(chunk);
  }
  ChunkFixed& write_fixed(std::uint32_t row) {
    const std::size_t chunk = row / kChunkRows;
    note_open(chunk);
    Open& o = open[chunk];
    if (!o.fixed) o.fixed = std::make_shared<ChunkFixed>(*chunks[chunk].fixed);
    return *o.fixed;
  }
  ChunkLive& write_live(std::uint32_t row) {
    const std::size_t chunk = row / kChunkRows;
    note_open(chunk);
    Open& o = open[chunk];
    if (!o.live) o.live = std::make_shared<ChunkLive>(*chunks[chunk].live);
    return *o.live;
  }

  // The row of a living job, else kNone.
  [[nodiscard]] std::uint32_t find(PackedId id) const {
    return by_id.find(hash_of(id), [&](std::uint32_t row) {
      return fixed(row).id[row % kChunkRows] == id && live(row).alive[row % kChunkRows];
    });
  }

  std::uint32_t add_row(PackedId id);
  void put(const JobView& job);
  void kill(std::uint32_t row);
  void close_chunks();
};

std::uint32_t JobCache::Writer::add_row(PackedId id) {
  const std::uint32_t row = rows++;
  if (row % kChunkRows == 0) {
    chunks.emplace_back();
    opened.push_back(chunks.size() - 1);
    open.push_back({std::make_shared<ChunkFixed>(), std::make_shared<ChunkLive>()});
  }
  write_fixed(row).id[row % kChunkRows] = id;
  write_live(row).alive[row % kChunkRows] = true;
  by_id.insert(hash_of(id), row, [&](std::uint32_t r) { return hash_of(fixed(r).id[r % kChunkRows]); });
  met.push_back(false);
  ++live_rows;
  return row;
}

void JobCache::Writer::put(const JobView& job) {
  const PackedId id = dictionary.pack(job.id);
  const UserIndex user = dictionary.user(job.user_id, job.user_name, job.user_email);
  const CollectionIndex collection = dictionary.collection(job.collection_id, job.collection_name);
  std::uint32_t row = find(id);
  const bool fresh = row == IndexSet::kNone;
  if (fresh) row = add_row(id);
  met[row] = true;
  const std::size_t i = row % kChunkRows;

  const ChunkFixed& f = fixed(row);
  if (fresh || f.user[i] != user || f.collection[i] != collection || f.created_at[i] != job.created_at ||
      f.schedule_s[i] != job.schedule_s || f.type[i] != job.type) {
    ChunkFixed& w = write_fixed(row);
    w.user[i] = user;
    w.collection[i] = collection;
    w.created_at[i] = job.created_at;
    w.schedule_s[i] = job.schedule_s;
    w.type[i] = job.type;
  }
  const RowTexts texts{job.last_sync_error, job.last_sync_job_id, job.config_json,
                       job.type == ConnectorType::Other ? job.type_text : "",
                       job.status == Status::Other ? job.status_text : ""};
  const ChunkLive& l = live(row);
  if (fresh || l.status[i] != job.status || l.last_sync_at[i] != job.last_sync_at || !(l.texts(i) == texts)) {
    ChunkLive& w = write_live(row);
    w.status[i] = job.status;
    w.last_sync_at[i] = job.last_sync_at;
    w.set_texts(i, texts);
  }
}

void JobCache::Writer::kill(std::uint32_t row) {
  ChunkLive& w = write_live(row);
  w.alive[row % kChunkRows] = false;
  w.set_texts(row % kChunkRows, {});
  --live_rows;
}

void JobCache::Writer::close_chunks() {
  for (const std::size_t chunk : opened) {
    Open& o = open[chunk];
    if (o.fixed) chunks[chunk].fixed = std::exchange(o.fixed, nullptr);
    if (o.live) chunks[chunk].live = std::exchange(o.live, nullptr);
  }
  opened.clear();
}

JobCache::JobCache(std::function<void()> wake) : wake_(std::move(wake)), writer_(std::make_unique<Writer>()) {
  published_.set(std::make_shared<const Snapshot>());
}
JobCache::~JobCache() = default;

Snapshot JobCache::snapshot() const { return *published_.get(); }

void JobCache::publish(Writer& writer) {
  writer.close_chunks();
  auto next = std::make_shared<Snapshot>(std::make_shared<Snapshot::Chunks>(writer.chunks), writer.dictionary.view(),
                                         writer.frontier);
  next->rows_ = writer.rows;
  next->live_rows_ = writer.live_rows;
  next->revision_ = writer.revision;
  next->version_ = ++writer.version;
  next->dictionary_bytes_ = writer.dictionary.bytes();
  published_.set(std::move(next));
}

void JobCache::apply(const Batch& batch) {
  {
    Lock lock(writers_);
    Writer& w = *writer_;
    for (const JobView& job : batch.jobs) {
      if (!w.graves.empty()) {
        const auto grave = w.graves.find(std::string(job.id));
        if (grave != w.graves.end() && batch.revision < grave->second) {
          ++w.met_buried;
          continue;
        }
      }
      w.put(job);
    }
    for (const std::string& id : batch.deleted_ids) {
      if (const std::uint32_t row = w.find(w.dictionary.pack(id)); row != IndexSet::kNone) w.kill(row);
    }
    w.revision = std::max(w.revision, batch.revision);
    if (batch.frontier) w.frontier = batch.frontier;
    publish(w);
  }
  wake_();
}

void JobCache::bury(std::span<const std::string> ids, std::uint64_t revision) {
  constexpr std::uint64_t kUntilForgotten = ~std::uint64_t{0};
  {
    Lock lock(writers_);
    Writer& w = *writer_;
    for (const std::string& id : ids) {
      w.graves[id] = revision == 0 ? kUntilForgotten : revision;
      if (const std::uint32_t row = w.find(w.dictionary.pack(id)); row != IndexSet::kNone) w.kill(row);
    }
    publish(w);
  }
  wake_();
}

void JobCache::forget_graves(std::uint64_t up_to_revision) {
  Lock lock(writers_);
  std::erase_if(writer_->graves, [&](const auto& grave) { return grave.second <= up_to_revision; });
}

void JobCache::begin_walk() {
  Lock lock(writers_);
  writer_->met.assign(writer_->rows, false);
  writer_->met_buried = 0;
}

void JobCache::keep_collections(std::span<const std::string> collection_ids) {
  Lock lock(writers_);
  Writer& w = *writer_;
  std::vector<PackedId> kept;
  for (const std::string& id : collection_ids) kept.push_back(w.dictionary.pack(id));
  const Dictionary::View names = w.dictionary.view();
  for (std::uint32_t row = 0; row < w.rows; ++row) {
    if (w.met[row]) continue;
    const PackedId collection = names.collections[w.fixed(row).collection[row % kChunkRows]].id;
    w.met[row] = std::ranges::find(kept, collection) != kept.end();
  }
}

std::int64_t JobCache::met_in_walk() const {
  Lock lock(writers_);
  return std::ranges::count(writer_->met, true) + writer_->met_buried;
}

void JobCache::end_walk() {
  {
    Lock lock(writers_);
    Writer& w = *writer_;
    for (std::uint32_t row = 0; row < w.rows; ++row) {
      if (!w.met[row] && w.live(row).alive[row % kChunkRows]) w.kill(row);
    }
    publish(w);
  }
  wake_();
}

}  // namespace syncwall
