// API keys: whose jobs they open, and which are never made.
#include <doctest/doctest.h>

#include "store/keys.h"
#include "unit/store/kinds.h"

using namespace syncwall;
using namespace syncwall::test;

TEST_CASE_TEMPLATE("two keys are never alike, and a name is taken once", Kind, SYNCWALL_STORE_KINDS) {
  BasicStoreFixture<Kind> f;
  CHECK(make_key() != make_key());
  REQUIRE(f.store->add_key("a", false).ok());
  const auto again = f.store->add_key("a", false);
  REQUIRE_FALSE(again.ok());
  CHECK(again.problem().text().find("named a") != std::string::npos);
}

TEST_CASE_TEMPLATE("a key opens one user's jobs, by id or e-mail; nobody is guessed", Kind, SYNCWALL_STORE_KINDS) {
  BasicStoreFixture<Kind> f;
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

TEST_CASE_TEMPLATE("a key's name is something that a list can show", Kind, SYNCWALL_STORE_KINDS) {
  BasicStoreFixture<Kind> f;
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

TEST_CASE_TEMPLATE("a key that couldn't be handed over is not stored", Kind, SYNCWALL_STORE_KINDS) {
  BasicStoreFixture<Kind> f;
  const auto made = f.store->add_key({"admin", true, "", 0, 0}, [](const std::string&) -> Result<Done> {
    return Problem{"no room", "", ""};
  });
  REQUIRE_FALSE(made.ok());
  CHECK(made.problem().what == "no room");
  CHECK(f.store->keys().value().empty());
}

TEST_CASE_TEMPLATE("when a key ends, as people write it", Kind, SYNCWALL_STORE_KINDS) {
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

TEST_CASE_TEMPLATE("hashes are compared whole", Kind, SYNCWALL_STORE_KINDS) {
  const std::string hash = key_hash("sk-a");
  CHECK(same_hash(hash, key_hash("sk-a")));
  CHECK_FALSE(same_hash(hash, key_hash("sk-b")));
  CHECK_FALSE(same_hash(hash, hash.substr(1)));
  CHECK_FALSE(same_hash(hash, ""));
  // 24 bits of the hash are what the index is asked for: keys that share them are told apart by the rest.
  BasicStoreFixture<Kind> f;
  const auto key = f.store->add_key("a", false);
  CHECK(f.store->find_key(key.value()).value()->name == "a");
}
