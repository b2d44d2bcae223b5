#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "server/keys.h"
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
