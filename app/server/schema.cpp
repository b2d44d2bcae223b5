#include "server/schema.h"

#include <string>

namespace syncwall {

namespace {

constexpr std::int64_t kVersion = 1;

// last_asc and last_desc: last_sync_at with "never" as the largest and as the smallest, since a missing one
// sorts last in both directions. user_fold, collection_fold: what text is ordered and filtered by (api.md).
constexpr const char* kTables = R"(
CREATE TABLE jobs (
  id TEXT PRIMARY KEY, revision INTEGER NOT NULL,
  user_id TEXT NOT NULL, user_name TEXT NOT NULL, user_email TEXT NOT NULL, user_fold TEXT NOT NULL,
  collection_id TEXT NOT NULL, collection_name TEXT NOT NULL, collection_fold TEXT NOT NULL,
  type INTEGER NOT NULL, type_text TEXT NOT NULL, config TEXT NOT NULL, schedule INTEGER NOT NULL,
  status INTEGER NOT NULL, status_text TEXT NOT NULL, run_id TEXT NOT NULL, error TEXT NOT NULL,
  last_asc INTEGER NOT NULL, last_desc INTEGER NOT NULL, created_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE UNIQUE INDEX jobs_revision ON jobs (revision);
CREATE TABLE tombstones (revision INTEGER PRIMARY KEY, id TEXT NOT NULL, user_id TEXT NOT NULL);
CREATE TABLE facts (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO facts VALUES ('revision', 0), ('forgotten', 0);
CREATE TABLE keys (hash TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL, email TEXT NOT NULL,
  is_admin INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE demo (id TEXT PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE, at INTEGER NOT NULL,
  runs INTEGER NOT NULL, failures INTEGER NOT NULL, trouble INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX demo_at ON demo (at, id);

-- How many jobs of each status each user has: the summary and totals without counting.
CREATE TABLE counts (user_id TEXT NOT NULL, status INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (user_id, status)) WITHOUT ROWID;
CREATE TRIGGER jobs_added AFTER INSERT ON jobs BEGIN
  INSERT INTO counts VALUES (new.user_id, new.status, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER jobs_gone AFTER DELETE ON jobs BEGIN
  UPDATE counts SET n = n - 1 WHERE user_id = old.user_id AND status = old.status;
END;
CREATE TRIGGER jobs_changed AFTER UPDATE OF status, user_id ON jobs BEGIN
  UPDATE counts SET n = n - 1 WHERE user_id = old.user_id AND status = old.status;
  INSERT INTO counts VALUES (new.user_id, new.status, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
)";

// Ties are by ascending id in both directions, so each direction has an index of its own.
std::string indexes() {
  std::string sql;
  for (const char* column : {"user_fold", "collection_fold", "type", "created_at", "status", "schedule"}) {
    const std::string c = column;
    sql += "CREATE INDEX jobs_" + c + "_up ON jobs (" + c + ", id); CREATE INDEX jobs_" + c + "_down ON jobs (" + c + " DESC, id);";
  }
  sql += "CREATE INDEX jobs_last_up ON jobs (last_asc, id); CREATE INDEX jobs_last_down ON jobs (last_desc DESC, id);";
  sql += "CREATE INDEX jobs_user ON jobs (user_id, id);";
  return sql;
}

std::int64_t version_of(Database& database) {
  Statement s = database.prepare("PRAGMA user_version");
  return s.step() ? s.integer(0) : 0;
}

}  // namespace

void bring_up_to_date(Database& database) {
  Transaction transaction(database, Transaction::Kind::Write);
  const std::int64_t version = version_of(database);
  if (version > kVersion) throw SqliteError("this database was made by a newer syncwall-server");
  if (version == kVersion) return;
  database.execute(kTables);
  database.execute(indexes());
  database.execute("PRAGMA user_version = " + std::to_string(kVersion));
  transaction.commit();
}

}  // namespace syncwall
