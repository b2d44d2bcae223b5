// Keys in SQLite: what lies in the files, what happens without memory, and files of former versions.
#include <doctest/doctest.h>
#include <sqlite3.h>

#include "store/keys.h"
#include "support/file_text.h"
#include "support/sqlite_kind.h"

using namespace syncwall;
using namespace syncwall::test;

TEST_CASE("a key opens, is stored as its hash only, and opens nothing once it is revoked") {
  StoreFixture f(30);
  const auto key = f.store->add_key("ops", true);
  REQUIRE(key.ok());
  CHECK(key.value().size() > 40);
  const auto found = f.store->find_key(key.value());
  REQUIRE((found.ok() && found.value()));
  CHECK(found.value()->account.is_admin);
  CHECK_FALSE(f.store->find_key(key.value() + "x").value().has_value());
  CHECK_FALSE(f.store->find_key("").value().has_value());
  f.open();  // whatever was in the log is in the file now, or beside it
  for (const auto& entry : std::filesystem::directory_iterator(f.folder)) {
    const std::string bytes = file_text(entry.path());
    CHECK(bytes.find(key.value().substr(3)) == std::string::npos);
  }
  CHECK(f.store->revoke_key("ops").value());
  CHECK_FALSE(f.store->revoke_key("ops").value());
  CHECK_FALSE(f.store->find_key(key.value()).value().has_value());
}

TEST_CASE("without memory a key is never told to be unknown, and the shortage leaves nothing behind") {
  StoreFixture f(30);
  const auto key = f.store->add_key("ops", true);
  REQUIRE(key.ok());
  int failed = 0;
  for (int more = 0; more < 40'000; more += 100) {
    f.open();  // a connection of its own: nothing is prepared yet
    sqlite3_hard_heap_limit64(sqlite3_memory_used() + more);
    const auto found = f.store->find_key(key.value());
    sqlite3_hard_heap_limit64(0);
    failed += found.ok() ? 0 : 1;
    if (found.ok()) CHECK(found.value().has_value());
    const auto after = f.store->find_key(key.value());
    CAPTURE((after.ok() ? std::string() : after.problem().text()));
    CHECK(after.ok());
  }
  CHECK(failed > 0);
}

TEST_CASE("a transaction is rolled back without memory, too") {
  StoreFixture f(30);
  Database database(f.file(), Database::Mode::WriteExisting);
  const auto jobs = [&] {
    Statement s = database.prepare("SELECT count(*) FROM jobs");
    return s.step() ? s.integer(0) : -1;
  };
  for (const Transaction::Kind kind : {Transaction::Kind::Write, Transaction::Kind::Read}) {
    {
      Transaction transaction(database, kind);
      if (kind == Transaction::Kind::Write) database.execute("DELETE FROM jobs");
      for (int i = 0; i < 200; ++i)  // they take the small pieces that SQLite keeps for a connection
        CHECK(database.prepare("SELECT " + std::to_string(i) + " FROM jobs").step() ==
              (kind == Transaction::Kind::Read));
      sqlite3_hard_heap_limit64(1);
    }
    sqlite3_hard_heap_limit64(0);
    CHECK_FALSE(database.in_transaction());
    Transaction after(database, kind);
    CHECK(jobs() == 30);
    after.commit();
  }
}

TEST_CASE("keys keep when they were made and end; a database of before has neither, and opens") {
  StoreFixture f;
  REQUIRE(f.store->add_key("a", true, 5, 9).ok());
  const auto keys = f.store->keys();
  REQUIRE(keys.value().size() == 1);
  CHECK(keys.value()[0].created == 5);
  CHECK(keys.value()[0].expires == 9);
  const std::string hash = key_hash("sk-of-old");
  f.store.reset();
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(f.file().c_str(), &handle) == SQLITE_OK);
  const std::string back =
      "ALTER TABLE keys DROP COLUMN created; ALTER TABLE keys DROP COLUMN expires; DELETE FROM facts WHERE name LIKE "
      "'seal%'; DROP TABLE audit; PRAGMA user_version = 2;"
      "INSERT INTO keys VALUES ('" +
      hash + "', 'old', 'u', '', 0)";
  REQUIRE(sqlite3_exec(handle, back.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(handle);
  f.open();
  const auto old = f.store->find_key("sk-of-old");
  REQUIRE((old.ok() && old.value()));
  CHECK(old.value()->name == "old");
  CHECK(old.value()->created == 0);
  CHECK(old.value()->expires == 0);
}
