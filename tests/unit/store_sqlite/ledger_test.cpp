// What a database knows of its own past: deletions by request, and which past its revisions belong to.
#include "store_sqlite/ledger.h"

#include <doctest/doctest.h>

#include "support/store_fixture.h"

using namespace syncwall;
using test::RandomJobs;
using test::StoreFixture;
using Kind = DeleteResult::Kind;

namespace {

const Scope kAll{true, "admin"};

std::vector<Kind> kinds(const Result<Store::Removed>& removed) {
  REQUIRE(removed.ok());
  std::vector<Kind> all;
  for (const DeleteResult& result : removed.value().results) all.push_back(result.kind);
  return all;
}

bool is_told(Store& store, std::uint64_t since, const std::string& epoch) {
  const auto changes = store.changes(kAll, since, 10, epoch);
  REQUIRE(changes.ok());
  return !changes.value().forgotten;
}

struct Seen {
  std::uint64_t revision;
  std::string epoch;
};
Seen seen(Store& store) {
  const auto page = store.page(kAll, {});
  REQUIRE(page.ok());
  return {page.value().revision, page.value().epoch};
}

}  // namespace

TEST_CASE("a deletion sent twice under one id is answered as the first time, and deletes nothing more") {
  StoreFixture f(10);
  const std::vector<std::string> ids = {RandomJobs::id(1), "never was", RandomJobs::id(2)};
  const auto first = f.store->remove(kAll, ids, {}, "r");
  CHECK((kinds(first) == std::vector<Kind>{Kind::Deleted, Kind::AlreadyGone, Kind::Deleted}));
  REQUIRE(f.store->put(std::vector<Job>{f.random.job(2)}).ok());  // made anew meanwhile
  const auto again = f.store->remove(kAll, ids, {}, "r");
  CHECK((again.value().results == first.value().results));
  CHECK(again.value().revision == first.value().revision);
  CHECK(f.store->summary(kAll).value().total == 9);
  f.open();  // over a restart
  CHECK((kinds(f.store->settle(kAll, ids, "r")) == kinds(first)));
  // Another caller's id of the same name is another id.
  CHECK((kinds(f.store->remove({true, "other"}, ids, {}, "r")) ==
         std::vector<Kind>{Kind::AlreadyGone, Kind::AlreadyGone, Kind::Deleted}));
}

TEST_CASE("a deletion that hasn't come when its outcome is asked for never happens") {
  StoreFixture f(10);
  const std::vector<std::string> ids = {RandomJobs::id(1), RandomJobs::id(2)};
  REQUIRE(f.store->remove(kAll, std::vector<std::string>{RandomJobs::id(2)}, {}).ok());  // by someone else
  CHECK((kinds(f.store->settle(kAll, ids, "late")) == std::vector<Kind>{Kind::Failed, Kind::AlreadyGone}));
  f.open();
  const auto late = f.store->remove(kAll, ids, {}, "late");
  REQUIRE(late.ok());
  CHECK(late.value().given_up);
  CHECK(f.store->summary(kAll).value().total == 9);
  CHECK((kinds(f.store->settle(kAll, ids, "late")) == std::vector<Kind>{Kind::Failed, Kind::AlreadyGone}));
}

TEST_CASE("whom a deletion's outcome is told to sees their own jobs only") {
  StoreFixture f(10);
  const auto jobs = f.store->page(kAll, {});
  const Job& job = jobs.value().jobs[0];
  const std::vector<std::string> ids = {job.id};
  CHECK((kinds(f.store->settle({false, "nobody"}, ids, "r")) == std::vector<Kind>{Kind::AlreadyGone}));
  CHECK((kinds(f.store->settle({false, job.user_id}, ids, "r")) == std::vector<Kind>{Kind::Failed}));
}

TEST_CASE("a restart sends nobody back to the start; a restored backup does, also when its revision has caught up") {
  StoreFixture f(10);
  const Seen start = seen(*f.store);
  f.open();
  CHECK(is_told(*f.store, start.revision, start.epoch));
  const std::filesystem::path backup = f.folder / "backup.db";
  f.store.reset();  // closed: the file is whole
  std::filesystem::copy_file(f.file(), backup);
  f.open();
  const Seen kept = seen(*f.store);
  REQUIRE(f.store->put(std::vector<Job>{f.random.job(20), f.random.job(21)}).ok());
  const Seen lost = seen(*f.store);
  CHECK(lost.revision == kept.revision + 2);
  CHECK(is_told(*f.store, lost.revision, lost.epoch));

  f.store.reset();
  std::filesystem::copy_file(backup, f.file(), std::filesystem::copy_options::overwrite_existing);
  f.open();
  CHECK_FALSE(is_told(*f.store, lost.revision, lost.epoch));
  CHECK(is_told(*f.store, start.revision, start.epoch));
  for (std::uint64_t i = 30; i < 35; ++i) REQUIRE(f.store->put(std::vector<Job>{f.random.job(i)}).ok());
  CHECK(seen(*f.store).revision > lost.revision);
  CHECK_FALSE(is_told(*f.store, lost.revision, lost.epoch));
  CHECK(is_told(*f.store, lost.revision, ""));  // who doesn't say which past they mean can't be told
  const Seen now = seen(*f.store);
  CHECK(is_told(*f.store, now.revision, now.epoch));
}
