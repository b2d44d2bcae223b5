#include "server/store.h"

#include <algorithm>
#include <limits>
#include <system_error>

#include "base/utf8.h"
#include "server/keys.h"
#include "server/ledger.h"
#include "server/schema.h"

namespace syncwall {

const char* const kJobColumns =
    "id, user_id, user_name, user_email, collection_id, collection_name, type, type_text, config, schedule, status, "
    "status_text, run_id, error, last_asc, created_at";

Job read_job(const Statement& row) {
  Job job;
  job.id = row.text(0);
  job.user_id = row.text(1);
  job.user_name = row.text(2);
  job.user_email = row.text(3);
  job.collection_id = row.text(4);
  job.collection_name = row.text(5);
  job.type = static_cast<ConnectorType>(row.integer(6));
  job.type_text = row.text(7);
  job.config_json = row.text(8);
  job.schedule_s = row.integer(9);
  job.status = static_cast<Status>(row.integer(10));
  job.status_text = row.text(11);
  job.last_sync_job_id = row.text(12);
  job.last_sync_error = row.text(13);
  job.last_sync_at = row.integer(14);
  job.created_at = row.integer(15);
  return job;
}

namespace {

Problem database_problem(const std::filesystem::path& file, const std::string& why) {
  return {"the job database " + file.string() + " failed", why, "check its folder's space and permissions"};
}

std::int64_t fact(Database& database, std::string_view name) {
  Statement s = database.prepare("SELECT value FROM facts WHERE name = ?");
  s.bind(name);
  return s.step() ? s.integer(0) : 0;
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

// A read connection, borrowed from the pool.
class Store::Reader {
 public:
  explicit Reader(Store& store) : store_(store) {
    {
      Lock lock(store_.pool_mutex_);
      if (!store_.readers_.empty()) {
        database_ = std::move(store_.readers_.back());
        store_.readers_.pop_back();
      }
    }
    if (!database_) database_ = std::make_unique<Database>(store_.file_, Database::Mode::Read);
  }
  ~Reader() {
    if (!database_) return;
    Lock lock(store_.pool_mutex_);
    store_.readers_.push_back(std::move(database_));
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  [[nodiscard]] Database& database() { return *database_; }

 private:
  Store& store_;
  std::unique_ptr<Database> database_;
};

Store::Store(std::filesystem::path file, std::int64_t kept_tombstones)
    : file_(std::move(file)), kept_tombstones_(kept_tombstones) {}

Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& file, std::int64_t kept_tombstones) {
  std::error_code ignored;
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), ignored);
  std::unique_ptr<Store> store(new Store(file, kept_tombstones));
  try {
    auto database = std::make_unique<Database>(file, Database::Mode::Write);
    bring_up_to_date(*database);
    begin_epoch(*database, fact(*database, "revision"));
    Lock lock(store->write_mutex_);
    store->writer_ = std::move(database);
  } catch (const SqliteError& e) {
    return Problem{"could not open the job database " + file.string(), e.what(), "choose another file with --database"};
  }
  return store;
}

Result<Done> Store::write(const std::function<void(Writer&)>& work) { return write(Survives::Process, work); }

Result<Done> Store::write(Survives survives, const std::function<void(Writer&)>& work) {
  Lock lock(write_mutex_);
  try {
    std::optional<Synced> synced;
    if (survives == Survives::Power) synced.emplace(*writer_);
    Transaction transaction(*writer_, Transaction::Kind::Write);
    Writer writer(*writer_);
    work(writer);
    writer.save_revision();
    transaction.commit();
  } catch (const SqliteError& e) {
    return database_problem(file_, e.what());
  }
  return Done{};
}

Result<Done> Store::read(const std::function<void(Database&)>& work) {
  try {
    Reader reader(*this);
    Transaction transaction(reader.database(), Transaction::Kind::Read);
    work(reader.database());
    transaction.commit();
  } catch (const SqliteError& e) {
    return database_problem(file_, e.what());
  }
  return Done{};
}

Store::Writer::Writer(Database& database)
    : database_(database), revision_(static_cast<std::uint64_t>(fact(database, "revision"))) {}

void Store::Writer::save_revision() { set_fact("revision", static_cast<std::int64_t>(revision_)); }

void Store::Writer::set_fact(std::string_view name, std::int64_t value) {
  database_.prepare("UPDATE facts SET value = ? WHERE name = ?").bind(value).bind(name).run();
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

void Store::Writer::put(const Job& job) {
  const JobView v = view_of(job);
  const std::string user = fold(shown_user(v)), collection = fold(shown_collection(v));
  const std::int64_t user_n = number_of(user), collection_n = number_of(collection);
  Statement s = database_.prepare(
      "INSERT INTO jobs (revision, user_fold, collection_fold, user_n, collection_n, last_desc, id, user_id, user_name, user_email, collection_id, "
      "collection_name, type, type_text, config, schedule, status, status_text, run_id, error, last_asc, created_at) "
      "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, "
      "user_fold = excluded.user_fold, collection_fold = excluded.collection_fold, user_n = excluded.user_n, collection_n = excluded.collection_n, "
      "last_desc = excluded.last_desc, user_id = excluded.user_id, user_name = excluded.user_name, user_email = excluded.user_email, "
      "collection_id = excluded.collection_id, collection_name = excluded.collection_name, type = excluded.type, "
      "type_text = excluded.type_text, config = excluded.config, schedule = excluded.schedule, status = excluded.status, "
      "status_text = excluded.status_text, run_id = excluded.run_id, error = excluded.error, last_asc = excluded.last_asc, "
      "created_at = excluded.created_at");
  const bool never = job.last_sync_at == kNever;
  s.bind(static_cast<std::int64_t>(next_revision())).bind(user).bind(collection).bind(user_n).bind(collection_n);
  s.bind(never ? std::numeric_limits<std::int64_t>::min() : job.last_sync_at);
  s.bind(job.id).bind(job.user_id).bind(job.user_name).bind(job.user_email).bind(job.collection_id);
  s.bind(job.collection_name).bind(static_cast<std::int64_t>(job.type)).bind(job.type_text).bind(job.config_json);
  s.bind(job.schedule_s).bind(static_cast<std::int64_t>(job.status)).bind(job.status_text).bind(job.last_sync_job_id);
  s.bind(job.last_sync_error).bind(job.last_sync_at).bind(job.created_at).run();
}

Result<Done> Store::fill(const std::function<void(Writer&)>& work) {
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
    return database_problem(file_, e.what());
  }
  return Done{};
}

Result<Done> Store::put(std::span<const Job> jobs) {
  return write([&](Writer& writer) {
    for (const Job& job : jobs) writer.put(job);
  });
}

Result<std::string> Store::add_key(const std::string& name, bool is_admin, WallMs created, WallMs expires) {
  const std::string key = make_key();
  if (key.empty()) return Problem{"could not make a key", "the system has no random numbers", "try again"};
  bool taken = false;
  const auto done = write([&](Writer& writer) {
    Database& db = writer.database();
    std::string user_id = name, email;
    {
      Statement s = db.prepare("SELECT user_id, user_email FROM jobs WHERE user_name = ?1 OR user_email = ?1 LIMIT 1");
      if (s.bind(name).step()) {
        user_id = s.text(0);
        email = s.text(1);
      }
    }
    Statement there = db.prepare("SELECT 1 FROM keys WHERE name = ?");
    taken = there.bind(name).step();
    if (taken) return;
    Statement s = db.prepare("INSERT INTO keys (hash, name, user_id, email, is_admin, created, expires) VALUES (?, ?, ?, ?, ?, ?, ?)");
    s.bind(key_hash(key)).bind(name).bind(user_id).bind(email).bind(is_admin ? 1 : 0).bind(created).bind(expires).run();
  });
  if (!done.ok()) return done.problem();
  if (taken) return Problem{"there is a key named " + name + " already", "", "revoke it first: keys revoke " + name};
  return key;
}

Result<bool> Store::revoke_key(const std::string& name) {
  bool was = false;
  const auto done = write([&](Writer& writer) {
    Statement s = writer.database().prepare("DELETE FROM keys WHERE name = ? RETURNING 1");
    was = s.bind(name).step();
  });
  if (!done.ok()) return done.problem();
  return was;
}

namespace {

constexpr std::string_view kKeyColumns = "SELECT hash, name, user_id, email, is_admin, created, expires FROM keys ";

KeyInfo read_key(const Statement& row) {
  return {row.text(1), {row.text(2), row.text(1), row.text(3), row.integer(4) != 0}, row.integer(5), row.integer(6)};
}

}  // namespace

Result<std::vector<KeyInfo>> Store::keys() {
  std::vector<KeyInfo> all;
  const auto done = read([&](Database& db) {
    Statement s = db.prepare(std::string(kKeyColumns) + "ORDER BY name");
    while (s.step()) all.push_back(read_key(s));
  });
  if (!done.ok()) return done.problem();
  return all;
}

// The index is asked for the hash's beginning only, which is of no use to anybody who measures how long that takes;
// the whole is compared in constant time.
Result<std::optional<KeyInfo>> Store::find_key(std::string_view key) {
  const std::string hash = key_hash(key);
  const std::string begin = hash.substr(0, 6);
  std::optional<KeyInfo> found;
  const auto done = read([&](Database& db) {
    Statement s = db.prepare(std::string(kKeyColumns) + "WHERE hash >= ? AND hash < ?");
    s.bind(begin).bind(begin + "g");
    while (s.step()) {
      if (same_hash(s.text(0), hash)) found = read_key(s);
    }
  });
  if (!done.ok()) return done.problem();
  return found;
}

Result<JobSummary> Store::summary(const Scope& scope) {
  JobSummary summary;
  const auto done = read([&](Database& db) {
    Statement s = db.prepare(scope.all ? "SELECT status, sum(n) FROM totals GROUP BY status"
                                       : "SELECT status, sum(n) FROM counts WHERE user_id = ? GROUP BY status");
    if (!scope.all) s.bind(scope.user_id);
    while (s.step()) {
      const auto status = static_cast<std::size_t>(s.integer(0));
      if (status < kStatuses) summary.by_status[status] = s.integer(1);
      summary.total += s.integer(1);
    }
    summary.revision = static_cast<std::uint64_t>(fact(db, "revision"));
  });
  if (!done.ok()) return done.problem();
  return summary;
}

Result<std::uint64_t> Store::revision() {
  std::uint64_t revision = 0;
  const auto done = read([&](Database& db) { revision = static_cast<std::uint64_t>(fact(db, "revision")); });
  if (!done.ok()) return done.problem();
  return revision;
}

namespace {
constexpr std::int64_t kFewRevisions = 4000;
}

Result<Store::Place> Store::place(std::uint64_t since, const std::string& epoch) {
  Place place;
  const auto done = read([&](Database& db) {
    place.revision = static_cast<std::uint64_t>(fact(db, "revision"));
    place.epoch = current_epoch(db);
    place.ours = since <= place.revision && (epoch.empty() || in_past(db, epoch, static_cast<std::int64_t>(since)));
  });
  if (!done.ok()) return done.problem();
  return place;
}

Result<StoredChanges> Store::changes(const Scope& scope, std::uint64_t since, std::int64_t limit, const std::string& epoch) {
  StoredChanges changes;
  const auto from = static_cast<std::int64_t>(since);
  const auto done = read([&](Database& db) {
    const std::int64_t now = fact(db, "revision");
    changes.epoch = current_epoch(db);
    const bool ours = epoch.empty() || in_past(db, epoch, from);
    if (from < fact(db, "forgotten") || from > now || !ours) {
      changes.forgotten = true;
      return;
    }
    // The first `limit` of both kinds together end at `upto`. Of one's own only: else the steps would count the jobs of
    // others. A job has one revision, so few revisions are few rows; else the user's rows are gathered.
    const std::string own = scope.all ? "" : " AND user_id = ?3";
    const std::string from_jobs = std::string(" FROM jobs") + (scope.all ? "" : now - from <= kFewRevisions ? " INDEXED BY jobs_revision" : " INDEXED BY jobs_user");
    const auto bind = [&](Statement& s, std::int64_t second) {
      s.bind(from).bind(second);
      if (!scope.all) s.bind(scope.user_id);
    };
    std::int64_t upto = now;
    {
      Statement s = db.prepare("SELECT revision FROM (SELECT revision" + from_jobs + " WHERE revision > ?1" + own +
                               " UNION ALL SELECT revision FROM tombstones WHERE revision > ?1" + own + ") ORDER BY revision LIMIT 1 OFFSET ?2");
      bind(s, limit);
      if (s.step()) {
        upto = s.integer(0) - 1;
        changes.more = true;
      }
    }
    Statement jobs = db.prepare(std::string("SELECT ") + kJobColumns + ", revision" + from_jobs + " WHERE revision > ?1 AND revision <= ?2" + own + " ORDER BY revision");
    bind(jobs, upto);
    while (jobs.step()) changes.changes.push_back({static_cast<std::uint64_t>(jobs.integer(16)), false, read_job(jobs)});
    const auto middle = static_cast<std::ptrdiff_t>(changes.changes.size());
    // A job that was put again under its id after its deletion is there.
    Statement gone = db.prepare("SELECT id, user_id, revision FROM tombstones WHERE revision > ?1 AND revision <= ?2" + own +
                                " AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = tombstones.id" + own + ") ORDER BY revision");
    bind(gone, upto);
    while (gone.step()) {
      StoredChange& change = changes.changes.emplace_back(StoredChange{static_cast<std::uint64_t>(gone.integer(2)), true, {}});
      change.job.id = gone.text(0);
      change.job.user_id = gone.text(1);
    }
    const auto older = [](const StoredChange& a, const StoredChange& b) { return a.revision < b.revision; };
    std::inplace_merge(changes.changes.begin(), changes.changes.begin() + middle, changes.changes.end(), older);
    changes.revision = static_cast<std::uint64_t>(upto);
  });
  if (!done.ok()) return done.problem();
  return changes;
}

}  // namespace syncwall
