// SqliteStore: a Store in an SQLite file.
//
// One writer at a time; readers have connections of their own, a bounded number of them, and never wait for it (WAL).
// Every file is its owner's only. Thread safety: every function may be called from any thread.
#pragma once

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
#include <vector>

#include "base/clock.h"
#include "base/guarded.h"
#include "store/database_fault.h"
#include "store/store.h"
#include "store_sqlite/database/sqlite.h"
#include "store_sqlite/name_sets.h"
#include "store_sqlite/store_writer.h"

namespace syncwall {

class SqliteStore final : public Store {
 public:
  [[nodiscard]] static Stored<std::unique_ptr<SqliteStore>> open(const std::filesystem::path& file,
                                                                 const StoreOptions& options = {});
  ~SqliteStore() override;

  [[nodiscard]] Stored<StoredPage> page(const Scope& scope, const PageRequest& request) override;
  [[nodiscard]] Stored<JobSummary> summary(const Scope& scope) override;
  [[nodiscard]] Stored<std::uint64_t> revision() override;
  [[nodiscard]] Stored<RevisionCheck> check_revision(std::uint64_t since, const std::string& epoch) override;
  [[nodiscard]] Stored<StoredChanges> changes(const Scope& scope, std::uint64_t since, std::int64_t limit,
                                              const std::string& epoch = "", bool with_moved = false) override;
  [[nodiscard]] Stored<Removal> remove(const Scope& scope, std::span<const std::string> ids, const Requester& by,
                                       const std::string& request_id = "") override;
  [[nodiscard]] Stored<Removal> settle(const Scope& scope, std::span<const std::string> ids,
                                       const std::string& request_id) override;
  [[nodiscard]] Stored<AuditPage> audit(const AuditRequest& request) override;
  [[nodiscard]] Stored<Done> put(std::span<const Job> jobs) override;
  [[nodiscard]] Stored<Done> fill(const std::function<std::optional<Job>()>& next) override;
  [[nodiscard]] Stored<std::string> cursor_secret() override;
  [[nodiscard]] Stored<std::int64_t> bytes() override;
  [[nodiscard]] int most_readers() const override { return options_.most_readers; }
  [[nodiscard]] std::optional<StoreError> health() const override;
  [[nodiscard]] DatabaseFault probe() const override;
  void end_waits_within(std::chrono::milliseconds patience) override { last_wait_.end_within(patience); }

  using KeyStore::add_key;
  [[nodiscard]] Stored<MadeKey> add_key(const NewKey& wanted, const Deliver& deliver = {}) override;
  [[nodiscard]] Stored<bool> revoke_key(const std::string& name) override;
  [[nodiscard]] Stored<std::vector<KeyInfo>> keys() override;
  [[nodiscard]] Stored<std::optional<KeyInfo>> find_key(std::string_view key) override;

  [[nodiscard]] Stored<Done> change(const std::function<void(DemoChanges&)>& work,
                                    const std::stop_token& stop = {}) override;
  [[nodiscard]] Stored<Done> fill_demo(const DemoClock& clock, const std::function<std::optional<DemoJob>()>& next,
                                       const std::stop_token& stop = {}) override;

  // For this room and its tests: `work` in one transaction, on the writer's connection or on a reader's.
  [[nodiscard]] Stored<Done> write(const std::function<void(StoreWriter&)>& work);
  [[nodiscard]] Stored<Done> read(const std::function<void(Database&)>& work);

  // Regular work, done by a thread of the store's own too: looks into attempts on others' connectors, forgets what the
  // audit no longer keeps, and closes connections that nobody has used for a while.
  [[nodiscard]] Stored<Done> tidy(WallMs now);
  [[nodiscard]] std::size_t open_readers() const { return static_cast<std::size_t>(open_readers_.load()); }

 private:
  SqliteStore(std::filesystem::path file, const StoreOptions& options);
  class Reader;
  // Process: what is committed survives the end of the process. Power: a power cut too; costs a sync of the disk.
  enum class Survives : unsigned char { Process, Power };
  [[nodiscard]] Stored<Done> write(Survives survives, const std::function<void(StoreWriter&)>& work);
  [[nodiscard]] Stored<Done> fill_by(const std::function<void(StoreWriter&)>& work);
  [[nodiscard]] StoreError failed(LastFault& where, const SqliteError& error) const;
  [[nodiscard]] std::optional<StoreError> moved_away() const;
  void report(const std::string& what) const;
  void report_odd(std::string_view column, std::int64_t value);
  [[nodiscard]] std::optional<StoreError> make_files_private();
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
  std::set<std::string, std::less<>> odd_reported_ SYNCWALL_GUARDED_BY(odd_mutex_);
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

}  // namespace syncwall
