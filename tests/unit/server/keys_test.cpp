#include <doctest/doctest.h>
#include <sqlite3.h>

#include <fstream>
#include <iterator>

#include "server/keys.h"
#include "support/raw_http.h"
#include "support/store_fixture.h"

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
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    CHECK(bytes.find(key.value().substr(3)) == std::string::npos);
  }
  CHECK(f.store->revoke_key("ops").value());
  CHECK_FALSE(f.store->revoke_key("ops").value());
  CHECK_FALSE(f.store->find_key(key.value()).value().has_value());
}

TEST_CASE("two keys are never alike, and a name is taken once") {
  StoreFixture f;
  CHECK(make_key() != make_key());
  REQUIRE(f.store->add_key("a", false).ok());
  const auto again = f.store->add_key("a", false);
  REQUIRE_FALSE(again.ok());
  CHECK(again.problem().text().find("named a") != std::string::npos);
}

TEST_CASE("a user's name or e-mail gives that user's jobs") {
  StoreFixture f;
  Job job = f.random.job(1);
  job.user_id = "42";
  job.user_name = "Mara Lindqvist";
  job.user_email = "mara@example.com";
  REQUIRE(f.store->put(std::vector<Job>{job}).ok());
  for (const char* name : {"Mara Lindqvist", "mara@example.com"}) {
    const auto key = f.store->add_key(name, false);
    REQUIRE(key.ok());
    CHECK(f.store->find_key(key.value()).value()->account.id == "42");
  }
}

TEST_CASE("when a key ends, as people write it") {
  const WallMs now = 1'790'000'000'000, hour = 3'600'000;
  CHECK(parse_expiry("12h", now).value() == now + 12 * hour);
  CHECK(parse_expiry("90d", now).value() == now + 90 * 24 * hour);
  CHECK(parse_expiry("4w", now).value() == now + 28 * 24 * hour);
  CHECK(parse_expiry("2027-01-31", now).value() == 1'801'353'600'000);
  CHECK(parse_expiry("2027-01-31T12:00:00+02:00", now).value() == 1'801'353'600'000 + 10 * hour);
  for (const char* bad : {"", "d", "0d", "-1d", "90", "90x", "1.5d", "99999999999999999999d", "9000000000w", "tomorrow", "2027-13-01", "90d "}) {
    CAPTURE(bad);
    const auto wrong = parse_expiry(bad, now);
    REQUIRE_FALSE(wrong.ok());
    CHECK(wrong.problem().text().find("90d") != std::string::npos);
  }
  const auto past = parse_expiry("2020-01-01", now);
  REQUIRE_FALSE(past.ok());
  CHECK(past.problem().text().find("is past") != std::string::npos);
}

TEST_CASE("hashes are compared whole") {
  const std::string hash = key_hash("sk-a");
  CHECK(same_hash(hash, key_hash("sk-a")));
  CHECK_FALSE(same_hash(hash, key_hash("sk-b")));
  CHECK_FALSE(same_hash(hash, hash.substr(1)));
  CHECK_FALSE(same_hash(hash, ""));
  // 24 bits of the hash are what the index is asked for: keys that share them are told apart by the rest.
  StoreFixture f;
  const auto key = f.store->add_key("a", false);
  CHECK(f.store->find_key(key.value()).value()->name == "a");
}

TEST_CASE("a running server: a key opens until it expires, and not a moment longer than it is revoked") {
  ManualClock clock(1'790'000'000'000);
  Http::Options http;
  http.clock = &clock;
  RawHttp server(http);
  const std::string me = "/api/v1/users/current";
  Store& store = server.server->store();
  const auto key = store.add_key("short", false, clock.wall_ms(), clock.wall_ms() + 60'000);
  REQUIRE(key.ok());
  CHECK(status_of(server.ask(me, key.value())) == 200);
  clock.advance(59'999);
  CHECK(status_of(server.ask(me, key.value())) == 200);
  clock.advance(1);
  for (int i = 0; i < 10; ++i) {  // never slowed: its owner is to read why
    const std::string answer = server.ask(me, key.value());
    CHECK(status_of(answer) == 401);
    CHECK(answer.find("expired on 2026-09-21 ") != std::string::npos);
  }
  // Another process revokes, as `keys revoke` does; the connection is a kept one.
  RawClient kept(server.port());
  kept.send(server.request(me, server.key));
  CHECK(status_of(kept.read_answer()) == 200);
  CHECK(Store::open(server.options.database).value()->revoke_key("admin").value());
  kept.send(server.request(me, server.key));
  const std::string refused = kept.read_answer();
  CHECK(status_of(refused) == 401);
  CHECK(refused.find("unknown API key") != std::string::npos);
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
  const std::string back = "ALTER TABLE keys DROP COLUMN created; ALTER TABLE keys DROP COLUMN expires; DELETE FROM facts WHERE name LIKE 'seal%'; DROP TABLE audit; PRAGMA user_version = 2;"
                           "INSERT INTO keys VALUES ('" + hash + "', 'old', 'u', '', 0)";
  REQUIRE(sqlite3_exec(handle, back.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(handle);
  f.open();
  const auto old = f.store->find_key("sk-of-old");
  REQUIRE((old.ok() && old.value()));
  CHECK(old.value()->name == "old");
  CHECK(old.value()->created == 0);
  CHECK(old.value()->expires == 0);
}
