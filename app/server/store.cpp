#include "server/store.h"

#include <limits>
#include <system_error>

#include "base/utf8.h"
#include "server/keys.h"
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

void set_fact(Database& database, std::string_view name, std::int64_t value) {
  database.prepare("UPDATE facts SET value = ? WHERE name = ?").bind(value).bind(name).run();
}

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
    Lock lock(store->write_mutex_);
    store->writer_ = std::move(database);
  } catch (const SqliteError& e) {
    return Problem{"could not open the job database " + file.string(), e.what(), "choose another file with --database"};
  }
  return store;
}

Result<Done> Store::write(const std::function<void(Writer&)>& work) {
  Lock lock(write_mutex_);
  try {
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

void Store::Writer::save_revision() { set_fact(database_, "revision", static_cast<std::int64_t>(revision_)); }

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

Result<Store::Removed> Store::remove(const Scope& scope, std::span<const std::string> ids) {
  Removed removed;
  const auto done = write([&](Writer& writer) {
    Database& db = writer.database();
    for (const std::string& id : ids) {
      std::string owner;
      bool there = false;
      {
        Statement s = db.prepare("SELECT user_id FROM jobs WHERE id = ?");
        there = s.bind(id).step();
        if (there) owner = s.text(0);
      }
      if (!there || (!scope.all && owner != scope.user_id)) {
        removed.results.push_back({id, DeleteResult::Kind::AlreadyGone, "no such connector"});
        continue;
      }
      db.prepare("DELETE FROM jobs WHERE id = ?").bind(id).run();
      db.prepare("INSERT INTO tombstones VALUES (?, ?, ?)").bind(static_cast<std::int64_t>(writer.next_revision())).bind(id).bind(owner).run();
      removed.results.push_back({id, DeleteResult::Kind::Deleted, ""});
    }
    std::int64_t newest_forgotten = 0;
    {
      Statement s = db.prepare("SELECT revision FROM tombstones ORDER BY revision DESC LIMIT 1 OFFSET ?");
      if (s.bind(kept_tombstones_).step()) newest_forgotten = s.integer(0);
    }
    if (newest_forgotten > 0) {
      db.prepare("DELETE FROM tombstones WHERE revision <= ?").bind(newest_forgotten).run();
      set_fact(db, "forgotten", newest_forgotten);
    }
    removed.revision = writer.revision();
  });
  if (!done.ok()) return done.problem();
  return removed;
}

Result<std::string> Store::add_key(const std::string& name, bool is_admin) {
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
    db.prepare("INSERT INTO keys VALUES (?, ?, ?, ?, ?)").bind(key_hash(key)).bind(name).bind(user_id).bind(email).bind(is_admin ? 1 : 0).run();
  });
  if (!done.ok()) return done.problem();
  if (taken) return Problem{"there is a key named " + name + " already", "", "remove it first: keys remove " + name};
  return key;
}

Result<bool> Store::remove_key(const std::string& name) {
  bool was = false;
  const auto done = write([&](Writer& writer) {
    Statement s = writer.database().prepare("DELETE FROM keys WHERE name = ? RETURNING 1");
    was = s.bind(name).step();
  });
  if (!done.ok()) return done.problem();
  return was;
}

Result<std::vector<KeyInfo>> Store::keys() {
  std::vector<KeyInfo> all;
  const auto done = read([&](Database& db) {
    Statement s = db.prepare("SELECT name, user_id, email, is_admin FROM keys ORDER BY name");
    while (s.step()) all.push_back({s.text(0), {s.text(1), s.text(0), s.text(2), s.integer(3) != 0}});
  });
  if (!done.ok()) return done.problem();
  return all;
}

Result<std::optional<Account>> Store::account_of(const std::string& key) {
  std::optional<Account> account;
  const auto done = read([&](Database& db) {
    Statement s = db.prepare("SELECT user_id, name, email, is_admin FROM keys WHERE hash = ?");
    if (s.bind(key_hash(key)).step()) account = Account{s.text(0), s.text(1), s.text(2), s.integer(3) != 0};
  });
  if (!done.ok()) return done.problem();
  return account;
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

Result<StoredChanges> Store::changes(const Scope& scope, std::uint64_t since, std::int64_t limit) {
  StoredChanges changes;
  const auto from = static_cast<std::int64_t>(since);
  const auto done = read([&](Database& db) {
    const std::int64_t now = fact(db, "revision");
    if (from < fact(db, "forgotten") || from > now) {
      changes.forgotten = true;
      return;
    }
    // The first `limit` of both kinds together end at `upto`.
    std::int64_t upto = now;
    {
      Statement s = db.prepare(
          "SELECT revision FROM (SELECT revision FROM jobs WHERE revision > ?1 UNION ALL "
          "SELECT revision FROM tombstones WHERE revision > ?1) ORDER BY revision LIMIT 1 OFFSET ?2");
      if (s.bind(from).bind(limit).step()) {
        upto = s.integer(0) - 1;
        changes.more = true;
      }
    }
    const std::string own = scope.all ? "" : " AND user_id = ?3";
    Statement jobs = db.prepare(std::string("SELECT ") + kJobColumns + " FROM jobs WHERE revision > ?1 AND revision <= ?2" + own + " ORDER BY revision");
    jobs.bind(from).bind(upto);
    if (!scope.all) jobs.bind(scope.user_id);
    while (jobs.step()) changes.jobs.push_back(read_job(jobs));
    Statement gone = db.prepare("SELECT id FROM tombstones WHERE revision > ?1 AND revision <= ?2" + own + " ORDER BY revision");
    gone.bind(from).bind(upto);
    if (!scope.all) gone.bind(scope.user_id);
    while (gone.step()) changes.deleted_ids.push_back(gone.text(0));
    changes.revision = static_cast<std::uint64_t>(upto);
  });
  if (!done.ok()) return done.problem();
  return changes;
}

}  // namespace syncwall
