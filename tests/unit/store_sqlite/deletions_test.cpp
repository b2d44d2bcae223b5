// Deletion: whole or not at all, to whom it may, and told in an audit that only grows.
#include <doctest/doctest.h>

#include "support/store_fixture.h"
#include "unit/store_sqlite/raw_database.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

using Ids = std::vector<std::string>;
const Requester kOps{"ops", "42", "192.0.2.7", 1'795'000'000'123};

std::vector<AuditRecord> whole_audit(Store& store, AuditRequest request = {}) {
  std::vector<AuditRecord> all;
  do {
    const auto page = store.audit(request);
    REQUIRE(page.ok());
    CHECK(static_cast<std::int64_t>(page.value().records.size()) <= request.limit);
    all.insert(all.end(), page.value().records.begin(), page.value().records.end());
    request.before = page.value().next;
  } while (request.before != 0);
  return all;
}

}  // namespace

TEST_CASE("each deletion leaves one record of what was there; repeating it leaves none") {
  StoreFixture f(20);
  const Job& job = f.jobs[3];
  const Ids ids{job.id, "never was", job.id};
  REQUIRE(f.store->remove({true, ""}, ids, kOps).ok());
  const AuditRecord expected{1,
                             kOps.at,
                             "ops",
                             "42",
                             "192.0.2.7",
                             job.id,
                             job.user_id,
                             job.user_name,
                             job.collection_id,
                             job.collection_name,
                             AuditRecord::Outcome::Deleted};
  CHECK((whole_audit(*f.store) == std::vector<AuditRecord>{expected}));
  const auto again = f.store->remove({true, ""}, ids, kOps);
  REQUIRE(again.ok());
  for (const DeleteResult& result : again.value().results) CHECK(result.kind == DeleteResult::Kind::AlreadyGone);
  CHECK(whole_audit(*f.store).size() == 1);
  f.open();
  CHECK((whole_audit(*f.store) == std::vector<AuditRecord>{expected}));
}

TEST_CASE(
    "rights are looked at row by row: a stranger's connector stays, who tried is told nothing and is in the audit") {
  StoreFixture f(20);
  f.jobs[1].user_id = "me";
  f.jobs[2].user_id = "somebody";
  REQUIRE(f.store->put(f.jobs).ok());
  const Ids ids{f.jobs[2].id, f.jobs[1].id, "never was"};
  const auto removed = f.store->remove({false, "me"}, ids, kOps);
  REQUIRE(removed.ok());
  const auto& results = removed.value().results;
  CHECK(results[0].kind == DeleteResult::Kind::AlreadyGone);
  CHECK(results[1].kind == DeleteResult::Kind::Deleted);
  CHECK(results[0].message == results[2].message);
  CHECK(f.store->summary({true, ""}).value().total == 19);
  const auto audit = whole_audit(*f.store);
  REQUIRE(audit.size() == 2);
  CHECK(audit[1].connector_id == f.jobs[1].id);
  CHECK((audit[1].outcome == AuditRecord::Outcome::Deleted));
  CHECK(audit[0].connector_id == f.jobs[2].id);
  CHECK((audit[0].outcome == AuditRecord::Outcome::Forbidden));
  CHECK(audit[0].at == kOps.at);
  CHECK(audit[0].key_name == "ops");
  // The owner may have changed since it was listed: what is there now counts.
  f.jobs[2].user_id = "me";
  REQUIRE(f.store->put(std::vector<Job>{f.jobs[2]}).ok());
  CHECK(f.store->remove({false, "me"}, ids, kOps).value().results[0].kind == DeleteResult::Kind::Deleted);
}

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

TEST_CASE("pages of the audit neither skip nor repeat, whatever is deleted meanwhile; filters choose") {
  StoreFixture f(200);
  std::vector<std::string> newest_first;
  for (std::size_t i = 0; i < 100; ++i) {
    Requester caller = kOps;
    caller.at += static_cast<std::int64_t>(i);
    if (i % 4 == 0) caller.key_name = "other";
    REQUIRE(f.store->remove({true, ""}, Ids{f.jobs[i].id}, caller).ok());
    newest_first.insert(newest_first.begin(), f.jobs[i].id);
  }
  AuditRequest request;
  request.limit = 7;
  std::vector<std::string> seen;
  std::size_t next = 100;
  do {
    const auto page = f.store->audit(request);
    REQUIRE(page.ok());
    for (const AuditRecord& record : page.value().records) seen.push_back(record.connector_id);
    request.before = page.value().next;
    REQUIRE(f.store->remove({true, ""}, Ids{f.jobs[next++].id}, kOps).ok());
  } while (request.before != 0);
  CHECK((seen == newest_first));
  AuditRequest others, one, since;
  others.user = "other";
  others.limit = 3;
  CHECK(whole_audit(*f.store, others).size() == 25);
  others.user = "42";  // a user's id does too
  CHECK(whole_audit(*f.store, others).size() == next);
  others.user = "oth";
  CHECK(whole_audit(*f.store, others).empty());
  one.connector_id = f.jobs[50].id;
  CHECK(whole_audit(*f.store, one).size() == 1);
  since.since = kOps.at + 90;
  since.limit = 4;
  CHECK(whole_audit(*f.store, since).size() == 10);
}
