#include "cache/cache_writer.h"

#include <functional>

#include "jobs/odd_fields.h"

namespace syncwall {

CacheWriter::Open& CacheWriter::open_chunk(std::uint32_t row) {
  const std::size_t chunk = row / kChunkRows;
  if (!open[chunk]) {
    open[chunk] = std::make_unique<Open>();
    opened.push_back(chunk);
  }
  return *open[chunk];
}

ChunkFixed& CacheWriter::write_fixed(std::uint32_t row) {
  Open& o = open_chunk(row);
  if (!o.fixed) {
    o.fixed = std::make_shared<ChunkFixed>(fixed(row));
    table.fixed[row / kChunkRows] = o.fixed.get();
  }
  return *o.fixed;
}

LivePart& CacheWriter::write_live(std::uint32_t row) {
  std::shared_ptr<LivePart>& part = open_chunk(row).live[row / kPartRows % kParts];
  if (!part) {
    part = std::make_shared<LivePart>(live(row));
    table.live[row / kPartRows] = part.get();
  }
  return *part;
}

RunTexts& CacheWriter::write_run_texts(std::uint32_t row) {
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
void CacheWriter::write_texts(std::uint32_t row, const FixedTexts::Texts& wanted) {
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

void CacheWriter::add_chunk() {
  table.chunks.push_back(nullptr);
  table.live.resize(table.live.size() + kParts);
  auto made = std::make_unique<Open>();
  made->fixed = std::make_shared<ChunkFixed>();
  made->texts = std::make_shared<FixedTexts>();
  table.fixed.push_back(made->fixed.get());
  opened.push_back(open.size());
  open.push_back(std::move(made));
}

std::uint32_t CacheWriter::add_row(Origin origin, PackedId id) {
  const auto again = of(origin).reuse.take();
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
  f.origin[row % kChunkRows] = origin;
  if (row < missed.size()) missed[row] = false;
  if (again) ++f.given_again;
  write_live(row).life[row % kPartRows] = Life::Alive;
  by_id.insert(hash_of_row(row), row, [&](std::uint32_t r) { return hash_of_row(r); });
  ++live_rows;
  ++of(origin).part.live_rows;
  return row;
}

void CacheWriter::put(Origin origin, const JobView& job) {
  const PackedId id = dictionary.pack(job.id);
  std::uint32_t row = find(origin, id);
  const bool fresh = row == IndexSet::kNone;
  if (fresh) row = add_row(origin, id);
  met[row] = true;
  put_fixed(row, job, fresh);
  put_live(row, job, fresh);
}

void CacheWriter::put_fixed(std::uint32_t row, const JobView& job, bool fresh) {
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

void CacheWriter::put_live(std::uint32_t row, const JobView& job, bool fresh) {
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
  count_unreadable(row, t.texts.get(j).back(), job.odd_fields);
  RunTexts& w = write_run_texts(row);
  w.run_id[j] = run;
  if (w.texts.get(j) != texts) w.texts.set(j, texts);
}

void CacheWriter::kill(std::uint32_t row, Life life) {
  const std::size_t j = row % kPartRows;
  by_id.erase(hash_of_row(row), row, [&](std::uint32_t r) { return hash_of_row(r); });
  write_live(row).life[j] = life;
  count_unreadable(row, live(row).texts->texts.get(j).back(), {});
  if (live(row).texts->texts.get(j) != decltype(RunTexts::texts)::Texts{}) write_run_texts(row).texts.set(j, {});
  OriginState& whose = of(origin_of(row));
  if (met[row]) ++whose.met_since;
  met[row] = false;
  whose.reuse.died(row, version + 1);
  --live_rows;
  --whose.part.live_rows;
  ++deaths;
}

void CacheWriter::kill(Origin origin, std::string_view id, Life life) {
  if (const std::uint32_t row = find(origin, dictionary.pack(id)); row != IndexSet::kNone) kill(row, life);
}

void CacheWriter::count_unreadable(std::uint32_t row, std::string_view before, std::string_view now) {
  if (before.empty() && now.empty()) return;
  OriginPart& part = of(origin_of(row)).part;
  part.unreadable_rows += has_unreadable(now) ? 1 : 0;
  part.unreadable_rows -= has_unreadable(before) ? 1 : 0;
}

void CacheWriter::close_chunks() {
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

}  // namespace syncwall
