// Transactions, and what is known of the database's health from them.
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <exception>
#include <system_error>

#include "store_sqlite/sqlite_store.h"
#include "store_sqlite/store_reader.h"

namespace syncwall {

namespace {

constexpr std::uintmax_t kLongLog = std::uintmax_t{16} << 20;  // bytes of WAL from which it is cut
constexpr std::uint64_t kLeastSpace = 4u << 20;                // bytes; a commit with its log fits

// Commits sync the disk while this lives.
class Synced {
 public:
  explicit Synced(Database& database) : database_(database) { database_.execute("PRAGMA synchronous = FULL"); }
  ~Synced() {
    try {
      database_.execute("PRAGMA synchronous = NORMAL");
    } catch (const SqliteError&) {
      // Then later commits are slower, and no less safe.
    }
  }
  Synced(const Synced&) = delete;
  Synced& operator=(const Synced&) = delete;

 private:
  Database& database_;
};

}  // namespace

std::optional<SqliteStore::FileId> SqliteStore::id_of(const std::filesystem::path& file) {
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0) return std::nullopt;
  return FileId{about.st_dev, about.st_ino};
}

std::optional<StoreError> SqliteStore::moved_away() const {
  const auto now = id_of(file_);
  if (now == opened_) return std::nullopt;
  return store_error(file_, DatabaseFault::Gone, now ? "another file has its name" : "there is no file of its name");
}

std::optional<StoreError> SqliteStore::health() const {
  if (auto moved = moved_away()) return moved;
  for (const LastFault* last : {&write_fault_, &read_fault_}) {
    if (const DatabaseFault fault = last->now(clock().ticks_ms()); fault != DatabaseFault::None)
      return store_error(file_, fault, "when it was last used");
  }
  return std::nullopt;
}

StoreError SqliteStore::failed(LastFault& where, const SqliteError& error) const {
  where.failed(error.fault, clock().ticks_ms());
  return store_error(file_, error.fault, error.what());
}

void SqliteStore::report(const std::string& what) const {
  if (options_.report) options_.report(what);
}

// Each column once: a thousand rows may have it.
void SqliteStore::report_odd(std::string_view column, std::int64_t value) {
  {
    Lock lock(odd_mutex_);
    if (!odd_reported_.emplace(column).second) return;
  }
  report("the database " + file_.string() + " holds " + std::to_string(value) + " as " + std::string(column) +
         ", which can't be: another program has written to it");
}

DatabaseFault SqliteStore::probe() const {
  struct statvfs disk {};
  if (::statvfs(file_.c_str(), &disk) == 0 && disk.f_bavail * disk.f_frsize < kLeastSpace)
    return DatabaseFault::DiskFull;
  try {
    Database database(file_, Database::Mode::Read, std::chrono::milliseconds(0));
    Statement s = database.prepare("SELECT value FROM facts WHERE name = 'revision'");
    return s.step() ? DatabaseFault::None : DatabaseFault::Corrupt;
  } catch (const SqliteError& e) {
    return e.fault == DatabaseFault::Busy ? DatabaseFault::None : e.fault;  // somebody writes at this moment
  } catch (const std::exception&) {
    return DatabaseFault::NoMemory;
  }
}

Stored<Done> SqliteStore::write(const std::function<void(StoreWriter&)>& work) {
  return write(Survives::Process, work);
}

Stored<Done> SqliteStore::write(Survives survives, const std::function<void(StoreWriter&)>& work) {
  Lock lock(write_mutex_);
  if (auto moved = moved_away()) return *std::move(moved);
  if (!writer_) return store_error(file_, DatabaseFault::NoAccess, "it was opened for reading");
  try {
    // What stops a transaction stops no other: while nobody else can have the connection.
    struct StopsNoMore {
      Database& database;
      ~StopsNoMore() { database.stop_with({}); }
    } stops_no_more{*writer_};
    std::optional<Synced> synced;
    if (survives == Survives::Power) synced.emplace(*writer_);
    Transaction transaction(*writer_, Transaction::Kind::Write);
    StoreWriter writer(*writer_);
    work(writer);
    writer.forget_old_tombstones(options_.kept_tombstones);
    writer.save_revision();
    transaction.commit();
  } catch (const SqliteError& e) {
    return failed(write_fault_, e);
  }
  write_fault_.worked(true);
  shorten_log();
  return Done{};
}

// The log starts anew by itself only in a moment when nobody reads; where somebody always does, it grows. Readers that
// come while it is cut read on; those under way are waited for, and where that takes long, the next write tries again.
void SqliteStore::shorten_log() {
  std::error_code missing;
  const auto bytes = std::filesystem::file_size(file_.string() + "-wal", missing);
  if (missing || bytes < kLongLog) return;
  writer_->wait_at_most(std::chrono::milliseconds(500));
  try {
    writer_->execute("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch (const SqliteError&) {
    // What is committed is in the log, and is read from there.
  }
  writer_->wait_at_most(Database::kPatience);
}

Stored<Done> SqliteStore::read(const std::function<void(Database&)>& work) {
  if (auto moved = moved_away()) return *std::move(moved);
  try {
    Reader reader(*this);
    Transaction transaction(reader.database(), Transaction::Kind::Read);
    work(reader.database());
    transaction.commit();
  } catch (const SqliteError& e) {
    return failed(read_fault_, e);
  }
  read_fault_.worked(false);  // another read than the one that failed, maybe
  return Done{};
}

}  // namespace syncwall
