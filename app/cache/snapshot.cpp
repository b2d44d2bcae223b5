#include "cache/snapshot.h"

#include <algorithm>

namespace syncwall {

JobView Snapshot::job(CacheRow row, IdBuffers& ids) const {
  const ChunkFixed& f = fixed(row);
  const LivePart& l = part(row);
  const std::size_t i = at(row), j = in_part(row);
  const UserEntry& user = dictionary_.users[f.user[i]];
  const CollectionEntry& collection = dictionary_.collections[f.collection[i]];
  const auto [config, type_text] = table_->chunks[index_of(row) / kChunkRows]->texts->get(i);
  const auto [error, status_text, odd_run, odd_fields] = l.texts->texts.get(j);
  const PackedId run = l.texts->run_id[j];
  JobView job;
  job.id = dictionary_.id_text(f.id[i], ids.job);
  job.user_id = dictionary_.id_text(user.id, ids.user);
  job.user_name = dictionary_.strings.text(user.name);
  job.user_email = dictionary_.strings.text(user.email);
  job.collection_id = dictionary_.id_text(collection.id, ids.collection);
  job.collection_name = dictionary_.strings.text(collection.name);
  job.type = f.type[i];
  job.type_text = type_text;
  job.status = l.status[j];
  job.status_text = status_text;
  job.schedule_s = f.schedule_s[i];
  job.created_at = f.created_at[i];
  job.last_sync_at = l.last_sync_at[j];
  job.last_sync_job_id = run == PackedId{} ? odd_run : (ids.run = uuid_text(run)).view();
  job.last_sync_error = error;
  job.config_json = config;
  job.odd_fields = odd_fields;
  return job;
}

namespace {

bool same_fixed(const ChunkFixed& a, const ChunkFixed& b, std::size_t i) {
  return a.id[i] == b.id[i] && a.user[i] == b.user[i] && a.collection[i] == b.collection[i] &&
         a.created_at[i] == b.created_at[i] && a.schedule_s[i] == b.schedule_s[i] && a.type[i] == b.type[i] &&
         a.origin[i] == b.origin[i];
}

bool same_live(const LivePart& a, const LivePart& b, std::size_t i) {
  return a.status[i] == b.status[i] && a.last_sync_at[i] == b.last_sync_at[i] && a.life[i] == b.life[i];
}

// Of those, what filters look at.
bool same_texts(const LivePart& a, const LivePart& b, std::size_t i) {
  const auto before = a.texts->texts.get(i), now = b.texts->texts.get(i);
  return before[0] == now[0] && before[1] == now[1];
}

}  // namespace

std::uint32_t Snapshot::unreadable_rows() const {
  std::uint32_t rows = 0;
  for (const OriginPart& part : *origins_) rows += part.unreadable_rows;
  return rows;
}

bool Snapshot::complete() const {
  return std::ranges::all_of(*origins_, [](const OriginPart& part) { return part.frontier->complete; });
}

bool same_frontiers(const Snapshot& a, const Snapshot& b) {
  return std::ranges::equal(a.origins(), b.origins(), {}, &OriginPart::frontier, &OriginPart::frontier);
}

std::size_t Snapshot::bytes() const {
  std::size_t sum =
      dictionary_bytes_ + table_->fixed.capacity() * sizeof(void*) + table_->live.capacity() * sizeof(void*);
  for (const auto& chunk : table_->chunks) {
    sum += sizeof(Chunk) + sizeof(ChunkFixed) + chunk->texts->bytes();
    for (const auto& part : chunk->live) {
      if (part) sum += sizeof(LivePart) + sizeof(RunTexts) - sizeof part->texts->texts + part->texts->texts.bytes();
    }
  }
  return sum;
}

std::vector<CacheRow> changed_rows(const Snapshot& before, const Snapshot& now, bool texts) {
  std::vector<CacheRow> rows;
  const std::uint32_t old_rows = before.rows();
  const ChunkTable &a = before.table(), &b = now.table();
  const auto compare_part = [&](std::uint32_t p) {
    const std::uint32_t begin = p * kPartRows, end = std::min<std::uint32_t>(begin + kPartRows, old_rows);
    const std::uint32_t c = begin / kChunkRows;
    const bool fixed = a.fixed[c] != b.fixed[c], live = a.live[p] != b.live[p];
    const bool types = texts && a.chunks[c]->texts != b.chunks[c]->texts;
    const bool runs = texts && live && a.live[p]->texts != b.live[p]->texts;
    if (!fixed && !live && !types) return;
    for (std::uint32_t row = begin; row < end; ++row) {
      if ((live && !same_live(*a.live[p], *b.live[p], row % kPartRows)) ||
          (fixed && !same_fixed(*a.fixed[c], *b.fixed[c], row % kChunkRows)) ||
          (types && a.chunks[c]->texts->get(row % kChunkRows)[1] != b.chunks[c]->texts->get(row % kChunkRows)[1]) ||
          (runs && !same_texts(*a.live[p], *b.live[p], row % kPartRows))) {
        rows.push_back(CacheRow(row));
      }
    }
  };
  for (std::uint32_t c = 0; c * kChunkRows < old_rows; ++c) {
    if (a.chunks[c] == b.chunks[c]) continue;
    for (std::uint32_t p = c * kParts; p < (c + 1) * kParts && p * kPartRows < old_rows; ++p) compare_part(p);
  }
  for (std::uint32_t row = old_rows; row < now.rows(); ++row) rows.push_back(CacheRow(row));
  return rows;
}

}  // namespace syncwall
