#include <doctest/doctest.h>
#include <sqlite3.h>

#include <fstream>
#include <iterator>

#include "store/keys.h"
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

TEST_CASE("without memory a key is never told to be unknown") {
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
  }
  CHECK(failed > 0);
}

TEST_CASE("two keys are never alike, and a name is taken once") {
  StoreFixture f;
  CHECK(make_key() != make_key());
  REQUIRE(f.store->add_key("a", false).ok());
  const auto again = f.store->add_key("a", false);
  REQUIRE_FALSE(again.ok());
  CHECK(again.problem().text().find("named a") != std::string::npos);
}

TEST_CASE("a key opens one user's jobs, by id or e-mail; nobody is guessed") {
  StoreFixture f;
  std::vector<Job> jobs;
  const auto add = [&](const char* id, const char* name, const char* email) {
    Job job = f.random.job(jobs.size());
    job.user_id = id;
    job.user_name = name;
    job.user_email = email;
    jobs.push_back(job);
  };
  add("42", "Mara Lindqvist", "Mara@Example.com");
  add("42", "Mara Lindqvist", "Mara@Example.com");
  add("43", "Mara Lindqvist", "mara.l@example.com");
  add("44", "mara@example.com", "x@example.com");  // calls themselves by another's e-mail
  add("45", "Both", "two@example.com");
  add("46", "Both", "TWO@example.com");
  add("47", "Seven", "46");  // their e-mail is another's id
  REQUIRE(f.store->put(jobs).ok());
  int number = 0;
  const auto made = [&](const std::string& user) {
    return f.store->add_key({"key " + std::to_string(number++), false, user, 0, 0});
  };
  for (const char* user : {"42", "mara@example.com", "MARA@EXAMPLE.COM"}) {
    CAPTURE(user);
    const auto key = made(user);
    REQUIRE(key.ok());
    CHECK(key.value().account.id == "42");
    CHECK(key.value().user_name == "Mara Lindqvist");
    CHECK(key.value().jobs == 2);
    CHECK(f.store->find_key(key.value().key).value()->account.id == "42");
  }
  const auto refused = [&](const std::string& user, const std::vector<std::string>& told) {
    CAPTURE(user);
    const auto key = made(user);
    REQUIRE_FALSE(key.ok());
    for (const std::string& word : told) CHECK(key.problem().text().find(word) != std::string::npos);
  };
  refused("Mara Lindqvist", {"42 (", "43 (", "--user"});
  refused("two@example.com", {"45 (", "46 ("});
  refused("46", {"46 (", "47 ("});
  refused("nobody@example.com", {"nobody@example.com"});
  // A user who has no jobs yet is known by the id alone.
  const auto later = made("99");
  REQUIRE(later.ok());
  CHECK(later.value().account.id == "99");
  CHECK(later.value().jobs == 0);
  CHECK(f.store->keys().value().size() == 4);
}

TEST_CASE("a key's name is something that a list can show") {
  StoreFixture f;
  std::string hundred, long_one;
  for (int i = 0; i < 100; ++i) hundred += "é";
  for (const std::string& good : {std::string("a"), std::string("顧客 ops-1"), hundred})
    CHECK(f.store->add_key(good, true).ok());
  for (const std::string& bad :
       {std::string(), std::string("a\nb"), std::string("a\tb"), std::string("\x1b[2J"), std::string("a\0b", 3),
        std::string("\xff"), std::string("\u202Ecba"), std::string("a\u2028b"), std::string("\u009b"), hundred + "x",
        std::string(100'000, 'x'), std::string(" a"), std::string("\u200b")}) {
    CAPTURE(bad.substr(0, 20));
    CHECK_FALSE(f.store->add_key(bad, true).ok());
  }
  CHECK(f.store->keys().value().size() == 3);
}

TEST_CASE("a key that couldn't be handed over is not stored") {
  StoreFixture f;
  const auto made = f.store->add_key({"admin", true, "", 0, 0}, [](const std::string&) -> Result<Done> {
    return Problem{"no room", "", ""};
  });
  REQUIRE_FALSE(made.ok());
  CHECK(made.problem().what == "no room");
  CHECK(f.store->keys().value().empty());
}

TEST_CASE("when a key ends, as people write it") {
  const WallMs now = 1'790'000'000'000, hour = 3'600'000;
  CHECK(parse_expiry("12h", now).value() == now + 12 * hour);
  CHECK(parse_expiry("90d", now).value() == now + 90 * 24 * hour);
  CHECK(parse_expiry("4w", now).value() == now + 28 * 24 * hour);
  CHECK(parse_expiry("2027-01-31", now).value() == 1'801'353'600'000);
  CHECK(parse_expiry("2027-01-31T12:00:00+02:00", now).value() == 1'801'353'600'000 + 10 * hour);
  for (const char* bad : {"", "d", "0d", "-1d", "90", "90x", "1.5d", "99999999999999999999d", "9000000000w", "tomorrow",
                          "2027-13-01", "90d "}) {
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
