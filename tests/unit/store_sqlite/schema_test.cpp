// Files of former versions: opened, they are as if this version had made them.
#include <doctest/doctest.h>

#include "support/sqlite_kind.h"
#include "unit/store_sqlite/old_schemas.h"
#include "unit/store_sqlite/raw_database.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

// What this version has in `from`, into a file that a former version has made.
void copy_into_old(const std::filesystem::path& from, const std::filesystem::path& old, bool names) {
  RawDatabase db(old);
  REQUIRE(db.run("ATTACH '" + from.string() + "' AS new") == "");
  const std::string columns = std::string(names ? "user_n, collection_n, n, " : "") +
                              "id, revision, user_id, user_name, user_email, user_fold, collection_id, "
                              "collection_name, collection_fold, type, type_text, "
                              "config, schedule, status, status_text, run_id, error, last_asc, last_desc, created_at";
  if (names) REQUIRE(db.run("INSERT INTO main.names (n, fold) SELECT n, fold FROM new.names") == "");
  REQUIRE(db.run("INSERT INTO main.jobs (" + columns + ") SELECT " + columns + " FROM new.jobs") == "");
  REQUIRE(db.run("INSERT INTO main.tombstones SELECT * FROM new.tombstones") == "");
  REQUIRE(db.run("INSERT INTO main.keys (hash, name, user_id, email, is_admin) SELECT hash, name, user_id, email, "
                 "is_admin FROM new.keys") == "");
  REQUIRE(db.run("INSERT INTO main.demo SELECT id, 5, 1, 0, 0 FROM new.jobs LIMIT 10") == "");
  REQUIRE(db.run("UPDATE main.facts SET value = (SELECT value FROM new.facts AS n WHERE n.name = main.facts.name)") ==
          "");
}

}  // namespace

TEST_CASE(
    "a file of a former version keeps its jobs, revisions, tombstones, keys and demonstration, and gets an audit") {
  for (const int version : {1, 2}) {
    CAPTURE(version);
    StoreFixture f(300);
    std::vector<std::string> gone;
    for (std::size_t i = 0; i < 20; ++i) gone.push_back(f.jobs[i].id);
    REQUIRE(f.store->remove({true, ""}, gone, {}).ok());
    REQUIRE(f.store->add_key("ops", true).ok());
    const auto jobs = f.walk({}, {SortColumn::User, true}, 100);
    const auto summary = f.store->summary({true, ""}).value();
    f.store.reset();
    const auto old = f.folder / "old.db";
    REQUIRE(RawDatabase(old).run(version == 1 ? kVersion1 : kVersion2) == "");
    copy_into_old(f.file(), old, version == 2);
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(f.file().string() + end);
    std::filesystem::rename(old, f.file());

    for (int opening = 0; opening < 2; ++opening) {
      f.open();
      CHECK((f.walk({}, {SortColumn::User, true}, 100) == jobs));
      CHECK(f.store->summary({true, ""}).value() == summary);
      std::vector<std::string> told;
      const auto changes = f.store->changes({true, ""}, 300, 100);
      for (const StoredChange& change : changes.value().changes) {
        if (change.deleted) told.push_back(change.job.id);
      }
      CHECK((told == gone));
      REQUIRE(f.store->keys().value().size() == 1);
      CHECK(f.store->keys().value()[0].name == "ops");
      check_consistency(f.file());
      CHECK(RawDatabase(f.file()).one("SELECT count(*) FROM demo") == "10");
      CHECK(f.store->audit({}).value().records.empty());
    }
    const std::vector<std::string> one{jobs[0].id};
    REQUIRE(f.store->remove({true, ""}, one, {"ops", "42", "::1", 7}).ok());
    REQUIRE(f.store->audit({}).value().records.size() == 1);
    CHECK(f.store->audit({}).value().records[0].connector_id == jobs[0].id);
    CHECK(RawDatabase(f.file()).run("DELETE FROM audit") != "");
    check_consistency(f.file());
  }
}

TEST_CASE("a file of a later version is left alone") {
  StoreFixture f(5);
  f.store.reset();
  REQUIRE(RawDatabase(f.file()).run("PRAGMA user_version = 99") == "");
  const auto opened = SqliteStore::open(f.file());
  REQUIRE_FALSE(opened.ok());
  CHECK(opened.problem().text().find("newer") != std::string::npos);
  CHECK(RawDatabase(f.file()).one("SELECT count(*) FROM jobs") == "5");
}
