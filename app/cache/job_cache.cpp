#include "cache/job_cache.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "cache/cache_writer.h"

namespace syncwall {

JobCache::JobCache(std::function<void()> wake, std::size_t origins)
    : wake_(std::move(wake)), writer_(std::make_unique<CacheWriter>(origins)) {
  Snapshot first;
  first.origins_ = std::make_shared<const OriginParts>(origins);
  published_.set(std::make_shared<const Snapshot>(std::move(first)));
}
JobCache::~JobCache() = default;

Snapshot JobCache::snapshot() const { return *published_.get(); }

void JobCache::publish(CacheWriter& writer) {
  const bool changed = !writer.opened.empty();
  writer.close_chunks();
  OriginParts parts;
  const std::uint64_t version = ++writer.version;
  for (CacheWriter::OriginState& state : writer.origins) {
    parts.push_back(state.part);
    if (changed) state.reuse.published(version, writer.published);
  }
  auto next = std::make_shared<Snapshot>(writer.published, writer.dictionary.view(),
                                         std::make_shared<const OriginParts>(std::move(parts)));
  next->rows_ = writer.rows;
  next->live_rows_ = writer.live_rows;
  next->version_ = version;
  next->deaths_ = writer.deaths;
  next->dictionary_bytes_ = writer.dictionary.bytes();
  published_.set(std::move(next));
}

template <class Change>
void JobCache::write(Change change) {
  {
    Lock lock(writers_);
    change(*writer_);
    publish(*writer_);
  }
  wake_();
}

void OriginCache::apply(const Batch& batch) {
  cache_->write([&](CacheWriter& w) {
    CacheWriter::OriginState& mine = w.of(origin_);
    for (const JobView& job : batch.jobs) {
      if (!mine.tombstones.empty()) {
        const auto tombstone = mine.tombstones.find(std::string(job.id));
        if (tombstone != mine.tombstones.end() && batch.revision < tombstone->second) {
          ++mine.met_since;
          continue;
        }
      }
      w.put(origin_, job);
    }
    for (const std::string& id : batch.deleted_ids) w.kill(origin_, id);
    for (const std::string& id : batch.left_ids) w.kill(origin_, id, Life::Left);
    mine.part.revision = std::max(mine.part.revision, batch.revision);
    if (batch.frontier) mine.part.frontier = batch.frontier;
  });
}

void OriginCache::remove(std::span<const std::string> ids, std::uint64_t revision) {
  constexpr std::uint64_t kUntilForgotten = ~std::uint64_t{0};
  cache_->write([&](CacheWriter& w) {
    for (const std::string& id : ids) {
      w.of(origin_).tombstones[id] = revision == 0 ? kUntilForgotten : revision;
      w.kill(origin_, id);
    }
  });
}

void OriginCache::forget_tombstones(std::uint64_t up_to_revision) {
  Lock lock(cache_->writers_);
  auto& tombstones = cache_->writer_->of(origin_).tombstones;
  if (tombstones.empty()) return;
  std::erase_if(tombstones, [&](const auto& tombstone) { return tombstone.second <= up_to_revision; });
  if (tombstones.empty()) tombstones = {};  // its table of slots too: a large deletion is rare
}

void OriginCache::begin_walk() {
  Lock lock(cache_->writers_);
  CacheWriter& w = *cache_->writer_;
  w.of(origin_).met_since = 0;
  for (std::uint32_t row = 0; row < w.rows; ++row) {
    if (w.origin_of(row) == origin_) w.met[row] = false;
  }
}

void OriginCache::keep_collections(std::span<const std::string> collection_ids) {
  Lock lock(cache_->writers_);
  CacheWriter& w = *cache_->writer_;
  const auto key = [](PackedId id) { return std::pair(id.hi, id.lo); };
  std::vector<PackedId> kept;
  for (const std::string& id : collection_ids) kept.push_back(w.dictionary.pack(id));
  std::ranges::sort(kept, {}, key);
  const Dictionary::View names = w.dictionary.view();
  for (std::uint32_t row = 0; row < w.rows; ++row) {
    if (w.met[row] || !w.lives(row, origin_)) continue;
    const PackedId collection = names.collections[w.fixed(row).collection[row % kChunkRows]].id;
    w.met[row] = std::ranges::binary_search(kept, key(collection), {}, key);
  }
}

std::int64_t OriginCache::met_in_walk() const {
  Lock lock(cache_->writers_);
  CacheWriter& w = *cache_->writer_;
  std::int64_t met = w.of(origin_).met_since;
  for (std::uint32_t row = 0; row < w.rows; ++row) met += w.met[row] && w.origin_of(row) == origin_ ? 1 : 0;
  return met;
}

void OriginCache::end_walk(bool may_have_moved) {
  cache_->write([&](CacheWriter& w) {
    for (std::uint32_t row = 0; row < w.rows; ++row) {
      if (w.origin_of(row) != origin_) continue;
      const bool missed_before = row < w.missed.size() && w.missed[row];
      if (missed_before) w.missed[row] = false;
      if (w.met[row] || !w.lives(row, origin_)) continue;
      if (!may_have_moved || missed_before) {
        w.kill(row);
        continue;
      }
      w.missed.resize(w.rows);
      w.missed[row] = true;
    }
    if (std::ranges::none_of(w.missed, [](bool missed) { return missed; })) w.missed = {};
  });
}

}  // namespace syncwall
