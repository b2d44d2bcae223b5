// Job databases as former versions made them, to be brought up to date. Their text is history: never changed.
#pragma once

namespace syncwall::test {

inline constexpr const char* kVersion1 = R"(
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
CREATE INDEX jobs_user_fold_up ON jobs (user_fold, id); CREATE INDEX jobs_user_fold_down ON jobs (user_fold DESC, id);
CREATE INDEX jobs_collection_fold_up ON jobs (collection_fold, id); CREATE INDEX jobs_collection_fold_down ON jobs (collection_fold DESC, id);
CREATE INDEX jobs_type_up ON jobs (type, id); CREATE INDEX jobs_type_down ON jobs (type DESC, id);
CREATE INDEX jobs_created_at_up ON jobs (created_at, id); CREATE INDEX jobs_created_at_down ON jobs (created_at DESC, id);
CREATE INDEX jobs_status_up ON jobs (status, id); CREATE INDEX jobs_status_down ON jobs (status DESC, id);
CREATE INDEX jobs_schedule_up ON jobs (schedule, id); CREATE INDEX jobs_schedule_down ON jobs (schedule DESC, id);
CREATE INDEX jobs_last_up ON jobs (last_asc, id); CREATE INDEX jobs_last_down ON jobs (last_desc DESC, id);
CREATE INDEX jobs_user ON jobs (user_id, id);
PRAGMA user_version = 1;
)";

inline constexpr const char* kVersion2 = R"(
CREATE TABLE jobs (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL, revision INTEGER NOT NULL,
  user_id TEXT NOT NULL, user_name TEXT NOT NULL, user_email TEXT NOT NULL, user_fold TEXT NOT NULL, user_n INTEGER NOT NULL,
  collection_id TEXT NOT NULL, collection_name TEXT NOT NULL, collection_fold TEXT NOT NULL, collection_n INTEGER NOT NULL,
  type INTEGER NOT NULL, type_text TEXT NOT NULL, config TEXT NOT NULL, schedule INTEGER NOT NULL,
  status INTEGER NOT NULL, status_text TEXT NOT NULL, run_id TEXT NOT NULL, error TEXT NOT NULL,
  last_asc INTEGER NOT NULL, last_desc INTEGER NOT NULL, created_at INTEGER NOT NULL);
CREATE UNIQUE INDEX jobs_id ON jobs (id);
CREATE TABLE names (n INTEGER PRIMARY KEY, fold TEXT NOT NULL UNIQUE, users INTEGER NOT NULL DEFAULT 0, collections INTEGER NOT NULL DEFAULT 0);
CREATE VIRTUAL TABLE names_find USING fts5 (fold, content = 'names', content_rowid = 'n', tokenize = 'trigram case_sensitive 1');
CREATE TABLE totals (status INTEGER NOT NULL, type INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (status, type)) WITHOUT ROWID;
CREATE TABLE counts (user_id TEXT NOT NULL, status INTEGER NOT NULL, type INTEGER NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY (user_id, status, type)) WITHOUT ROWID;
CREATE TABLE tombstones (revision INTEGER PRIMARY KEY, id TEXT NOT NULL, user_id TEXT NOT NULL);
CREATE TABLE facts (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO facts VALUES ('revision', 0), ('forgotten', 0);
CREATE TABLE keys (hash TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL, email TEXT NOT NULL,
  is_admin INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE demo (id TEXT PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE, at INTEGER NOT NULL,
  runs INTEGER NOT NULL, failures INTEGER NOT NULL, trouble INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX demo_at ON demo (at, id);
CREATE INDEX jobs_user_fold_up ON jobs (user_fold, id, user_n, collection_n, type, status);
CREATE INDEX jobs_collection_fold_up ON jobs (collection_fold, id, user_n, collection_n, type, status);
CREATE INDEX jobs_created_at_up ON jobs (created_at, id, user_n, collection_n, type, status);
CREATE INDEX jobs_type_up ON jobs (type, id, user_n, collection_n, type, status);
CREATE INDEX jobs_type_down ON jobs (type DESC, id, user_n, collection_n, type, status);
CREATE INDEX jobs_status_up ON jobs (status, id, user_n, collection_n, type, status);
CREATE INDEX jobs_status_down ON jobs (status DESC, id, user_n, collection_n, type, status);
CREATE INDEX jobs_schedule_up ON jobs (schedule, id, user_n, collection_n, type, status);
CREATE INDEX jobs_schedule_down ON jobs (schedule DESC, id, user_n, collection_n, type, status);
CREATE INDEX jobs_last_up ON jobs (last_asc, id, user_n, collection_n, type, status);
CREATE INDEX jobs_last_down ON jobs (last_desc DESC, id, user_n, collection_n, type, status);
CREATE UNIQUE INDEX jobs_revision ON jobs (revision);
CREATE INDEX jobs_user ON jobs (user_id, id);
CREATE INDEX jobs_user_n ON jobs (user_n, collection_n, type, status);
CREATE INDEX jobs_collection_n ON jobs (collection_n, user_n, type, status);
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
PRAGMA user_version = 2;
)";

}  // namespace syncwall::test
