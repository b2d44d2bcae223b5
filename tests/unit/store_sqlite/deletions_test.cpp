// Deletion in SQLite: whole or not at all, counted tombstones, and an audit that even SQL only adds to.
#include <doctest/doctest.h>

#include "support/sqlite_kind.h"
#include "support/whole_audit.h"
#include "unit/store_sqlite/raw_database.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

using Ids = std::vector<std::string>;
const Requester kOps{"ops", "42", "192.0.2.7", 1'795'000'000'123};

}  // namespace

TEST_CASE("a batch that fails in the middle leaves nothing: no deletion, no tombstone, no record, no revision") {
  StoreFixture f(20);
  RawDatabase raw(f.file());
  const auto before = f.store->summary({true, ""}).value();
  for (const std::string table : {"jobs", "tombstones", "audit"}) {
    CAPTURE(table);
    const std::string event = table == "jobs" ? "DELETE" : "INSERT", value = table == "jobs"    ? "old.id"
                                                                             : table == "audit" ? "new.connector_id"
                                                                                                : "new.id";
    REQUIRE(raw.run("CREATE TRIGGER broken BEFORE " + event + " ON " + table + " WHEN " + value + " = '" +
                    f.jobs[9].id + "' BEGIN SELECT RAISE(ABORT, 'broken'); END") == "");
    Ids ids;
    for (std::size_t i = 5; i < 15; ++i) ids.push_back(f.jobs[i].id);
    CHECK_FALSE(f.store->remove({true, ""}, ids, kOps).ok());
    CHECK(f.store->summary({true, ""}).value() == before);
    CHECK(whole_audit(*f.store).empty());
    CHECK(raw.one("SELECT count(*) FROM tombstones") == "0");
    REQUIRE(raw.run("DROP TRIGGER broken") == "");
  }
  check_consistency(f.file());
  CHECK(f.store->remove({true, ""}, Ids{f.jobs[9].id}, kOps).ok());
}

TEST_CASE("of past deletions as many are kept as were asked for, and their number is known without counting them") {
  StoreFixture f(1'200);
  f.open(200);
  RawDatabase raw(f.file());
  const auto there = [&] { return std::stoll(raw.one("SELECT count(*) FROM tombstones")); };
  for (std::size_t at = 0; at + 7 <= 1'200; at += 7) {
    Ids ids;
    for (std::size_t i = at; i < at + 7; ++i) ids.push_back(f.jobs[i].id);
    REQUIRE(f.store->remove({true, ""}, ids, kOps).ok());
    REQUIRE(there() == std::min<long long>(200, static_cast<long long>(at) + 7));
    REQUIRE(std::stoll(raw.one("SELECT value FROM facts WHERE name = 'tombstones'")) == there());
    // A file from before it was kept, or with fewer deletions wanted than there are.
    if (at == 350) REQUIRE(raw.run("DELETE FROM facts WHERE name = 'tombstones'") == "");
  }
  f.open(50);
  REQUIRE(f.store->remove({true, ""}, Ids{f.jobs[1'199].id}, kOps).ok());
  CHECK(there() == 50);
}

TEST_CASE("nobody changes the audit, not even with SQL") {
  StoreFixture f(20);
  REQUIRE(f.store->remove({true, ""}, Ids{f.jobs[0].id, f.jobs[1].id}, kOps).ok());
  const auto before = whole_audit(*f.store);
  RawDatabase raw(f.file());
  const std::string row = "audit VALUES (1, 0, '', '', '', '', '', '', '', '', 0)";
  for (const std::string& sql :
       {std::string("UPDATE audit SET key_name = 'nobody'"), std::string("UPDATE audit SET number = number + 10"),
        std::string("DELETE FROM audit"), std::string("DELETE FROM audit WHERE number = 2"),
        "INSERT OR REPLACE INTO " + row, "REPLACE INTO " + row, "INSERT INTO " + row,
        std::string("INSERT INTO audit VALUES (-1, 0, '', '', '', '', '', '', '', '', 0)")}) {
    CAPTURE(sql);
    CHECK(raw.run(sql) != "");
  }
  CHECK((whole_audit(*f.store) == before));
  CHECK(f.store->remove({true, ""}, Ids{f.jobs[2].id}, kOps).ok());
  CHECK(whole_audit(*f.store)[0].number == 3);
}
