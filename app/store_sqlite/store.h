// Store: the jobs, their revisions and tombstones, the keys; in SQLite.
//
// Thread safety: every function may be called from any thread. One writer at a time; readers have connections of
// their own, a bounded number of them, and never wait for it (WAL). Each function is one transaction: it happens whole
// or not at all.
//
// Configs and errors of jobs are masked (wire/config_mask.h) before they are stored. Every file is its owner's only.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <semaphore>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/guarded.h"
#include "base/result.h"
#include "jobs/account.h"
#include "jobs/audit.h"
#include "jobs/deletion.h"
#include "jobs/job.h"
#include "jobs/query.h"
#include "jobs/summary.h"
#include "store/database_fault.h"
#include "store/types.h"
#include "store_sqlite/name_sets.h"
#include "store_sqlite/sqlite.h"
#include "wire/config_mask.h"

namespace syncwall {

struct StoreOptions {
  enum class Open : unsigned char {
    Create,    // the file and its folder are made where there are none
    Existing,  // a missing file is a problem
    Read       // and nothing is written: only what reads may be called
  };
  Open open = Open::Create;
  std::int64_t kept_tombstones = 1'000'000;  // how many deletions `changes` can tell
  std::int64_t audit_days = 3 * 365;         // how long the audit keeps its records; 0: for ever
  std::int64_t kept_requests = 100'000;      // ids of each user's deletions, see store_sqlite/ledger.h
  int most_readers = 12;                     // connections that read at a time
  bool serves = true;                        // false: a command, that begins no epoch and starts no thread
  const Clock* clock = nullptr;              // null: the system's
  std::stop_token stop;                      // ends open() early: nothing waits for other programs' locks any more
  // What an operator should know and nobody waits for: rights that were mended, values that make no sense. Any thread.
  std::function<void(const std::string&)> tell;
};

class Store {
 public:
  [[nodiscard]] static Stored<std::unique_ptr<Store>> open(const std::filesystem::path& file,
                                                           const StoreOptions& options = {});
  [[nodiscard]] static Stored<std::unique_ptr<Store>> open(const std::filesystem::path& file,
                                                           std::int64_t kept_tombstones);
  ~Store();

  // What is wrong with the database as far as is known without waiting for anything: the file is gone, or what was
  // asked of it failed within a minute and hasn't gone well since; damage for as long as this lives. Nothing: all is
  // well.
  [[nodiscard]] std::optional<StoreProblem> health() const;
  // At the end: nothing waits for other programs' locks for longer than this from here on.
  void end_waits_within(std::chrono::milliseconds patience) { last_wait_.end_within(patience); }
  [[nodiscard]] const std::filesystem::path& file() const { return file_; }
  [[nodiscard]] int most_readers() const { return options_.most_readers; }

  [[nodiscard]] Stored<StoredPage> page(const Scope& scope, const PageRequest& request);
  [[nodiscard]] Stored<JobSummary> summary(const Scope& scope);
  [[nodiscard]] Stored<std::uint64_t> revision();
  // The newest revision and its epoch; whether `since` of `epoch` (empty: not told) is a part of this database's past.
  struct Place {
    std::uint64_t revision = 0;
    std::string epoch;
    bool ours = false;
  };
  [[nodiscard]] Stored<Place> place(std::uint64_t since, const std::string& epoch);
  // `epoch`: of `since`; empty: not told. `with_moved`: to everybody's changes, what only old owners are told.
  [[nodiscard]] Stored<StoredChanges> changes(const Scope& scope, std::uint64_t since, std::int64_t limit,
                                              const std::string& epoch = "", bool with_moved = false);

  struct Removed {
    std::vector<DeleteResult> results;  // in the order of `ids`; another user's job is AlreadyGone: not even its
                                        // being there is told
    std::uint64_t revision = 0;
    bool given_up = false;  // nothing was done: settle() came first
    bool no_room =
        false;  // nothing was done: the user's past deletions fill what may be kept of them (store_sqlite/ledger.h)
  };
  // Each id by itself is looked at and held to `scope`; what is deleted, and what is there but not the caller's, goes
  // into the audit in the same transaction. What this returns survives even a power cut.
  // `request_id`: the sender's own, made up; empty: none. The same one again changes nothing, and is answered as it
  // was the first time.
  // An id that the caller doesn't have costs the same whether somebody else has it or nobody does; what is tried on
  // others' connectors comes into the audit a little later (tidy()).
  [[nodiscard]] Stored<Removed> remove(const Scope& scope, std::span<const std::string> ids, const Requester& by,
                                       const std::string& request_id = "");
  // What became of a deletion whose answer got lost: Deleted by it, AlreadyGone, or Failed, which is still there. If
  // it hasn't come by now it never will: from here on it is given up.
  [[nodiscard]] Stored<Removed> settle(const Scope& scope, std::span<const std::string> ids,
                                       const std::string& request_id);
  [[nodiscard]] Stored<AuditPage> audit(const AuditRequest& request);
  // New or changed jobs.
  [[nodiscard]] Stored<Done> put(std::span<const Job> jobs);
  // Very many new jobs into a store without any, whole or not at all: `work` as in write().
  class Writer;
  [[nodiscard]] Stored<Done> fill(const std::function<void(Writer&)>& work);

  // `deliver` gets the key before it is stored; where it fails, no key is stored.
  using Deliver = std::function<Result<Done>(const std::string& key)>;
  [[nodiscard]] Result<MadeKey> add_key(const NewKey& wanted, const Deliver& deliver = {});
  // The key of an administrator, or of the user of that id or e-mail.
  [[nodiscard]] Result<std::string> add_key(const std::string& name, bool is_admin, WallMs created = 0,
                                            WallMs expires = 0);
  [[nodiscard]] Stored<bool> revoke_key(const std::string& name);  // false: there was none
  [[nodiscard]] Stored<std::vector<KeyInfo>> keys();
  [[nodiscard]] Stored<std::optional<KeyInfo>> find_key(std::string_view key);  // an expired one too

  // For the simulator: `work` runs in one write transaction, holding the writer.
  class Writer {
   public:
    explicit Writer(Database& database);
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    void put(const Job& job);  // masked; a change of owner is a deletion for the old one
    [[nodiscard]] Database& database() { return database_; }
    [[nodiscard]] std::uint64_t revision() const { return revision_; }
    std::uint64_t next_revision() { return ++revision_; }
    void save_revision();
    void set_fact(std::string_view name, std::int64_t value);
    // Of a job that is gone, or gone for that user; takes the next revision.
    void leave_tombstone(const std::string& id, const std::string& user_id);
    // At the end of a transaction: of all that were ever left the newest `kept` stay.
    void forget_old_tombstones(std::int64_t kept);

   private:
    [[nodiscard]] std::int64_t number_of(const std::string& folded);
    void leave_owner(const Job& job);

    Database& database_;
    std::uint64_t revision_;
    std::int64_t tombstones_left_ = 0;                       // in this transaction
    std::unordered_map<std::string, std::int64_t> numbers_;  // of names looked up in this transaction
    ConfigMask mask_;
  };
  [[nodiscard]] Stored<Done> write(const std::function<void(Writer&)>& work);
  [[nodiscard]] Stored<Done> read(const std::function<void(Database&)>& work);

  // What has to be done now and then, and is by a thread of the store's own: looks into attempts on others' connectors,
  // forgets what the audit no longer keeps, and closes connections that nobody has used for a while.
  [[nodiscard]] Stored<Done> tidy(WallMs now);
  [[nodiscard]] std::size_t open_readers() const { return static_cast<std::size_t>(open_readers_.load()); }

 private:
  Store(std::filesystem::path file, const StoreOptions& options);
  class Reader;
  // Process: what is committed survives the end of the process. Power: a power cut too; costs a sync of the disk.
  enum class Survives : unsigned char { Process, Power };
  [[nodiscard]] Stored<Done> write(Survives survives, const std::function<void(Writer&)>& work);
  [[nodiscard]] StoreProblem failed(LastFault& where, const SqliteError& error) const;
  [[nodiscard]] std::optional<StoreProblem> moved_away() const;
  void tell(const std::string& what) const;
  void tell_odd(std::string_view column, std::int64_t value);
  [[nodiscard]] std::optional<StoreProblem> make_files_private();
  void open_writer();
  void mask_old_rows();
  static bool mask_some(Database& db, ConfigMask& mask);
  void shorten_log() SYNCWALL_REQUIRES(write_mutex_);
  [[nodiscard]] Stored<bool> look_into_attempts();
  [[nodiscard]] Stored<bool> forget_audit(WallMs now);
  void close_idle(std::size_t most);
  void keep_tidy(const std::stop_token& stop);
  [[nodiscard]] const Clock& clock() const { return options_.clock != nullptr ? *options_.clock : system_clock_; }

  const std::filesystem::path file_;
  const StoreOptions options_;
  const SystemClock system_clock_;
  struct FileId {
    std::uint64_t device = 0, inode = 0;
    friend bool operator==(const FileId&, const FileId&) = default;
  };
  [[nodiscard]] static std::optional<FileId> id_of(const std::filesystem::path& file);
  FileId opened_;
  LastFault read_fault_, write_fault_;
  LastWait last_wait_;
  const std::stop_callback<std::function<void()>> ends_waits_{
      options_.stop, [this] { last_wait_.end_within(std::chrono::milliseconds(0)); }};
  Mutex odd_mutex_;
  std::set<std::string, std::less<>> odd_told_ SYNCWALL_GUARDED_BY(odd_mutex_);
  Mutex write_mutex_;
  std::unique_ptr<Database> writer_ SYNCWALL_GUARDED_BY(write_mutex_);
  NameSets name_sets_;
  std::counting_semaphore<> reader_turns_;
  std::atomic<int> open_readers_{0};
  Mutex pool_mutex_;
  struct Idle {
    std::unique_ptr<Database> database;
    TickMs since = 0;
  };
  std::vector<Idle> idle_ SYNCWALL_GUARDED_BY(pool_mutex_);  // the last used at the end
  std::mutex tidy_mutex_;
  std::condition_variable_any tidy_wanted_;
  bool attempts_wait_ = false;  // under tidy_mutex_
  std::jthread tidy_;           // the last: it ends before the rest does
};

// Columns of a job in this order, for SELECT, and reading them back: what no version of this program
// writes comes as Other, never, or 0, and is told (TellOdd).
extern const char* const kJobColumns;
[[nodiscard]] Job read_job(const Statement& row);

}  // namespace syncwall
