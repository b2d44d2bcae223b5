// What a store knows of its own past: deletions by their request's id.
#include <doctest/doctest.h>

#include "unit/store/kinds.h"

using namespace syncwall;
using namespace syncwall::test;
using Ids = std::vector<std::string>;

namespace {

using Outcome = OrderResult::Kind;
const Scope kAll{true, "admin"};

std::vector<Outcome> kinds(const Stored<Removal>& removed) {
  REQUIRE(removed.ok());
  std::vector<Outcome> all;
  for (const OrderResult& result : removed.value().results) all.push_back(result.kind);
  return all;
}

}  // namespace

TEST_CASE_TEMPLATE("a deletion sent twice under one id is answered as the first time, and deletes nothing more", Kind,
                   SYNCWALL_STORE_KINDS) {
  BasicStoreFixture<Kind> f(10);
  const std::vector<std::string> ids = {RandomJobs::id(1), "never was", RandomJobs::id(2)};
  const auto first = f.store->remove(kAll, ids, {}, "r");
  CHECK((kinds(first) == std::vector<Outcome>{Outcome::Done, Outcome::AlreadySo, Outcome::Done}));
  REQUIRE(f.store->put(std::vector<Job>{f.random.job(2)}).ok());  // made anew meanwhile
  const auto again = f.store->remove(kAll, ids, {}, "r");
  CHECK((again.value().results == first.value().results));
  CHECK(again.value().revision == first.value().revision);
  CHECK(f.store->summary(kAll).value().total == 9);
  f.open();  // over a restart
  CHECK((kinds(f.store->settle(kAll, ids, "r")) == kinds(first)));
  // Another caller's id of the same name is another id.
  CHECK((kinds(f.store->remove({true, "other"}, ids, {}, "r")) ==
         std::vector<Outcome>{Outcome::AlreadySo, Outcome::AlreadySo, Outcome::Done}));
}

TEST_CASE_TEMPLATE("a deletion that hasn't come when its outcome is asked for never happens", Kind,
                   SYNCWALL_STORE_KINDS) {
  BasicStoreFixture<Kind> f(10);
  const std::vector<std::string> ids = {RandomJobs::id(1), RandomJobs::id(2)};
  REQUIRE(f.store->remove(kAll, std::vector<std::string>{RandomJobs::id(2)}, {}).ok());  // by someone else
  CHECK((kinds(f.store->settle(kAll, ids, "late")) == std::vector<Outcome>{Outcome::Failed, Outcome::AlreadySo}));
  f.open();
  const auto late = f.store->remove(kAll, ids, {}, "late");
  CHECK(is(late, StoreError::Kind::Conflict));
  CHECK(f.store->summary(kAll).value().total == 9);
  CHECK((kinds(f.store->settle(kAll, ids, "late")) == std::vector<Outcome>{Outcome::Failed, Outcome::AlreadySo}));
}

TEST_CASE_TEMPLATE("who asks for the outcome of a deletion sees their own jobs only", Kind, SYNCWALL_STORE_KINDS) {
  BasicStoreFixture<Kind> f(10);
  const auto jobs = f.store->page(kAll, {});
  const Job& job = jobs.value().jobs[0];
  const std::vector<std::string> ids = {job.id};
  CHECK((kinds(f.store->settle({false, "nobody"}, ids, "r")) == std::vector<Outcome>{Outcome::AlreadySo}));
  CHECK((kinds(f.store->settle({false, job.user_id}, ids, "r")) == std::vector<Outcome>{Outcome::Failed}));
}

TEST_CASE_TEMPLATE(
    "one user's calls push nobody's out of the ledger, and none is forgotten while its request may still come", Kind,
    SYNCWALL_STORE_KINDS) {
  ManualClock clock(1'790'000'000'000);
  StoreOptions options;
  options.clock = &clock;
  options.kept_requests = 20;
  BasicStoreFixture<Kind> f(10);
  f.open(options);
  const Ids ids{f.jobs[1].id};
  const Scope quiet{true, "quiet"}, noisy{true, "noisy"};
  REQUIRE(f.store->settle(quiet, ids, "mine").ok());  // given up
  int room = 0, refused = 0;
  for (int i = 0; i < 50; ++i) {
    const auto removed = f.store->remove(noisy, Ids{"none"}, {}, "r" + std::to_string(i));
    if (!removed.ok()) REQUIRE(is(removed, StoreError::Kind::Limit));
    ++(removed.ok() ? room : refused);
  }
  CHECK(room == 20);
  CHECK(refused == 30);
  CHECK(is(f.store->settle(noisy, ids, "another"), StoreError::Kind::Limit));
  CHECK(is(f.store->remove(noisy, Ids{f.jobs[2].id}, {}, "r99"), StoreError::Kind::Limit));
  CHECK(f.store->summary(kAll).value().total == 10);  // nothing was done
  CHECK(is(f.store->remove(quiet, ids, {}, "mine"), StoreError::Kind::Conflict));
  CHECK(f.store->remove(noisy, Ids{"none"}, {}, "r7").ok());  // one that is known
  clock.advance(kRequestMayArriveMs - 1);
  CHECK(is(f.store->remove(noisy, Ids{"none"}, {}, "r50"), StoreError::Kind::Limit));
  clock.advance(1);
  for (int i = 50; i < 60; ++i) CHECK(f.store->remove(noisy, Ids{"none"}, {}, "r" + std::to_string(i)).ok());
  CHECK(is(f.store->remove(quiet, ids, {}, "mine"), StoreError::Kind::Conflict));
  f.open(options);
  CHECK(is(f.store->remove(quiet, ids, {}, "mine"), StoreError::Kind::Conflict));
}
