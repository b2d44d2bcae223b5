// Deletion: to whom it may, and recorded in an audit that only grows.
#include <doctest/doctest.h>

#include "support/whole_audit.h"
#include "unit/store/kinds.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

using Ids = std::vector<std::string>;
const Requester kOps{"ops", "42", "192.0.2.7", 1'795'000'000'123};

}  // namespace

TEST_CASE_TEMPLATE("each deletion leaves one record of what was there; repeating it leaves none", Kind,
                   SYNCWALL_STORE_KINDS) {
  BasicStoreFixture<Kind> f(20);
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
  for (const OrderResult& result : again.value().results) CHECK(result.kind == OrderResult::Kind::AlreadySo);
  CHECK(whole_audit(*f.store).size() == 1);
  f.open();
  CHECK((whole_audit(*f.store) == std::vector<AuditRecord>{expected}));
}

TEST_CASE_TEMPLATE(
    "rights are looked at row by row: a stranger's connector stays, who tried is told nothing and is in the audit",
    Kind, SYNCWALL_STORE_KINDS) {
  BasicStoreFixture<Kind> f(20);
  f.jobs[1].user_id = "me";
  f.jobs[2].user_id = "somebody";
  REQUIRE(f.store->put(f.jobs).ok());
  const Ids ids{f.jobs[2].id, f.jobs[1].id, "never was"};
  const auto removed = f.store->remove({false, "me"}, ids, kOps);
  REQUIRE(removed.ok());
  const auto& results = removed.value().results;
  CHECK(results[0].kind == OrderResult::Kind::AlreadySo);
  CHECK(results[1].kind == OrderResult::Kind::Done);
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
  CHECK(f.store->remove({false, "me"}, ids, kOps).value().results[0].kind == OrderResult::Kind::Done);
}

TEST_CASE_TEMPLATE("pages of the audit neither skip nor repeat, whatever is deleted meanwhile; filters choose", Kind,
                   SYNCWALL_STORE_KINDS) {
  BasicStoreFixture<Kind> f(200);
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
