#include "cache/snapshot.h"

namespace syncwall {

JobView Snapshot::job(CacheRow row, IdBuffers& ids) const {
  const ChunkFixed& f = fixed(row);
  const ChunkLive& l = live(row);
  const std::size_t i = at(row);
  const UserEntry& user = dictionary_.users[f.user[i]];
  const CollectionEntry& collection = dictionary_.collections[f.collection[i]];
  const RowTexts texts = l.texts(i);
  JobView job;
  job.id = dictionary_.id_text(f.id[i], ids.job);
  job.user_id = dictionary_.id_text(user.id, ids.user);
  job.user_name = dictionary_.strings.text(user.name);
  job.user_email = dictionary_.strings.text(user.email);
  job.collection_id = dictionary_.id_text(collection.id, ids.collection);
  job.collection_name = dictionary_.strings.text(collection.name);
  job.type = f.type[i];
  job.type_text = texts.type_text;
  job.status = l.status[i];
  job.status_text = texts.status_text;
  job.schedule_s = f.schedule_s[i];
  job.created_at = f.created_at[i];
  job.last_sync_at = l.last_sync_at[i];
  job.last_sync_job_id = texts.run_id;
  job.last_sync_error = texts.error;
  job.config_json = texts.config;
  return job;
}

namespace {

bool same_fixed(const ChunkFixed& a, const ChunkFixed& b, std::size_t i) {
  return a.user[i] == b.user[i] && a.collection[i] == b.collection[i] && a.created_at[i] == b.created_at[i] &&
         a.schedule_s[i] == b.schedule_s[i] && a.type[i] == b.type[i];
}

bool same_live(const ChunkLive& a, const ChunkLive& b, std::size_t i) {
  return a.status[i] == b.status[i] && a.last_sync_at[i] == b.last_sync_at[i] && a.alive[i] == b.alive[i];
}

}  // namespace

std::size_t Snapshot::bytes() const {
  std::size_t sum = dictionary_bytes_ + chunks_->capacity() * sizeof(Chunk);
  for (const Chunk& chunk : *chunks_) sum += sizeof(ChunkFixed) + sizeof(ChunkLive) + chunk.live->blob.capacity();
  return sum;
}

std::vector<CacheRow> changed_rows(const Snapshot& before, const Snapshot& now) {
  std::vector<CacheRow> rows;
  const std::uint32_t old_rows = before.rows();
  for (std::size_t c = 0; c * kChunkRows < old_rows; ++c) {
    const Chunk& a = before.chunks()[c];
    const Chunk& b = now.chunks()[c];
    const bool fixed = a.fixed != b.fixed, live = a.live != b.live;
    if (!fixed && !live) continue;
    for (std::size_t i = 0; i < kChunkRows && c * kChunkRows + i < old_rows; ++i) {
      if ((live && !same_live(*a.live, *b.live, i)) || (fixed && !same_fixed(*a.fixed, *b.fixed, i))) {
        rows.push_back(CacheRow(static_cast<std::uint32_t>(c * kChunkRows + i)));
      }
    }
  }
  for (std::uint32_t row = old_rows; row < now.rows(); ++row) rows.push_back(CacheRow(row));
  return rows;
}

}  // namespace syncwall
