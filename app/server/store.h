// Store: the jobs, their revisions and tombstones, the keys; in SQLite.
//
// Thread safety: every function may be called from any thread. One writer at a time; readers have connections of
// their own and never wait for it (WAL). Each function is one transaction: it happens whole or not at all.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/guarded.h"
#include "base/result.h"
#include "jobs/audit.h"
#include "jobs/job.h"
#include "jobs/query.h"
#include "jobs/report.h"
#include "server/cursor.h"
#include "server/name_sets.h"
#include "server/sqlite.h"

namespace syncwall {

// Who asks: all jobs, or one user's own (in SQL, so that no other job is ever looked at).
struct Scope {
  bool all = false;
  std::string user_id;
};

struct PageRequest {
  Filter filter;  // without lateness
  SortKey sort{SortColumn::Created, false};
  std::int64_t limit = 100;
  std::int64_t offset = 0;  // only without a cursor
  std::optional<Cursor> after;
};
struct StoredPage {
  std::vector<Job> jobs;
  std::int64_t total = 0;
  std::uint64_t revision = 0;
  std::string epoch;           // that the revision belongs to
  std::optional<Cursor> next;  // none: that was the last one
};
struct StoredChange {
  std::uint64_t revision = 0;
  bool deleted = false;
  Job job;  // of a deletion: its id and whose it was
};
struct StoredChanges {
  std::vector<StoredChange> changes;  // by revision; of each job its newest only
  std::uint64_t revision = 0;  // ask for changes since this one next
  std::string epoch;           // that the revision belongs to
  bool more = false;
  bool forgotten = false;  // `since` is older than the tombstones kept, or of another database: walk afresh
};
// Who asks for a deletion, as the audit keeps it.
struct Requester {
  std::string key_name, user_id, address;
  WallMs at = 0;
};
struct AuditRequest {
  std::int64_t limit = 100;
  std::int64_t before = 0;    // only numbers below it; 0: from the newest
  std::string user;           // a key's name or a user's id, the whole of it; empty: anybody
  std::string connector_id;   // empty: any
  std::optional<WallMs> since;
};
struct AuditPage {
  std::vector<AuditRecord> records;  // newest first
  std::int64_t next = 0;             // `before` of the next page; 0: that was the last one
};
struct KeyInfo {
  std::string name;
  Account account;
  WallMs created = 0;  // 0: made before that was kept
  WallMs expires = 0;  // 0: never
};

class Store {
 public:
  // Creates the file and its folder where there is none. `kept_tombstones`: how many deletions `changes` can tell.
  [[nodiscard]] static Result<std::unique_ptr<Store>> open(const std::filesystem::path& file,
                                                           std::int64_t kept_tombstones = 1'000'000);
  ~Store();

  [[nodiscard]] Result<StoredPage> page(const Scope& scope, const PageRequest& request);
  [[nodiscard]] Result<JobSummary> summary(const Scope& scope);
  [[nodiscard]] Result<std::uint64_t> revision();
  // The newest revision and its epoch; whether `since` of `epoch` (empty: not told) is a part of this database's past.
  struct Place {
    std::uint64_t revision = 0;
    std::string epoch;
    bool ours = false;
  };
  [[nodiscard]] Result<Place> place(std::uint64_t since, const std::string& epoch);
  // `epoch`: of `since`; empty: not told.
  [[nodiscard]] Result<StoredChanges> changes(const Scope& scope, std::uint64_t since, std::int64_t limit, const std::string& epoch = "");

  struct Removed {
    std::vector<DeleteResult> results;  // in the order of `ids`; another user's job is AlreadyGone: not even its
                                        // being there is told
    std::uint64_t revision = 0;
    bool given_up = false;  // nothing was done: settle() came first
  };
  // Each id by itself is looked at and held to `scope`; what is deleted, and what is there but not the caller's, goes
  // into the audit in the same transaction. What this returns survives even a power cut.
  // `request_id`: the sender's own, made up; empty: none. The same one again changes nothing, and is answered as it
  // was the first time.
  [[nodiscard]] Result<Removed> remove(const Scope& scope, std::span<const std::string> ids, const Requester& by, const std::string& request_id = "");
  // What became of a deletion whose answer got lost: Deleted by it, AlreadyGone, or Failed, which is still there. If
  // it hasn't come by now it never will: from here on it is given up.
  [[nodiscard]] Result<Removed> settle(const Scope& scope, std::span<const std::string> ids, const std::string& request_id);
  [[nodiscard]] Result<AuditPage> audit(const AuditRequest& request);
  // New or changed jobs.
  [[nodiscard]] Result<Done> put(std::span<const Job> jobs);
  // Very many new jobs into a store without any, whole or not at all: `work` as in write().
  class Writer;
  [[nodiscard]] Result<Done> fill(const std::function<void(Writer&)>& work);

  [[nodiscard]] Result<std::string> add_key(const std::string& name, bool is_admin, WallMs created = 0, WallMs expires = 0);  // the key, told once
  [[nodiscard]] Result<bool> revoke_key(const std::string& name);  // false: there was none
  [[nodiscard]] Result<std::vector<KeyInfo>> keys();
  [[nodiscard]] Result<std::optional<KeyInfo>> find_key(std::string_view key);  // an expired one too

  // For the simulator: `work` runs in one write transaction, holding the writer.
  class Writer {
   public:
    explicit Writer(Database& database);
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    void put(const Job& job);
    [[nodiscard]] Database& database() { return database_; }
    [[nodiscard]] std::uint64_t revision() const { return revision_; }
    std::uint64_t next_revision() { return ++revision_; }
    void save_revision();
    void set_fact(std::string_view name, std::int64_t value);

   private:
    [[nodiscard]] std::int64_t number_of(const std::string& folded);

    Database& database_;
    std::uint64_t revision_;
    std::unordered_map<std::string, std::int64_t> numbers_;  // of names looked up in this transaction
  };
  [[nodiscard]] Result<Done> write(const std::function<void(Writer&)>& work);
  [[nodiscard]] Result<Done> read(const std::function<void(Database&)>& work);

 private:
  Store(std::filesystem::path file, std::int64_t kept_tombstones);
  class Reader;
  // Process: what is committed survives the end of the process. Power: a power cut too; costs a sync of the disk.
  enum class Survives : unsigned char { Process, Power };
  [[nodiscard]] Result<Done> write(Survives survives, const std::function<void(Writer&)>& work);

  const std::filesystem::path file_;
  const std::int64_t kept_tombstones_;
  Mutex write_mutex_;
  std::unique_ptr<Database> writer_ SYNCWALL_GUARDED_BY(write_mutex_);
  NameSets name_sets_;
  Mutex pool_mutex_;
  std::vector<std::unique_ptr<Database>> readers_ SYNCWALL_GUARDED_BY(pool_mutex_);
};

// Columns of a job in this order, for SELECT, and reading them back.
extern const char* const kJobColumns;
[[nodiscard]] Job read_job(const Statement& row);

}  // namespace syncwall
