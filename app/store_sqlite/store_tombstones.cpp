// Tombstones: what followers of changes get of deleted jobs. The oldest are forgotten, by number.
#include "store_sqlite/store_writer.h"

namespace syncwall {

namespace {

// Their number is kept as a fact: counting a million takes 5 ms, which was more than a deletion.
std::int64_t add_tombstones(Database& db, std::int64_t added) {
  {
    Statement s = db.prepare("UPDATE facts SET value = value + ? WHERE name = 'tombstones' RETURNING value");
    std::int64_t n = -1;
    for (s.bind(added); s.step();) n = s.integer(0);
    if (n >= 0) return n;
  }
  db.prepare("INSERT INTO facts SELECT 'tombstones', count(*) FROM tombstones")
      .run();  // a database from before the fact
  Statement s = db.prepare("SELECT value FROM facts WHERE name = 'tombstones'");
  return s.step() ? s.integer(0) : 0;
}

}  // namespace

void StoreWriter::leave_tombstone(const std::string& id, const std::string& user_id) {
  database_.prepare("INSERT INTO tombstones VALUES (?, ?, ?)")
      .bind(static_cast<std::int64_t>(next_revision()))
      .bind(id)
      .bind(user_id)
      .run();
  ++tombstones_left_;
}

void StoreWriter::forget_old_tombstones(std::int64_t kept) {
  if (tombstones_left_ == 0) return;
  const std::int64_t excess = add_tombstones(database_, tombstones_left_) - kept;
  tombstones_left_ = 0;
  if (excess <= 0) return;
  std::int64_t newest_forgotten = 0;
  {
    Statement s = database_.prepare("SELECT revision FROM tombstones ORDER BY revision LIMIT 1 OFFSET ?");
    if (s.bind(excess - 1).step()) newest_forgotten = s.integer(0);
  }
  if (newest_forgotten == 0) return;
  database_.prepare("DELETE FROM tombstones WHERE revision <= ?").bind(newest_forgotten).run();
  set_fact("tombstones", kept);
  set_fact("forgotten", newest_forgotten);
}

}  // namespace syncwall
