#include "store_sqlite/schema.h"

#include <array>
#include <fstream>
#include <string>
#include <string_view>

#include "store_sqlite/ledger.h"

namespace syncwall {

namespace {

constexpr std::int64_t kVersion = 4;
constexpr std::int64_t kApplication = 0x53794E57;  // "SyNW", at the place where SQLite files tell whose they are

// last_asc and last_desc: last_sync_at with "never" as the largest and as the smallest, since a missing one
// sorts last in both directions. user_fold, collection_fold: what text is ordered and filtered by; user_n and
// collection_n: the same text in `names`, so that a filter looks at each text once and at integers in every row.
constexpr const char* kJobs = R"(
CREATE TABLE jobs (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL, revision INTEGER NOT NULL,
  user_id TEXT NOT NULL, user_name TEXT NOT NULL, user_email TEXT NOT NULL, user_fold TEXT NOT NULL, user_n INTEGER NOT NULL,
  collection_id TEXT NOT NULL, collection_name TEXT NOT NULL, collection_fold TEXT NOT NULL, collection_n INTEGER NOT NULL,
  type INTEGER NOT NULL, type_text TEXT NOT NULL, config TEXT NOT NULL, schedule INTEGER NOT NULL,
  status INTEGER NOT NULL, status_text TEXT NOT NULL, run_id TEXT NOT NULL, error TEXT NOT NULL,
  last_asc INTEGER NOT NULL, last_desc INTEGER NOT NULL, created_at INTEGER NOT NULL);
CREATE UNIQUE INDEX jobs_id ON jobs (id);

-- Every text that jobs are ordered by, once, and how many jobs have it as their user's and as their collection's.
-- Names stay when their last job goes: they are few, and may come back.
CREATE TABLE names (n INTEGER PRIMARY KEY, fold TEXT NOT NULL UNIQUE, users INTEGER NOT NULL DEFAULT 0, collections INTEGER NOT NULL DEFAULT 0);
CREATE VIRTUAL TABLE names_find USING fts5 (fold, content = 'names', content_rowid = 'n', tokenize = 'trigram case_sensitive 1');

-- How many jobs of each status and type there are, and each user has: the summary and totals without counting.
CREATE TABLE totals (status INTEGER NOT NULL, type INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (status, type)) WITHOUT ROWID;
CREATE TABLE counts (user_id TEXT NOT NULL, status INTEGER NOT NULL, type INTEGER NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY (user_id, status, type)) WITHOUT ROWID;
)";

constexpr const char* kOthers = R"(
CREATE TABLE tombstones (revision INTEGER PRIMARY KEY, id TEXT NOT NULL, user_id TEXT NOT NULL);
CREATE TABLE facts (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO facts VALUES ('revision', 0), ('forgotten', 0);
CREATE TABLE keys (hash TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL, email TEXT NOT NULL,
  is_admin INTEGER NOT NULL, created INTEGER NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE demo (id TEXT PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE, at INTEGER NOT NULL,
  runs INTEGER NOT NULL, failures INTEGER NOT NULL, trouble INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX demo_at ON demo (at, id);
)";

// What cursors are sealed with.
constexpr const char* kSeal = "INSERT INTO facts VALUES ('seal_1', random()), ('seal_2', random())";

// Who deleted what (jobs/audit.h). Rows are only ever added. A number is used once: REPLACE would take a row away
// without its DELETE trigger being asked, so an INSERT that names a number that is taken is refused too.
constexpr const char* kAudit = R"(
CREATE TABLE audit (number INTEGER PRIMARY KEY AUTOINCREMENT CHECK (number > 0), at INTEGER NOT NULL,
  key_name TEXT NOT NULL, user_id TEXT NOT NULL, address TEXT NOT NULL,
  connector_id TEXT NOT NULL, connector_user_id TEXT NOT NULL, connector_user_name TEXT NOT NULL,
  collection_id TEXT NOT NULL, collection_name TEXT NOT NULL, outcome INTEGER NOT NULL);
CREATE INDEX audit_connector ON audit (connector_id, number);
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is only ever added to'); END;
CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE number = new.number) BEGIN
  SELECT RAISE(ABORT, 'the audit is only ever added to');
END;
)";

// Records go when they are older than an administrator lets the audit be: that moment stands in `facts` during the
// transaction that takes them away, and at no other time.
// attempts: deletions of connectors that the caller doesn't have, to be looked into later (store_tidy.cpp).
constexpr const char* kVersion4 = R"(
DROP TRIGGER IF EXISTS audit_no_delete;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
  WHEN old.at >= coalesce((SELECT value FROM facts WHERE name = 'audit_from'), -9223372036854775808) BEGIN
  SELECT RAISE(ABORT, 'the audit is only ever added to');
END;
CREATE TABLE IF NOT EXISTS attempts (n INTEGER PRIMARY KEY, at INTEGER NOT NULL, key_name TEXT NOT NULL, user_id TEXT NOT NULL, address TEXT NOT NULL, connector_id TEXT NOT NULL);
)";

constexpr const char* kTriggers = R"(
CREATE TRIGGER names_added AFTER INSERT ON names BEGIN
  INSERT INTO names_find (rowid, fold) VALUES (new.n, new.fold);
END;
CREATE TRIGGER jobs_added AFTER INSERT ON jobs BEGIN
  INSERT INTO counts VALUES (new.user_id, new.status, new.type, 1) ON CONFLICT DO UPDATE SET n = n + 1;
  INSERT INTO totals VALUES (new.status, new.type, 1) ON CONFLICT DO UPDATE SET n = n + 1;
  UPDATE names SET users = users + 1 WHERE n = new.user_n;
  UPDATE names SET collections = collections + 1 WHERE n = new.collection_n;
END;
CREATE TRIGGER jobs_gone AFTER DELETE ON jobs BEGIN
  UPDATE counts SET n = n - 1 WHERE user_id = old.user_id AND status = old.status AND type = old.type;
  UPDATE totals SET n = n - 1 WHERE status = old.status AND type = old.type;
  UPDATE names SET users = users - 1 WHERE n = old.user_n;
  UPDATE names SET collections = collections - 1 WHERE n = old.collection_n;
END;
CREATE TRIGGER jobs_changed AFTER UPDATE OF status, type, user_id ON jobs
  WHEN old.status <> new.status OR old.type <> new.type OR old.user_id <> new.user_id BEGIN
  UPDATE counts SET n = n - 1 WHERE user_id = old.user_id AND status = old.status AND type = old.type;
  UPDATE totals SET n = n - 1 WHERE status = old.status AND type = old.type;
  INSERT INTO counts VALUES (new.user_id, new.status, new.type, 1) ON CONFLICT DO UPDATE SET n = n + 1;
  INSERT INTO totals VALUES (new.status, new.type, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER jobs_renamed AFTER UPDATE OF user_n, collection_n ON jobs
  WHEN old.user_n <> new.user_n OR old.collection_n <> new.collection_n BEGIN
  UPDATE names SET users = users - 1 WHERE n = old.user_n;
  UPDATE names SET users = users + 1 WHERE n = new.user_n;
  UPDATE names SET collections = collections - 1 WHERE n = old.collection_n;
  UPDATE names SET collections = collections + 1 WHERE n = new.collection_n;
END;
)";

// Ties are by ascending id in both directions. Where few values are shared by very many jobs, each direction has an
// index of its own; where values are nearly unique, going backwards and sorting the few ties costs nothing. The columns
// behind the id are those that filters look at: rows that don't match are passed without touching the table.
constexpr const char* kSortIndexes[][2] = {
    {"jobs_user_fold_up", "user_fold, id"},      {"jobs_collection_fold_up", "collection_fold, id"},
    {"jobs_created_at_up", "created_at, id"},    {"jobs_type_up", "type, id"},
    {"jobs_type_down", "type DESC, id"},         {"jobs_status_up", "status, id"},
    {"jobs_status_down", "status DESC, id"},     {"jobs_schedule_up", "schedule, id"},
    {"jobs_schedule_down", "schedule DESC, id"}, {"jobs_last_up", "last_asc, id"},
    {"jobs_last_down", "last_desc DESC, id"}};
constexpr const char* kFiltered = ", user_n, collection_n, type, status";

constexpr const char* kOtherIndexes = R"(
CREATE UNIQUE INDEX jobs_revision ON jobs (revision);
CREATE INDEX jobs_user ON jobs (user_id, id);
CREATE INDEX jobs_user_n ON jobs (user_n, collection_n, type, status);
CREATE INDEX jobs_collection_n ON jobs (collection_n, user_n, type, status);
)";

void create_indexes(Database& database) {
  for (const auto& [name, columns] : kSortIndexes)
    database.execute(std::string("CREATE INDEX ") + name + " ON jobs (" + columns + kFiltered + ")");
  database.execute(kOtherIndexes);
}

void fill_from_jobs(Database& database) {
  database.execute(R"(
    DELETE FROM counts;
    DELETE FROM totals;
    INSERT INTO counts SELECT user_id, status, type, count(*) FROM jobs GROUP BY 1, 2, 3;
    INSERT INTO totals SELECT status, type, sum(n) FROM counts GROUP BY 1, 2;
    UPDATE names SET users = u.k FROM (SELECT user_n AS n, count(*) AS k FROM jobs GROUP BY 1) AS u WHERE names.n = u.n;
    UPDATE names SET collections = c.k FROM (SELECT collection_n AS n, count(*) AS k FROM jobs GROUP BY 1) AS c WHERE names.n = c.n;
    INSERT INTO names_find (names_find) VALUES ('rebuild');
  )");
}

// Version 1 had no names: its jobs are copied over. Foreign keys are off, or dropping the old table would empty `demo`.
void from_version_1(Database& database) {
  database.execute(
      "DROP TABLE counts; ALTER TABLE jobs RENAME TO jobs_1; DROP INDEX jobs_revision; DROP INDEX jobs_user; DROP "
      "INDEX jobs_last_up; DROP INDEX jobs_last_down;");
  for (const char* column : {"user_fold", "collection_fold", "type", "created_at", "status", "schedule"}) {
    for (const char* way : {"_up", "_down"}) database.execute(std::string("DROP INDEX jobs_") + column + way);
  }
  database.execute(kJobs);
  database.execute(R"(
    INSERT INTO names (fold) SELECT user_fold FROM jobs_1 UNION SELECT collection_fold FROM jobs_1;
    INSERT INTO jobs SELECT NULL, id, revision, user_id, user_name, user_email, user_fold, u.n, collection_id, collection_name, collection_fold, c.n,
      type, type_text, config, schedule, status, status_text, run_id, error, last_asc, last_desc, created_at
      FROM jobs_1 JOIN names AS u ON u.fold = user_fold JOIN names AS c ON c.fold = collection_fold ORDER BY id;
    DROP TABLE jobs_1;
  )");
  fill_from_jobs(database);
}

// Version 2 had keys without times, cursors without a seal, and no audit.
void from_version_2(Database& database) {
  database.execute(
      "ALTER TABLE keys ADD COLUMN created INTEGER NOT NULL DEFAULT 0; ALTER TABLE keys ADD COLUMN expires INTEGER NOT "
      "NULL DEFAULT 0");
  database.execute(kSeal);
}

std::int64_t pragma(Database& database, const std::string& name) {
  Statement s = database.prepare("PRAGMA " + name);
  return s.step() ? s.integer(0) : 0;
}

std::int64_t count_of(Database& database, const std::string& what) {
  Statement s = database.prepare("SELECT count(*) FROM sqlite_schema" + what);
  return s.step() ? s.integer(0) : 0;
}

}  // namespace

bool header_is_ours(const std::filesystem::path& file) {
  // Of SQLite's format: 16 bytes that tell it, the program at 68; most significant byte first.
  std::array<unsigned char, 72> head{};
  std::ifstream in(file, std::ios::binary);
  if (!in.read(reinterpret_cast<char*>(head.data()), head.size())) return in.gcount() == 0;
  if (std::string_view(reinterpret_cast<const char*>(head.data()), 15) != "SQLite format 3") return false;
  const auto number = [&](std::size_t at) {
    return std::int64_t{head[at]} << 24 | std::int64_t{head[at + 1]} << 16 | std::int64_t{head[at + 2]} << 8 |
           std::int64_t{head[at + 3]};
  };
  return number(68) == kApplication;
}

bool begins_otherwise(const std::filesystem::path& file) {
  constexpr std::string_view kMagic("SQLite format 3", 16);  // with its zero
  std::array<char, kMagic.size()> head{};
  std::ifstream in(file, std::ios::binary);
  in.read(head.data(), head.size());
  return in.gcount() > 0 && std::string_view(head.data(), static_cast<std::size_t>(in.gcount())) != kMagic;
}

std::int64_t checked_version(Database& database) {
  const std::int64_t version = pragma(database, "user_version"), application = pragma(database, "application_id");
  // Up to version 3 files didn't say whose they are.
  const bool unsigned_ours =
      application == 0 &&
      (version == 0
           ? count_of(database, "") == 0
           : version <= 3 && count_of(database, " WHERE name IN ('jobs', 'facts', 'keys', 'tombstones')") == 4);
  if (application != kApplication && !unsigned_ours)
    throw SqliteError(DatabaseFault::Foreign, "this is another program's database");
  if (version < 0 || version > kVersion)
    throw SqliteError(DatabaseFault::Foreign, "this database was made by a newer syncwall-server");
  return version;
}

namespace {

void upgrade(Database& database, std::int64_t version) {
  if (version == 1) from_version_1(database);
  if (version == 0) {
    database.execute(kJobs);
    database.execute(kOthers);
    database.execute(kSeal);
  }
  if (version < 2) {
    create_indexes(database);
    database.execute(kTriggers);
  }
  if (version == 1 || version == 2) from_version_2(database);
  if (version < 3) database.execute(kAudit);
  database.execute(kVersion4);
  database.execute("PRAGMA application_id = " + std::to_string(kApplication));
  database.execute("PRAGMA user_version = " + std::to_string(kVersion));
}

}  // namespace

void bring_up_to_date(Database& database) {
  // legacy_alter_table: other tables go on naming `jobs` while it is renamed away.
  database.execute("PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON");
  {
    Transaction transaction(database, Transaction::Kind::Write);
    const std::int64_t version = checked_version(database);
    if (version < kVersion) upgrade(database, version);
    make_ledger(database);
    // Names that are not all ASCII: what is searched in them is not what they are ordered by.
    database.execute(
        "CREATE INDEX IF NOT EXISTS names_wide ON names (n) WHERE length(fold) <> length(CAST(fold AS BLOB))");
    transaction.commit();
  }
  database.execute("PRAGMA legacy_alter_table = OFF; PRAGMA foreign_keys = ON");
}

void begin_bulk(Database& database) {
  database.execute("PRAGMA cache_size = -65536");  // indexes are sorted in it
  for (const auto& [name, columns] : kSortIndexes) database.execute(std::string("DROP INDEX ") + name);
  for (const char* name : {"jobs_revision", "jobs_user", "jobs_user_n", "jobs_collection_n"})
    database.execute(std::string("DROP INDEX ") + name);
  for (const char* name : {"names_added", "jobs_added", "jobs_gone", "jobs_changed", "jobs_renamed"})
    database.execute(std::string("DROP TRIGGER ") + name);
}

void end_bulk(Database& database) {
  fill_from_jobs(database);
  create_indexes(database);
  database.execute(kTriggers);
  database.execute("PRAGMA cache_size = -16384");
}

}  // namespace syncwall
