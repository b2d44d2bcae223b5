#include "store_sqlite/store.h"

#include <sys/stat.h>

#include <algorithm>
#include <limits>
#include <system_error>

#include "base/private_file.h"
#include "base/utf8.h"
#include "store_sqlite/ledger.h"
#include "store_sqlite/schema.h"
#include "store_sqlite/store_reader.h"

namespace syncwall {

const char* const kJobColumns =
    "id, user_id, user_name, user_email, collection_id, collection_name, type, type_text, config, schedule, status, "
    "status_text, run_id, error, last_asc, created_at";

Job read_job(const Statement& row) {
  constexpr std::int64_t kLongest = std::int64_t{100} * 366 * 86400;  // a hundred years, as clients take it
  Job job;
  job.id = row.text(0);
  job.user_id = row.text(1);
  job.user_name = row.text(2);
  job.user_email = row.text(3);
  job.collection_id = row.text(4);
  job.collection_name = row.text(5);
  job.type = static_cast<ConnectorType>(row.integer_within(6, 0, kTypes, kTypes));
  job.type_text = row.text(7);
  if (job.type == ConnectorType::Other && job.type_text.empty())
    job.type_text = "unknown (" + std::to_string(row.integer(6)) + ")";
  job.config_json = row.text(8);
  job.schedule_s = row.integer_within(9, 0, kLongest, 0);
  job.status = static_cast<Status>(row.integer_within(10, 0, kStatuses, kStatuses));
  job.status_text = row.text(11);
  if (job.status == Status::Other && job.status_text.empty())
    job.status_text = "unknown (" + std::to_string(row.integer(10)) + ")";
  job.last_sync_job_id = row.text(12);
  job.last_sync_error = row.text(13);
  job.last_sync_at =
      row.integer(14) == kNever ? kNever : row.integer_within(14, kOldestWritten, kNewestWritten, kNever);
  job.created_at = row.integer_within(15, kOldestWritten, kNewestWritten, 0);
  return job;
}

namespace {

constexpr std::int64_t kRowsAtOnce = 1000;                     // masked in one transaction
constexpr std::uintmax_t kLongLog = std::uintmax_t{16} << 20;  // bytes of WAL from which it is cut

std::int64_t fact(Database& database, std::string_view name) {
  Statement s = database.prepare("SELECT value FROM facts WHERE name = ?");
  s.bind(name);
  return s.step() ? s.integer(0) : 0;
}

std::uint64_t revision_of(Database& database) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, fact(database, "revision")));
}

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

Store::Store(std::filesystem::path file, const StoreOptions& options)
    : file_(std::move(file)), options_(options), reader_turns_(options.most_readers) {}

Store::~Store() = default;

Stored<std::unique_ptr<Store>> Store::open(const std::filesystem::path& file, std::int64_t kept_tombstones) {
  StoreOptions options;
  options.kept_tombstones = kept_tombstones;
  return open(file, options);
}

Stored<std::unique_ptr<Store>> Store::open(const std::filesystem::path& file, const StoreOptions& options) {
  using Open = StoreOptions::Open;
  std::error_code ignored;
  if (options.open == Open::Create && file.has_parent_path())
    std::filesystem::create_directories(file.parent_path(), ignored);
  if (options.open != Open::Create && !std::filesystem::exists(file, ignored)) {
    return StoreProblem{
        {"there is no job database " + file.string(), "", "check --database; a server makes its own when it starts"},
        DatabaseFault::NoAccess};
  }
  std::unique_ptr<Store> store(new Store(file, options));
  // Another program's file is left as it is.
  const bool ours = header_is_ours(file);
  if (options.open != Open::Read && ours) {
    if (auto problem = store->make_files_private()) return *std::move(problem);
  }
  try {
    if (options.open == Open::Read) {
      Database database(file, Database::Mode::Read, Database::kPatience, &store->last_wait_);
      static_cast<void>(checked_version(database));
    } else {
      store->open_writer();
    }
  } catch (const SqliteError& e) {
    return store_problem(file, e.fault, e.what());
  }
  if (options.open != Open::Read && !ours) {
    if (auto problem = store->make_files_private()) return *std::move(problem);
  }
  store->opened_ = id_of(file).value_or(FileId{});
  if (options.serves && options.open != Open::Read)
    store->tidy_ = std::jthread([s = store.get()](const std::stop_token& stop) { s->keep_tidy(stop); });
  return store;
}

std::optional<StoreProblem> Store::make_files_private() {
  const std::string name = file_.string();
  for (const char* suffix : {"", "-wal", "-shm"}) {
    const std::filesystem::path file = name + suffix;
    const auto mended = *suffix == '\0' && options_.open == StoreOptions::Open::Create
                            ? make_private(file, "job database")
                            : mend_private(file, "job database");
    if (!mended.ok()) return StoreProblem{mended.problem(), DatabaseFault::NoAccess};
    if (mended.value()) tell("others could read or write " + file.string() + ": its mode is 600 from now on");
  }
  return std::nullopt;
}

void Store::open_writer() {
  const auto mode = options_.open == StoreOptions::Open::Create ? Database::Mode::Write : Database::Mode::WriteExisting;
  auto database =
      std::make_unique<Database>(file_, mode, Database::kPatience, &last_wait_,
                                 [this](std::string_view column, std::int64_t value) { tell_odd(column, value); });
  bring_up_to_date(*database);
  if (options_.serves) begin_epoch(*database, fact(*database, "revision"));
  {
    Lock lock(write_mutex_);
    writer_ = std::move(database);
  }
  mask_old_rows();
}

// What was stored before the rules became as strict as they are. A number of rows at a time, so that whoever else uses
// the file gets in between; a restart goes on where this ended. Followers aren't told: what they get is masked as well.
void Store::mask_old_rows() {
  Lock lock(write_mutex_);
  Database& db = *writer_;
  if (fact(db, "mask_rules") >= kMaskRules) return;
  ConfigMask mask;
  while (mask_some(db, mask)) {
  }
  if (fact(db, "masked_any") != 0) {
    tell("masked secrets that older versions had stored");
    // Pages keep what was written over until they are made anew.
    db.execute("PRAGMA temp_store = FILE; VACUUM; PRAGMA temp_store = MEMORY; PRAGMA wal_checkpoint(TRUNCATE)");
  }
  Transaction transaction(db, Transaction::Kind::Write);
  Writer writer(db);
  writer.set_fact("masked_any", 0);
  writer.set_fact("masked_upto", 0);
  writer.set_fact("mask_rules", kMaskRules);
  transaction.commit();
}

// True: there are more.
bool Store::mask_some(Database& db, ConfigMask& mask) {
  Transaction transaction(db, Transaction::Kind::Write);
  Writer writer(db);
  std::int64_t upto = fact(db, "masked_upto"), rows = 0;
  bool any = false;
  Statement s = db.prepare("SELECT n, type, config, error FROM jobs WHERE n > ? ORDER BY n LIMIT ?");
  for (s.bind(upto).bind(kRowsAtOnce); s.step(); ++rows) {
    Job job;
    job.type = static_cast<ConnectorType>(s.integer_within(1, 0, kTypes, kTypes));
    const std::string config = job.config_json = s.text(2), error = job.last_sync_error = s.text(3);
    mask.mask(job);
    upto = s.integer(0);
    if (job.config_json == config && job.last_sync_error == error) continue;
    any = true;
    db.prepare("UPDATE jobs SET config = ?, error = ? WHERE n = ?")
        .bind(job.config_json)
        .bind(job.last_sync_error)
        .bind(upto)
        .run();
  }
  writer.set_fact("masked_upto", upto);
  if (any) writer.set_fact("masked_any", 1);
  transaction.commit();
  return rows == kRowsAtOnce;
}

std::optional<Store::FileId> Store::id_of(const std::filesystem::path& file) {
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0) return std::nullopt;
  return FileId{about.st_dev, about.st_ino};
}

std::optional<StoreProblem> Store::moved_away() const {
  const auto now = id_of(file_);
  if (now == opened_) return std::nullopt;
  return store_problem(file_, DatabaseFault::Gone, now ? "another file has its name" : "there is no file of its name");
}

std::optional<StoreProblem> Store::health() const {
  if (auto moved = moved_away()) return moved;
  for (const LastFault* last : {&write_fault_, &read_fault_}) {
    if (const DatabaseFault fault = last->now(clock().ticks_ms()); fault != DatabaseFault::None)
      return store_problem(file_, fault, "when it was last used");
  }
  return std::nullopt;
}

StoreProblem Store::failed(LastFault& where, const SqliteError& error) const {
  where.failed(error.fault, clock().ticks_ms());
  return store_problem(file_, error.fault, error.what());
}

void Store::tell(const std::string& what) const {
  if (options_.tell) options_.tell(what);
}

// Each column once: a thousand rows may have it.
void Store::tell_odd(std::string_view column, std::int64_t value) {
  {
    Lock lock(odd_mutex_);
    if (!odd_told_.emplace(column).second) return;
  }
  tell("the database " + file_.string() + " holds " + std::to_string(value) + " as " + std::string(column) +
       ", which can't be: another program has written to it");
}

Stored<Done> Store::write(const std::function<void(Writer&)>& work) { return write(Survives::Process, work); }

Stored<Done> Store::write(Survives survives, const std::function<void(Writer&)>& work) {
  Lock lock(write_mutex_);
  if (auto moved = moved_away()) return *std::move(moved);
  if (!writer_) return store_problem(file_, DatabaseFault::NoAccess, "it was opened for reading");
  try {
    // What stops a transaction stops no other: while nobody else can have the connection.
    struct StopsNoMore {
      Database& database;
      ~StopsNoMore() { database.stop_with({}); }
    } stops_no_more{*writer_};
    std::optional<Synced> synced;
    if (survives == Survives::Power) synced.emplace(*writer_);
    Transaction transaction(*writer_, Transaction::Kind::Write);
    Writer writer(*writer_);
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
void Store::shorten_log() {
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

Stored<Done> Store::read(const std::function<void(Database&)>& work) {
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

Store::Writer::Writer(Database& database) : database_(database), revision_(revision_of(database)) {}

void Store::Writer::save_revision() { set_fact("revision", static_cast<std::int64_t>(revision_)); }

void Store::Writer::set_fact(std::string_view name, std::int64_t value) {
  database_
      .prepare("INSERT INTO facts (value, name) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
      .bind(value)
      .bind(name)
      .run();
}

std::int64_t Store::Writer::number_of(const std::string& folded) {
  const auto known = numbers_.find(folded);
  if (known != numbers_.end()) return known->second;
  std::int64_t number = 0;
  {
    Statement s = database_.prepare("SELECT n FROM names WHERE fold = ?");
    if (s.bind(folded).step()) number = s.integer(0);
  }
  if (number == 0) {
    Statement s = database_.prepare("INSERT INTO names (fold) VALUES (?) RETURNING n");
    if (s.bind(folded).step()) number = s.integer(0);
    s.run();
  }
  numbers_.emplace(folded, number);
  return number;
}

// Who follows the old owner's jobs is told that this one is gone.
void Store::Writer::leave_owner(const Job& job) {
  std::string owner;
  {
    Statement s = database_.prepare("SELECT user_id FROM jobs WHERE id = ?");
    if (!s.bind(job.id).step()) return;
    owner = s.text(0);
  }
  if (owner == job.user_id) return;
  leave_tombstone(job.id, owner);
}

void Store::Writer::put(const Job& given) {
  Job job = given;
  mask_.mask(job);
  leave_owner(job);
  const JobView v = view_of(job);
  const std::string user = fold(shown_user(v)), collection = fold(shown_collection(v));
  const std::int64_t user_n = number_of(user), collection_n = number_of(collection);
  Statement s = database_.prepare(
      "INSERT INTO jobs (revision, user_fold, collection_fold, user_n, collection_n, last_desc, id, user_id, "
      "user_name, user_email, collection_id, "
      "collection_name, type, type_text, config, schedule, status, status_text, run_id, error, last_asc, created_at) "
      "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET revision = "
      "excluded.revision, "
      "user_fold = excluded.user_fold, collection_fold = excluded.collection_fold, user_n = excluded.user_n, "
      "collection_n = excluded.collection_n, "
      "last_desc = excluded.last_desc, user_id = excluded.user_id, user_name = excluded.user_name, user_email = "
      "excluded.user_email, "
      "collection_id = excluded.collection_id, collection_name = excluded.collection_name, type = excluded.type, "
      "type_text = excluded.type_text, config = excluded.config, schedule = excluded.schedule, status = "
      "excluded.status, "
      "status_text = excluded.status_text, run_id = excluded.run_id, error = excluded.error, last_asc = "
      "excluded.last_asc, "
      "created_at = excluded.created_at");
  const bool never = job.last_sync_at == kNever;
  s.bind(static_cast<std::int64_t>(next_revision())).bind(user).bind(collection).bind(user_n).bind(collection_n);
  s.bind(never ? std::numeric_limits<std::int64_t>::min() : job.last_sync_at);
  s.bind(job.id).bind(job.user_id).bind(job.user_name).bind(job.user_email).bind(job.collection_id);
  s.bind(job.collection_name).bind(static_cast<std::int64_t>(job.type)).bind(job.type_text).bind(job.config_json);
  s.bind(job.schedule_s).bind(static_cast<std::int64_t>(job.status)).bind(job.status_text).bind(job.last_sync_job_id);
  s.bind(job.last_sync_error).bind(job.last_sync_at).bind(job.created_at).run();
}

Stored<Done> Store::fill(const std::function<void(Writer&)>& work) {
  auto filled = write([&](Writer& writer) {
    begin_bulk(writer.database());
    work(writer);
    end_bulk(writer.database());
  });
  if (!filled.ok()) return filled;
  Lock lock(write_mutex_);
  try {
    writer_->execute("PRAGMA wal_checkpoint(TRUNCATE); ANALYZE");
  } catch (const SqliteError& e) {
    return failed(write_fault_, e);
  }
  return Done{};
}

Stored<Done> Store::put(std::span<const Job> jobs) {
  return write([&](Writer& writer) {
    for (const Job& job : jobs) writer.put(job);
  });
}

Stored<JobSummary> Store::summary(const Scope& scope) {
  JobSummary summary;
  const auto done = read([&](Database& db) {
    Statement s = db.prepare(scope.all ? "SELECT status, sum(n) FROM totals GROUP BY status"
                                       : "SELECT status, sum(n) FROM counts WHERE user_id = ? GROUP BY status");
    if (!scope.all) s.bind(scope.user_id);
    while (s.step()) {
      constexpr std::int64_t kMost = std::int64_t{1} << 40;
      const auto status = static_cast<std::size_t>(s.integer_within(0, 0, kStatuses, kStatuses));
      const std::int64_t count = s.integer_within(1, 0, kMost, 0);
      if (status < kStatuses) summary.by_status[status] = count;
      summary.total += count;
    }
    summary.revision = revision_of(db);
  });
  if (!done.ok()) return done.problem();
  return summary;
}

Stored<std::uint64_t> Store::revision() {
  std::uint64_t revision = 0;
  const auto done = read([&](Database& db) { revision = revision_of(db); });
  if (!done.ok()) return done.problem();
  return revision;
}

}  // namespace syncwall
