// Changes, tombstones and counts: a replica that follows them is the store.
#include <doctest/doctest.h>

#include <map>

#include "unit/store/kinds.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

struct Replica {
  std::map<std::string, Job> jobs;
  std::uint64_t revision = 0;

  void follow(JobStore& store, std::int64_t limit) {
    for (bool more = true; more;) {
      const auto changes = store.changes({true, ""}, revision, limit);
      REQUIRE(changes.ok());
      REQUIRE_FALSE(changes.value().forgotten);
      for (const StoredChange& change : changes.value().changes) {
        CHECK(change.revision > revision);
        if (change.deleted) {
          jobs.erase(change.job.id);
        } else {
          jobs[change.job.id] = change.job;
        }
      }
      CHECK(changes.value().revision >= revision);
      revision = changes.value().revision;
      more = changes.value().more;
    }
  }
};

}  // namespace

TEST_CASE_TEMPLATE("a replica that follows the changes equals the store, however they are cut into pages", Kind,
                   SYNCWALL_STORE_KINDS) {
  BasicStoreFixture<Kind> f(200);
  Replica replica;
  std::map<std::string, Job> truth;
  for (const Job& job : f.jobs) truth[job.id] = job;
  std::uint64_t next = 5'000;
  for (int round = 0; round < 60; ++round) {
    for (std::uint64_t i = 0; i < f.random.below(12); ++i) {
      Job job = f.random.below(3) == 0 ? f.random.job(next++) : f.jobs[f.random.below(f.jobs.size())];
      f.random.run(job);
      REQUIRE(f.store->put(std::vector<Job>{job}).ok());
      truth[job.id] = job;
    }
    const std::vector<std::string> gone{f.jobs[f.random.below(f.jobs.size())].id};
    REQUIRE(f.store->remove({true, ""}, gone, {}).ok());
    truth.erase(gone[0]);
    replica.follow(*f.store, 1 + static_cast<std::int64_t>(f.random.below(20)));
    CHECK((replica.jobs == truth));
  }
  const auto summary = f.store->summary({true, ""});
  REQUIRE(summary.ok());
  JobSummary counted;
  for (const auto& [id, job] : truth) {
    ++counted.total;
    if (job.status != Status::Other) ++counted.by_status[static_cast<std::size_t>(job.status)];
  }
  counted.revision = summary.value().revision;
  CHECK(summary.value() == counted);
}

TEST_CASE_TEMPLATE("what was forgotten, and what lies ahead, is told as forgotten", Kind, SYNCWALL_STORE_KINDS) {
  BasicStoreFixture<Kind> f(100);
  f.open(10);
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < 30; ++i) ids.push_back(f.jobs[i].id);
  const auto removed = f.store->remove({true, ""}, ids, {});
  REQUIRE(removed.ok());
  CHECK(f.store->changes({true, ""}, 100, 10).value().forgotten);
  CHECK_FALSE(f.store->changes({true, ""}, removed.value().revision - 5, 10).value().forgotten);
  CHECK(f.store->changes({true, ""}, removed.value().revision + 1, 10).value().forgotten);
}

TEST_CASE_TEMPLATE("deleting twice is harmless, and a batch tells of each id in its order", Kind,
                   SYNCWALL_STORE_KINDS) {
  BasicStoreFixture<Kind> f(20);
  const std::vector<std::string> ids{f.jobs[2].id, "never was", f.jobs[2].id, f.jobs[5].id};
  const auto removed = f.store->remove({true, ""}, ids, {});
  REQUIRE(removed.ok());
  using Outcome = OrderResult::Kind;
  const Outcome outcomes[] = {Outcome::Done, Outcome::AlreadySo, Outcome::AlreadySo, Outcome::Done};
  for (std::size_t i = 0; i < ids.size(); ++i) {
    CHECK(removed.value().results[i].id == ids[i]);
    CHECK(removed.value().results[i].kind == outcomes[i]);
  }
  CHECK(f.store->summary({true, ""}).value().total == 18);
}

TEST_CASE_TEMPLATE("everything is there after a restart, revisions go on", Kind, SYNCWALL_STORE_KINDS) {
  BasicStoreFixture<Kind> f(50);
  const auto before = f.store->summary({true, ""}).value();
  f.open();
  CHECK(f.store->summary({true, ""}).value() == before);
  CHECK((ids_of(f.walk({}, {SortColumn::Created, true}, 7)) ==
         ids_of(naive_view(f.jobs, {{}, {{SortColumn::Created, true}}}, 0))));
  REQUIRE(f.store->put(std::vector<Job>{f.jobs[0]}).ok());
  CHECK(f.store->summary({true, ""}).value().revision == before.revision + 1);
}
