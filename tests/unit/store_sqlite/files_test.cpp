// The database as a file among others: who may read it, what it may hold, and what may happen to it.
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <fstream>

#include "jobs/odd_fields.h"
#include "store_sqlite/schema.h"
#include "support/file_text.h"
#include "support/sqlite_kind.h"
#include "unit/store_sqlite/raw_database.h"

using namespace syncwall;
using namespace syncwall::test;
namespace fs = std::filesystem;

namespace {

const Scope kAll{true, ""};
constexpr const char* kSecret = "hush-hush-4711";

unsigned mode_of(const fs::path& file) {
  struct stat about {};
  REQUIRE(::stat(file.c_str(), &about) == 0);
  return about.st_mode & 0777u;
}

bool any_file_holds(const fs::path& folder, const std::string& text) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (file_text(entry.path()).find(text) != std::string::npos) return true;
  }
  return false;
}

struct Umask {
  explicit Umask(mode_t to) : before(::umask(to)) {}
  ~Umask() { ::umask(before); }
  const mode_t before;
};

// Opened with what it tells.
struct Told {
  explicit Told(StoreFixture& f) {
    f.store.reset();
    StoreOptions options;
    options.report = [this](const std::string& what) { said.push_back(what); };
    auto opened = SqliteStore::open(f.file(), options);
    INFO((opened.ok() ? std::string() : opened.problem().text()));
    REQUIRE(opened.ok());
    f.store = std::move(opened).value();
  }
  [[nodiscard]] std::ptrdiff_t count(const std::string& word) const {
    return std::count_if(said.begin(), said.end(),
                         [&](const std::string& s) { return s.find(word) != std::string::npos; });
  }
  std::vector<std::string> said;
};

DatabaseFault fault_of_read(Store& store) {
  const auto page = store.page(kAll, {});
  return page.ok() ? DatabaseFault::None : page.problem().fault;
}
DatabaseFault fault_of_write(Store& store, const Job& job) {
  const auto put = store.put(std::vector<Job>{job});
  return put.ok() ? DatabaseFault::None : put.problem().fault;
}

}  // namespace

TEST_CASE(
    "every file of a database is its owner's only, whatever the umask; rights of others are taken, and that is told") {
  const Umask open_to_all(0);
  StoreFixture f(50);
  REQUIRE(f.store->page(kAll, {}).ok());
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(f.folder)) {
    CAPTURE(entry.path());
    CHECK(mode_of(entry.path()) == 0600);
    ++files;
  }
  CHECK(files == 3);  // with its log, and the log's index
  f.store.reset();
  REQUIRE(::chmod(f.file().c_str(), 0644) == 0);
  const Told told(f);
  CHECK(told.count("mode is 600") == 1);
  for (const auto& entry : fs::directory_iterator(f.folder)) CHECK(mode_of(entry.path()) == 0600);
  // A link to nowhere is not followed to make a file there.
  fs::create_symlink(f.folder / "elsewhere", f.folder / "link.db");
  CHECK_FALSE(SqliteStore::open(f.folder / "link.db").ok());
  CHECK_FALSE(fs::exists(f.folder / "elsewhere"));
}

TEST_CASE("secrets are masked before they are stored") {
  StoreFixture f;
  Job job = f.random.job(1);
  job.type = ConnectorType::S3;
  job.config_json = std::string(R"({"bucket":"b","connection":")") + kSecret + R"("})";
  job.last_sync_error = std::string("https://u:") + kSecret + "@h/ refused";
  REQUIRE(f.store->put(std::vector<Job>{job}).ok());
  const Job stored = f.store->page(kAll, {}).value().jobs[0];
  CHECK(stored.config_json == R"({"bucket":"b","connection":"***"})");
  CHECK(stored.last_sync_error == "https://***@h/ refused");
  CHECK_FALSE(any_file_holds(f.folder, kSecret));
}

TEST_CASE("what older versions stored in clear is masked when it is opened, and goes on where a killed one ended") {
  StoreFixture f(2'500);
  f.store.reset();
  {
    RawDatabase raw(f.file());
    const std::string secret = std::string("'{\"password\":\"") + kSecret + "\"}'";
    REQUIRE(raw.run("UPDATE jobs SET config = " + secret + ", error = 'password=" + kSecret +
                    "'; DELETE FROM facts WHERE name = 'mask_rules'") == "");
    REQUIRE(raw.run("PRAGMA wal_checkpoint(TRUNCATE)") == "");
    REQUIRE(any_file_holds(f.folder, kSecret));
  }
  const std::uint64_t before = [&] {
    const Told told(f);
    CHECK(told.count("masked") == 1);
    return f.store->revision().value();
  }();
  f.store.reset();
  CHECK_FALSE(any_file_holds(f.folder, kSecret));
  check_consistency(f.file());
  {
    RawDatabase raw(f.file());
    CHECK(raw.one("SELECT count(*) FROM jobs WHERE config = '{\"password\":\"***\"}' AND error = 'password=***'") ==
          "2500");
    // As one that was killed after its first thousand rows leaves it: those are not looked at again.
    REQUIRE(
        raw.run(
            "UPDATE jobs SET error = 'password=one' WHERE n IN (1, 2000); DELETE FROM facts WHERE name = 'mask_rules';"
            "INSERT OR REPLACE INTO facts VALUES ('masked_upto', 1000)") == "");
  }
  f.open();
  CHECK(f.store->revision().value() == before);
  f.store.reset();
  RawDatabase raw(f.file());
  CHECK(raw.one("SELECT error FROM jobs WHERE n = 1") == "password=one");
  CHECK(raw.one("SELECT error FROM jobs WHERE n = 2000") == "password=***");
}

TEST_CASE("numbers that nobody wrote are told once and come as Other or unknown: no page is lost, none comes twice") {
  StoreFixture f(60);
  REQUIRE(f.store->remove(kAll, std::vector<std::string>{f.jobs[59].id}, {}).ok());
  f.store.reset();
  {
    RawDatabase raw(f.file());
    for (const char* sql :
         {"UPDATE jobs SET type = 77, type_text = '' WHERE n % 5 = 0",
          "UPDATE jobs SET type = 7, type_text = '' WHERE n % 5 = 1",
          "UPDATE jobs SET status = -3, status_text = '' WHERE n % 4 = 0",
          "UPDATE jobs SET schedule = -9 WHERE n % 3 = 0",
          "UPDATE jobs SET schedule = 9223372036854775807 WHERE n % 3 = 1",
          "UPDATE jobs SET created_at = 9223372036854775806 WHERE n % 7 = 0",
          "UPDATE jobs SET created_at = -9223372036854775807 WHERE n % 7 = 1",
          "UPDATE jobs SET last_asc = 9000000000000000000, last_desc = 9000000000000000000 WHERE n % 6 = 0",
          "UPDATE jobs SET error = CAST(x'ff00fe' AS TEXT) WHERE n = 3",
          "UPDATE totals SET n = -5 WHERE rowid IS NULL OR status = 1", "UPDATE demo SET at = 1",
          "DROP TRIGGER audit_no_update", "UPDATE audit SET outcome = 99, at = -9223372036854775807"}) {
      const std::string wrong = raw.run(sql);
      CAPTURE(sql);
      CHECK((wrong.empty() || wrong.find("rowid") != std::string::npos));
    }
  }
  const Told told(f);
  for (const SortKey sort : every_sort()) {
    std::set<std::string> seen;
    int unknown = 0;
    for (const Job& job : f.walk({}, sort, 7)) {
      CHECK(seen.insert(job.id).second);
      CHECK(static_cast<std::size_t>(job.type) <= kTypes);
      CHECK(static_cast<std::size_t>(job.status) <= kStatuses);
      CHECK((job.type != ConnectorType::Other || !job.type_text.empty()));
      CHECK((job.status != Status::Other || !job.status_text.empty()));
      const auto as_it_stands = [&](JobField field) {
        const auto odd = find_odd_field(job.odd_fields, field);
        return odd && odd->kind == Oddity::Unreadable ? std::string(odd->raw) : std::string();
      };
      const std::string schedule = as_it_stands(JobField::Schedule), created = as_it_stands(JobField::Created),
                        last = as_it_stands(JobField::LastSync);
      CHECK((job.schedule_s == kUnknownSchedule) == (schedule == "-9" || schedule == "9223372036854775807"));
      CHECK(job.schedule_s < 4'000'000'000);
      CHECK((job.created_at == kUnknownTime) ==
            (created == "9223372036854775806" || created == "-9223372036854775807"));
      CHECK((job.created_at == kUnknownTime || (job.created_at >= kOldestWritten && job.created_at <= kNewestWritten)));
      CHECK((job.last_sync_at == kUnknownTime) == (last == "9000000000000000000"));
      CHECK((!is_time(job.last_sync_at) || job.last_sync_at <= kNewestWritten));
      unknown += job.schedule_s == kUnknownSchedule ? 1 : 0;
    }
    CHECK(seen.size() == 59);
    CHECK(unknown >= 38);  // two of three
  }
  CHECK(told.count(" as type,") == 1);
  CHECK(told.count("holds 77 as type") + told.count("holds 7 as type") == 1);
  CHECK(told.count(" as status,") == 1);
  CHECK(f.store->summary(kAll).ok());
  CHECK(f.store->changes(kAll, 0, 1000).ok());
  const auto audit = f.store->audit({});
  REQUIRE(audit.ok());
  CHECK((audit.value().records.at(0).outcome == AuditRecord::Outcome::Other));
}

TEST_CASE("another program's file, and a newer one's, are refused and stay as they are") {
  StoreFixture f;
  const fs::path other = f.folder / "other.db";
  const auto refused = [&](const char* sql, const char* word) {
    fs::remove(other);
    { REQUIRE(RawDatabase(other).run(sql) == ""); }
    ::chmod(other.c_str(), 0644);
    const std::string before = file_text(other);
    const auto opened = SqliteStore::open(other);
    CAPTURE(sql);
    REQUIRE_FALSE(opened.ok());
    CHECK((opened.problem().fault == DatabaseFault::Foreign));
    CHECK((fs::status(other).permissions() == static_cast<fs::perms>(0644)));
    CHECK(opened.problem().text().find(word) != std::string::npos);
    CHECK(RawDatabase(other).rows("SELECT name FROM sqlite_schema WHERE name = 'jobs'").empty());
  };
  refused("CREATE TABLE notes (a)", "another program's");
  refused("CREATE TABLE notes (a); PRAGMA user_version = 2", "another program's");
  refused("PRAGMA application_id = 7; CREATE TABLE notes (a)", "another program's");
  { REQUIRE(RawDatabase(f.file()).run("PRAGMA user_version = 99") == ""); }
  CHECK(SqliteStore::open(f.file()).problem().text().find("newer") != std::string::npos);
  std::ofstream(other, std::ios::trunc) << "this is no database at all, but a text that is long enough to look at, and "
                                           "longer still than a header of a hundred bytes";
  for (const StoreOptions::Open how :
       {StoreOptions::Open::Create, StoreOptions::Open::Existing, StoreOptions::Open::Read}) {
    StoreOptions options;
    options.open = how;
    const std::string before = file_text(other);
    const auto text = SqliteStore::open(other, options);
    REQUIRE_FALSE(text.ok());
    CHECK((text.problem().fault == DatabaseFault::Foreign));
    CHECK(text.problem().text().find("no Syncwall database") != std::string::npos);
    CHECK(file_text(other) == before);
  }
}

TEST_CASE("every name is a file's, also those that SQLite reads otherwise") {
  const StoreFixture f;
  const fs::path before = fs::current_path();
  fs::current_path(f.folder);
  for (const char* name : {":memory:", "file:a.db?mode=memory"}) {
    CAPTURE(name);
    CHECK(SqliteStore::open(name).ok());
    CHECK(header_is_ours(f.folder / name));
    CHECK(fs::file_size(f.folder / name) > 0);
  }
  fs::current_path(before);
}

TEST_CASE(
    "a file that was removed or replaced while it is in use is noticed, and nothing is read from or written to the old "
    "one") {
  for (const bool replaced : {false, true}) {
    CAPTURE(replaced);
    StoreFixture f(10);
    CHECK_FALSE(f.store->health().has_value());
    fs::rename(f.file(), f.folder / "moved.db");
    if (replaced) std::ofstream(f.file()) << "";
    CHECK((fault_of_read(*f.store) == DatabaseFault::Gone));
    CHECK((fault_of_write(*f.store, f.jobs[0]) == DatabaseFault::Gone));
    REQUIRE(f.store->health().has_value());
    CHECK((f.store->health()->fault == DatabaseFault::Gone));
    fs::rename(f.folder / "moved.db", f.file());
    CHECK((fault_of_read(*f.store) == DatabaseFault::None));
    CHECK_FALSE(f.store->health().has_value());
  }
}

TEST_CASE("a full disk, a locked and a damaged file are told apart, and a full disk that has room again is well") {
  StoreFixture f(10);
  Job large = f.random.job(100);
  large.user_name = std::string(2'000'000, 'n');
  REQUIRE(f.store->write([](StoreWriter& w) { w.database().execute("PRAGMA max_page_count = 100"); }).ok());
  CHECK((fault_of_write(*f.store, large) == DatabaseFault::DiskFull));
  CHECK((f.store->health()->fault == DatabaseFault::DiskFull));
  CHECK((fault_of_read(*f.store) == DatabaseFault::None));
  REQUIRE(f.store
              ->write([](StoreWriter& w) {
                w.database().execute("PRAGMA max_page_count = 1073741823; PRAGMA busy_timeout = 20");
              })
              .ok());
  CHECK((fault_of_write(*f.store, large) == DatabaseFault::None));
  CHECK_FALSE(f.store->health().has_value());
  {
    RawDatabase other(f.file());
    REQUIRE(other.run("BEGIN IMMEDIATE") == "");
    CHECK((fault_of_write(*f.store, f.jobs[0]) == DatabaseFault::Busy));
    REQUIRE(other.run("ROLLBACK") == "");
  }
  CHECK((fault_of_write(*f.store, f.jobs[0]) == DatabaseFault::None));
  f.store.reset();
  f.open();  // the log is in the file, and the file is cut under it
  REQUIRE(::truncate(f.file().c_str(), 8192) == 0);
  const auto damaged = f.store->page(kAll, {});
  REQUIRE_FALSE(damaged.ok());
  CHECK((damaged.problem().fault == DatabaseFault::Corrupt));
}

TEST_CASE("no descriptors left is told apart from a file that may not be read, and passes") {
  StoreFixture f(10);
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  rlimit none = before;
  none.rlim_cur = 3;  // those that are open stay so
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
  const DatabaseFault fault = fault_of_read(*f.store);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
  CHECK((fault == DatabaseFault::NoDescriptors));
  REQUIRE(f.store->health().has_value());
  CHECK((f.store->health()->fault == DatabaseFault::NoDescriptors));
  CHECK((fault_of_read(*f.store) == DatabaseFault::None));
  CHECK_FALSE(f.store->health().has_value());
}

TEST_CASE(
    "what failed is remembered for a minute, damage for as long as the store is open; what passes has passed with the "
    "next success") {
  LastFault last;
  CHECK((last.now(0) == DatabaseFault::None));
  last.failed(DatabaseFault::Other, 1'000);
  last.worked(false);
  CHECK((last.now(60'000) == DatabaseFault::Other));
  CHECK((last.now(61'001) == DatabaseFault::None));
  last.failed(DatabaseFault::DiskFull, 1'000);
  last.worked(true);
  CHECK((last.now(1'001) == DatabaseFault::None));
  last.failed(DatabaseFault::NoMemory, 1'000);
  last.worked(false);
  CHECK((last.now(1'001) == DatabaseFault::None));
  last.failed(DatabaseFault::Corrupt, 1'000);
  last.worked(true);
  last.failed(DatabaseFault::Busy, 2'000);
  CHECK((last.now(1'000'000'000) == DatabaseFault::Corrupt));
}

TEST_CASE("a list of keys makes no database, changes none, and reads old ones") {
  StoreFixture f(5);
  REQUIRE(f.store->add_key("a", true).ok());
  f.store.reset();
  StoreOptions reading;
  reading.open = StoreOptions::Open::Read;
  const std::string before = file_text(f.file());
  {
    auto store = SqliteStore::open(f.file(), reading);
    REQUIRE(store.ok());
    CHECK(store.value()->keys().value().size() == 1);
    CHECK((fault_of_write(*store.value(), f.jobs[0]) == DatabaseFault::NoAccess));
  }
  CHECK(file_text(f.file()) == before);
  for (const auto open : {StoreOptions::Open::Read, StoreOptions::Open::Existing}) {
    StoreOptions options;
    options.open = open;
    CHECK_FALSE(SqliteStore::open(f.folder / "typo.db", options).ok());
    CHECK_FALSE(fs::exists(f.folder / "typo.db"));
  }
}
