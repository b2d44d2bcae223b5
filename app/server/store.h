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
struct StoredChanges {
  std::vector<Job> jobs;
  std::vector<std::string> deleted_ids;
  std::uint64_t revision = 0;  // ask for changes since this one next
  std::string epoch;           // that the revision belongs to
  bool more = false;
  bool forgotten = false;  // `since` is older than the tombstones kept, or of another database: walk afresh
};
struct KeyInfo {
  std::string name;
  Account account;
};

class Store {
 public:
  // Creates the file and its folder where there is none. `kept_tombstones`: how many deletions `changes` can tell.
  [[nodiscard]] static Result<std::unique_ptr<Store>> open(const std::filesystem::path& file,
                                                           std::int64_t kept_tombstones = 1'000'000);
  ~Store();

  [[nodiscard]] Result<StoredPage> page(const Scope& scope, const PageRequest& request);
  [[nodiscard]] Result<JobSummary> summary(const Scope& scope);
  // `epoch`: of `since`; empty: not told.
  [[nodiscard]] Result<StoredChanges> changes(const Scope& scope, std::uint64_t since, std::int64_t limit,
                                              const std::string& epoch = "");

  struct Removed {
    std::vector<DeleteResult> results;  // in the order of `ids`; another user's job is AlreadyGone: not even its
                                        // being there is told
    std::uint64_t revision = 0;
    bool given_up = false;  // nothing was done: settle() came first
  };
  // `request_id`: the sender's own, made up; empty: none. The same one again changes nothing, and is answered as it
  // was the first time.
  [[nodiscard]] Result<Removed> remove(const Scope& scope, std::span<const std::string> ids,
                                       const std::string& request_id = "");
  // What became of a deletion whose answer got lost: Deleted by it, AlreadyGone, or Failed, which is still there. If
  // it hasn't come by now it never will: from here on it is given up.
  [[nodiscard]] Result<Removed> settle(const Scope& scope, std::span<const std::string> ids,
                                       const std::string& request_id);
  // New or changed jobs.
  [[nodiscard]] Result<Done> put(std::span<const Job> jobs);
  // Very many new jobs into a store without any, whole or not at all: `work` as in write().
  class Writer;
  [[nodiscard]] Result<Done> fill(const std::function<void(Writer&)>& work);

  [[nodiscard]] Result<std::string> add_key(const std::string& name, bool is_admin);  // the key, told once
  [[nodiscard]] Result<bool> remove_key(const std::string& name);                     // false: there was none
  [[nodiscard]] Result<std::vector<KeyInfo>> keys();
  [[nodiscard]] Result<std::optional<Account>> account_of(const std::string& key);

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
