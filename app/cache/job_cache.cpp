#include "cache/job_cache.h"

#include <algorithm>
#include <array>
#include <functional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "cache/index_set.h"
#include "cache/row_reuse.h"
#include "jobs/odd_fields.h"

namespace syncwall {

// The writer's side: chunks that are being built, and what is needed to find and delete jobs.
struct JobCache::Writer {
  // Copies of blocks that this batch has changed so far; null where the published ones still stand.
  struct Open {
    std::shared_ptr<ChunkFixed> fixed;
    std::shared_ptr<FixedTexts> texts;
    IndexSet same_texts;  // rows by their `texts`, to find equal ones
    std::array<std::shared_ptr<LivePart>, kParts> live;
    std::array<RunTexts*, kParts> run_texts{};  // of `live`
  };

  Dictionary dictionary;
  ChunkTable table;  // its plain pointers lead to open copies where there are some
  std::vector<std::unique_ptr<Open>> open;
  std::vector<std::size_t> opened;  // the chunks with something open
  std::shared_ptr<const ChunkTable> published;
  IndexSet by_id;  // id → row of a living job
  RowReuse reuse;
  std::unordered_map<std::string, std::uint64_t> tombstones;  // id → the revision that answers must have reached
  std::shared_ptr<const Frontier> frontier = std::make_shared<Frontier>();
  std::vector<bool> met;       // by the walk under way
  std::int64_t met_since = 0;  // by it too, but left out as deleted, or dead since
  std::vector<bool> missed;    // by the walk before; shorter than rows where it missed none behind
  std::uint32_t rows = 0, live_rows = 0, unreadable_rows = 0;
  std::uint64_t revision = 0, version = 0, deaths = 0;

  [[nodiscard]] const ChunkFixed& fixed(std::uint32_t row) const { return *table.fixed[row / kChunkRows]; }
  [[nodiscard]] const LivePart& live(std::uint32_t row) const { return *table.live[row / kPartRows]; }
  [[nodiscard]] const FixedTexts& texts(std::uint32_t row) const {
    const std::size_t chunk = row / kChunkRows;
    return open[chunk] && open[chunk]->texts ? *open[chunk]->texts : *table.chunks[chunk]->texts;
  }

  Open& open_chunk(std::uint32_t row);
  ChunkFixed& write_fixed(std::uint32_t row);
  LivePart& write_live(std::uint32_t row);
  RunTexts& write_run_texts(std::uint32_t row);
  void write_texts(std::uint32_t row, const FixedTexts::Texts& texts);

  [[nodiscard]] std::uint64_t hash_of_row(std::uint32_t row) const { return hash_of(fixed(row).id[row % kChunkRows]); }
  // The row of a living job, else kNone.
  [[nodiscard]] std::uint32_t find(PackedId id) const {
    return by_id.find(hash_of(id), [&](std::uint32_t row) { return fixed(row).id[row % kChunkRows] == id; });
  }

  void add_chunk();
  std::uint32_t add_row(PackedId id);
  void put(const JobView& job);
  void put_fixed(std::uint32_t row, const JobView& job, bool fresh);
  void put_live(std::uint32_t row, const JobView& job, bool fresh);
  void kill(std::uint32_t row, Life life = Life::None);
  void kill(std::string_view id, Life life = Life::None) {
    if (const std::uint32_t row = find(dictionary.pack(id)); row != IndexSet::kNone) kill(row, life);
  }
  void count_unreadable(std::string_view before, std::string_view now) {
    if (before.empty() && now.empty()) return;
    unreadable_rows += has_unreadable(now) ? 1 : 0;
    unreadable_rows -= has_unreadable(before) ? 1 : 0;
  }
  void close_chunks();
};

JobCache::Writer::Open& JobCache::Writer::open_chunk(std::uint32_t row) {
  const std::size_t chunk = row / kChunkRows;
  if (!open[chunk]) {
    open[chunk] = std::make_unique<Open>();
    opened.push_back(chunk);
  }
  return *open[chunk];
}

ChunkFixed& JobCache::Writer::write_fixed(std::uint32_t row) {
  Open& o = open_chunk(row);
  if (!o.fixed) {
    o.fixed = std::make_shared<ChunkFixed>(fixed(row));
    table.fixed[row / kChunkRows] = o.fixed.get();
  }
  return *o.fixed;
}

LivePart& JobCache::Writer::write_live(std::uint32_t row) {
  std::shared_ptr<LivePart>& part = open_chunk(row).live[row / kPartRows % kParts];
  if (!part) {
    part = std::make_shared<LivePart>(live(row));
    table.live[row / kPartRows] = part.get();
  }
  return *part;
}

RunTexts& JobCache::Writer::write_run_texts(std::uint32_t row) {
  LivePart& part = write_live(row);
  RunTexts*& texts = open_chunk(row).run_texts[row / kPartRows % kParts];
  if (texts == nullptr) {
    auto copy = std::make_shared<RunTexts>(*part.texts);
    texts = copy.get();
    part.texts = std::move(copy);
  }
  return *texts;
}

// Many jobs of a server have the same configuration, once secrets are masked: within a chunk it is kept once.
void JobCache::Writer::write_texts(std::uint32_t row, const FixedTexts::Texts& wanted) {
  Open& o = open_chunk(row);
  const auto hash = [](const FixedTexts::Texts& t) {
    return std::uint64_t{std::hash<std::string_view>()(t[0])} * 31 + std::hash<std::string_view>()(t[1]);
  };
  const std::uint32_t first = row - static_cast<std::uint32_t>(row % kChunkRows);
  const auto hash_at = [&](std::uint32_t i) { return hash(o.texts->get(i)); };
  const auto equal_to = [&](const FixedTexts::Texts& t) {
    return o.same_texts.find(hash(t), [&](std::uint32_t i) { return o.texts->get(i) == t; });
  };
  const auto note = [&](std::uint32_t i) {
    if (equal_to(o.texts->get(i)) == IndexSet::kNone) o.same_texts.insert(hash_at(i), i, hash_at);
  };
  if (!o.texts) {
    o.texts = std::make_shared<FixedTexts>(texts(row));
    for (std::uint32_t i = 0; i < kChunkRows && first + i < rows; ++i) note(i);
  }
  const std::uint32_t other = equal_to(wanted);
  if (other != IndexSet::kNone) return o.texts->share(row - first, other);
  o.texts->set(row - first, wanted);
  note(row - first);
}

void JobCache::Writer::add_chunk() {
  table.chunks.push_back(nullptr);
  table.live.resize(table.live.size() + kParts);
  auto made = std::make_unique<Open>();
  made->fixed = std::make_shared<ChunkFixed>();
  made->texts = std::make_shared<FixedTexts>();
  table.fixed.push_back(made->fixed.get());
  opened.push_back(open.size());
  open.push_back(std::move(made));
}

std::uint32_t JobCache::Writer::add_row(PackedId id) {
  const auto again = reuse.take();
  const std::uint32_t row = again ? *again : rows++;
  if (!again) {
    if (row % kChunkRows == 0) add_chunk();
    if (row % kPartRows == 0) {
      auto part = std::make_shared<LivePart>();
      part->texts = std::make_shared<RunTexts>();
      table.live[row / kPartRows] = part.get();
      open_chunk(row).live[row / kPartRows % kParts] = std::move(part);
    }
    met.push_back(false);
  }
  ChunkFixed& f = write_fixed(row);
  f.id[row % kChunkRows] = id;
  if (again) ++f.given_again;
  write_live(row).life[row % kPartRows] = Life::Alive;
  by_id.insert(hash_of(id), row, [&](std::uint32_t r) { return hash_of_row(r); });
  ++live_rows;
  return row;
}

void JobCache::Writer::put(const JobView& job) {
  const PackedId id = dictionary.pack(job.id);
  std::uint32_t row = find(id);
  const bool fresh = row == IndexSet::kNone;
  if (fresh) row = add_row(id);
  met[row] = true;
  put_fixed(row, job, fresh);
  put_live(row, job, fresh);
}

void JobCache::Writer::put_fixed(std::uint32_t row, const JobView& job, bool fresh) {
  const UserIndex user = dictionary.user(job.user_id, job.user_name, job.user_email);
  const CollectionIndex collection = dictionary.collection(job.collection_id, job.collection_name);
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
  const FixedTexts::Texts wanted{job.config_json, job.type == ConnectorType::Other ? job.type_text : ""};
  if (texts(row).get(i) != wanted) write_texts(row, wanted);
}

void JobCache::Writer::put_live(std::uint32_t row, const JobView& job, bool fresh) {
  const std::size_t j = row % kPartRows;
  const LivePart& l = live(row);
  if (fresh || l.status[j] != job.status || l.last_sync_at[j] != job.last_sync_at) {
    LivePart& w = write_live(row);
    w.status[j] = job.status;
    w.last_sync_at[j] = job.last_sync_at;
  }
  PackedId run;  // the one UUID that is all zeros goes with the texts
  const bool packed = pack_uuid(job.last_sync_job_id, run) && run != PackedId{};
  if (!packed) run = {};
  const decltype(RunTexts::texts)::Texts texts{job.last_sync_error, job.status == Status::Other ? job.status_text : "",
                                               packed ? "" : job.last_sync_job_id, job.odd_fields};
  const RunTexts& t = *live(row).texts;
  if (t.run_id[j] == run && t.texts.get(j) == texts) return;
  count_unreadable(t.texts.get(j).back(), job.odd_fields);
  RunTexts& w = write_run_texts(row);
  w.run_id[j] = run;
  if (w.texts.get(j) != texts) w.texts.set(j, texts);
}

void JobCache::Writer::kill(std::uint32_t row, Life life) {
  const std::size_t j = row % kPartRows;
  by_id.erase(hash_of_row(row), row, [&](std::uint32_t r) { return hash_of_row(r); });
  write_live(row).life[j] = life;
  count_unreadable(live(row).texts->texts.get(j).back(), {});
  if (live(row).texts->texts.get(j) != decltype(RunTexts::texts)::Texts{}) write_run_texts(row).texts.set(j, {});
  if (met[row]) ++met_since;
  met[row] = false;
  reuse.died(row, version + 1);
  --live_rows;
  ++deaths;
}

void JobCache::Writer::close_chunks() {
  for (const std::size_t chunk : opened) {
    Open& o = *open[chunk];
    auto next = std::make_shared<Chunk>(table.chunks[chunk] ? *table.chunks[chunk] : Chunk{});
    if (o.fixed) next->fixed = std::move(o.fixed);
    if (o.texts) {
      o.texts->trim();
      next->texts = std::move(o.texts);
    }
    for (std::size_t part = 0; part < kParts; ++part) {
      if (o.live[part]) next->live[part] = std::move(o.live[part]);
    }
    table.chunks[chunk] = std::move(next);
    open[chunk].reset();
  }
  if (!published || !opened.empty()) published = std::make_shared<const ChunkTable>(table);
  opened.clear();
}

JobCache::JobCache(std::function<void()> wake) : wake_(std::move(wake)), writer_(std::make_unique<Writer>()) {
  published_.set(std::make_shared<const Snapshot>());
}
JobCache::~JobCache() = default;

Snapshot JobCache::snapshot() const { return *published_.get(); }

void JobCache::publish(Writer& writer) {
  const bool changed = !writer.opened.empty();
  writer.close_chunks();
  auto next = std::make_shared<Snapshot>(writer.published, writer.dictionary.view(), writer.frontier);
  next->rows_ = writer.rows;
  next->live_rows_ = writer.live_rows;
  next->unreadable_rows_ = writer.unreadable_rows;
  next->revision_ = writer.revision;
  next->version_ = ++writer.version;
  next->deaths_ = writer.deaths;
  if (changed) writer.reuse.published(writer.version, writer.published);
  next->dictionary_bytes_ = writer.dictionary.bytes();
  published_.set(std::move(next));
}

void JobCache::apply(const Batch& batch) {
  {
    Lock lock(writers_);
    Writer& w = *writer_;
    for (const JobView& job : batch.jobs) {
      if (!w.tombstones.empty()) {
        const auto tombstone = w.tombstones.find(std::string(job.id));
        if (tombstone != w.tombstones.end() && batch.revision < tombstone->second) {
          ++w.met_since;
          continue;
        }
      }
      w.put(job);
    }
    for (const std::string& id : batch.deleted_ids) w.kill(id);
    for (const std::string& id : batch.left_ids) w.kill(id, Life::Left);
    w.revision = std::max(w.revision, batch.revision);
    if (batch.frontier) w.frontier = batch.frontier;
    publish(w);
  }
  wake_();
}

void JobCache::remove(std::span<const std::string> ids, std::uint64_t revision) {
  constexpr std::uint64_t kUntilForgotten = ~std::uint64_t{0};
  {
    Lock lock(writers_);
    Writer& w = *writer_;
    for (const std::string& id : ids) {
      w.tombstones[id] = revision == 0 ? kUntilForgotten : revision;
      w.kill(id);
    }
    publish(w);
  }
  wake_();
}

void JobCache::forget_tombstones(std::uint64_t up_to_revision) {
  Lock lock(writers_);
  auto& tombstones = writer_->tombstones;
  if (tombstones.empty()) return;
  std::erase_if(tombstones, [&](const auto& tombstone) { return tombstone.second <= up_to_revision; });
  if (tombstones.empty()) tombstones = {};  // its table of slots too: a large deletion is rare
}

void JobCache::begin_walk() {
  Lock lock(writers_);
  writer_->met.assign(writer_->rows, false);
  writer_->met_since = 0;
}

void JobCache::keep_collections(std::span<const std::string> collection_ids) {
  Lock lock(writers_);
  Writer& w = *writer_;
  const auto key = [](PackedId id) { return std::pair(id.hi, id.lo); };
  std::vector<PackedId> kept;
  for (const std::string& id : collection_ids) kept.push_back(w.dictionary.pack(id));
  std::ranges::sort(kept, {}, key);
  const Dictionary::View names = w.dictionary.view();
  for (std::uint32_t row = 0; row < w.rows; ++row) {
    if (w.met[row] || w.live(row).life[row % kPartRows] != Life::Alive) continue;
    const PackedId collection = names.collections[w.fixed(row).collection[row % kChunkRows]].id;
    w.met[row] = std::ranges::binary_search(kept, key(collection), {}, key);
  }
}

std::int64_t JobCache::met_in_walk() const {
  Lock lock(writers_);
  return std::ranges::count(writer_->met, true) + writer_->met_since;
}

void JobCache::end_walk(bool may_have_moved) {
  {
    Lock lock(writers_);
    Writer& w = *writer_;
    const std::vector<bool> missed_before = std::exchange(w.missed, {});
    for (std::uint32_t row = 0; row < w.rows; ++row) {
      if (w.met[row] || w.live(row).life[row % kPartRows] != Life::Alive) continue;
      if (!may_have_moved || (row < missed_before.size() && missed_before[row])) {
        w.kill(row);
        continue;
      }
      w.missed.resize(w.rows);
      w.missed[row] = true;
    }
    publish(w);
  }
  wake_();
}

}  // namespace syncwall
