// Opening: whose file it is, who may read it, and what older versions left in it.
#include <sys/stat.h>

#include <system_error>

#include "base/private_file.h"
#include "store_sqlite/ledger.h"
#include "store_sqlite/schema.h"
#include "store_sqlite/sqlite_store.h"
#include "store_sqlite/store_rows.h"

namespace syncwall {

namespace {

constexpr std::int64_t kRowsAtOnce = 1000;  // masked in one transaction

}  // namespace

SqliteStore::SqliteStore(std::filesystem::path file, const StoreOptions& options)
    : file_(std::move(file)), options_(options), reader_turns_(options.most_readers) {}

SqliteStore::~SqliteStore() = default;

Stored<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::filesystem::path& file, const StoreOptions& options) {
  using Open = StoreOptions::Open;
  std::error_code ignored;
  if (options.open == Open::Create && file.has_parent_path())
    std::filesystem::create_directories(file.parent_path(), ignored);
  if (options.open != Open::Create && !std::filesystem::exists(file, ignored)) {
    return StoreError{
        {"there is no job database " + file.string(), "", "check --database; a server makes its own when it starts"},
        StoreError::Kind::Unavailable,
        DatabaseFault::NoAccess};
  }
  if (begins_otherwise(file))
    return store_error(file, DatabaseFault::Foreign,
                       "it is no Syncwall database; if it once was one, its beginning is damaged: restore a backup");
  std::unique_ptr<SqliteStore> store(new SqliteStore(file, options));
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
    return store_error(file, e.fault, e.what());
  }
  if (options.open != Open::Read && !ours) {
    if (auto problem = store->make_files_private()) return *std::move(problem);
  }
  store->opened_ = id_of(file).value_or(FileId{});
  if (options.serves && options.open != Open::Read)
    store->tidy_ = std::jthread([s = store.get()](const std::stop_token& stop) { s->keep_tidy(stop); });
  return store;
}

std::optional<StoreError> SqliteStore::make_files_private() {
  const std::string name = file_.string();
  for (const char* suffix : {"", "-wal", "-shm"}) {
    const std::filesystem::path file = name + suffix;
    const auto mended = *suffix == '\0' && options_.open == StoreOptions::Open::Create
                            ? make_private(file, "job database")
                            : mend_private(file, "job database");
    if (!mended.ok()) return StoreError{mended.problem(), StoreError::Kind::Unavailable, DatabaseFault::NoAccess};
    if (mended.value()) report("others could read or write " + file.string() + ": its mode is 600 from now on");
  }
  return std::nullopt;
}

void SqliteStore::open_writer() {
  const auto mode = options_.open == StoreOptions::Open::Create ? Database::Mode::Write : Database::Mode::WriteExisting;
  auto database =
      std::make_unique<Database>(file_, mode, Database::kPatience, &last_wait_,
                                 [this](std::string_view column, std::int64_t value) { report_odd(column, value); });
  bring_up_to_date(*database);
  if (options_.serves) begin_epoch(*database, fact(*database, "revision"));
  {
    Lock lock(write_mutex_);
    writer_ = std::move(database);
  }
  mask_old_rows();
}

// What was stored before the rules became as strict as they are. A number of rows at a time, so that whoever else uses
// the file gets in between; a restart goes on where this ended. Followers get no change: what they have is masked as
// well.
void SqliteStore::mask_old_rows() {
  Lock lock(write_mutex_);
  Database& db = *writer_;
  if (fact(db, "mask_rules") >= kMaskRules) return;
  ConfigMask mask;
  while (mask_some(db, mask)) {
  }
  if (fact(db, "masked_any") != 0) {
    report("masked secrets that older versions had stored");
    // Pages keep what was written over until they are made anew.
    db.execute("PRAGMA temp_store = FILE; VACUUM; PRAGMA temp_store = MEMORY; PRAGMA wal_checkpoint(TRUNCATE)");
  }
  Transaction transaction(db, Transaction::Kind::Write);
  StoreWriter writer(db);
  writer.set_fact("masked_any", 0);
  writer.set_fact("masked_upto", 0);
  writer.set_fact("mask_rules", kMaskRules);
  transaction.commit();
}

// True: there are more.
bool SqliteStore::mask_some(Database& db, ConfigMask& mask) {
  Transaction transaction(db, Transaction::Kind::Write);
  StoreWriter writer(db);
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

}  // namespace syncwall
