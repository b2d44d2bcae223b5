#include "demo/simulator.h"

#include <doctest/doctest.h>

#include <set>

#include "support/sqlite_kind.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

constexpr WallMs kStart = 1'795'000'000'000;

std::vector<Job> all(StoreFixture& f) { return f.walk({}, {SortColumn::Created, true}, 1000); }

void run_for(Simulator& simulator, WallMs from, std::int64_t minutes) {
  for (WallMs now = from; now <= from + minutes * 60'000; now += 5'000) REQUIRE(simulator.tick(now).ok());
}

}  // namespace

TEST_CASE("the same seed and the same clock make the same jobs, and the same life") {
  StoreFixture a, b, c;
  for (auto& [f, seed] : {std::pair<StoreFixture&, std::uint64_t>{a, 5}, {b, 5}, {c, 6}}) {
    Simulator simulator(*f.store, seed);
    REQUIRE(simulator.populate(400, kStart).ok());
    run_for(simulator, kStart, 20);
  }
  CHECK((all(a) == all(b)));
  CHECK_FALSE((all(a) == all(c)));
}

TEST_CASE("a believable house: all types, all statuses, hourly, daily and once, names of many scripts") {
  StoreFixture f;
  Simulator simulator(*f.store, 1);
  REQUIRE(simulator.populate(5000, kStart).ok());
  run_for(simulator, kStart, 3);
  std::set<ConnectorType> types;
  std::set<Status> statuses;
  std::set<std::int64_t> schedules;
  bool cyrillic = false, japanese = false, arabic = false;
  for (const Job& job : all(f)) {
    types.insert(job.type);
    statuses.insert(job.status);
    schedules.insert(job.schedule_s);
    cyrillic = cyrillic || job.collection_name.find("Ирина") != std::string::npos;
    japanese = japanese || job.collection_name.find("日本") != std::string::npos;
    arabic = arabic || job.collection_name.find("سياسات") != std::string::npos;
    if (job.status == Status::Failed || job.status == Status::Paused) CHECK_FALSE(job.last_sync_error.empty());
    if (job.status == Status::Completed) CHECK(job.last_sync_at != kNever);
  }
  CHECK(types.size() == kTypes);
  CHECK(statuses.size() == kStatuses);
  CHECK(schedules.contains(0));
  CHECK(schedules.contains(3600));
  CHECK(schedules.contains(86400));
  CHECK((cyrillic && japanese && arabic));
}

TEST_CASE("time brings runs: jobs fall due, wait, run and end; a deleted one never comes back") {
  StoreFixture f;
  Simulator simulator(*f.store, 3);
  REQUIRE(simulator.populate(600, kStart).ok());
  const auto before = all(f);
  std::vector<std::string> gone;
  for (std::size_t i = 0; i < 100; ++i) gone.push_back(before[i].id);
  REQUIRE(f.store->remove({true, ""}, gone, {}).ok());
  std::set<Status> seen;
  for (WallMs now = kStart; now <= kStart + 3 * 3'600'000; now += 30'000) {
    REQUIRE(simulator.tick(now).ok());
    if ((now - kStart) % 600'000 == 0) {
      for (const Job& job : all(f)) seen.insert(job.status);
    }
  }
  CHECK(seen.size() == kStatuses);
  const auto after = all(f);
  CHECK(after.size() == 500);
  int ran = 0;
  for (const Job& job : after) {
    CHECK(std::find(gone.begin(), gone.end(), job.id) == gone.end());
    ran += job.last_sync_at != kNever && job.last_sync_at > kStart ? 1 : 0;
    CHECK((job.last_sync_at == kNever || job.last_sync_at <= kStart + 3 * 3'600'000));
  }
  CHECK(ran > 100);
}

TEST_CASE("a demonstration is made once") {
  StoreFixture f;
  Simulator simulator(*f.store, 3);
  REQUIRE(simulator.populate(50, kStart).ok());
  REQUIRE(simulator.populate(500, kStart).ok());
  CHECK(all(f).size() == 50);
}

TEST_CASE("after a long sleep it goes on as if it had never been off") {
  StoreFixture f;
  Simulator simulator(*f.store, 3);
  REQUIRE(simulator.populate(500, kStart).ok());
  const WallMs later = kStart + 40LL * 86'400'000;
  REQUIRE(simulator.catch_up(later).ok());
  int overdue = 0;
  for (const Job& job : all(f)) {
    const JobView v = view_of(job);
    overdue += lateness(v.status, v.schedule_s, v.created_at, v.last_sync_at, later) == Lateness::Overdue ? 1 : 0;
    CHECK((job.last_sync_at == kNever || job.last_sync_at <= later));
  }
  CHECK(overdue < 25);
}

TEST_CASE("at a hundred times the speed an hourly job runs every 36 seconds, at times that are true") {
  StoreFixture f;
  Simulator simulator(*f.store, 3, 100);
  REQUIRE(simulator.populate(300, kStart).ok());
  const WallMs end = kStart + 120'000;
  for (WallMs now = kStart; now <= end; now += 100) REQUIRE(simulator.tick(now).ok());
  int hourly = 0;
  for (const Job& job : all(f)) {
    CHECK((job.last_sync_at == kNever || job.last_sync_at <= end));
    if (job.schedule_s != 3600 || job.status == Status::Paused || job.status == Status::Failed) continue;
    ++hourly;
    CHECK(job.last_sync_at >= end - 50'000);  // 36 s, the wait and the run after it
  }
  CHECK(hourly > 50);
}

TEST_CASE("a demonstration whose jobs were all deleted stays empty") {
  StoreFixture f;
  Simulator simulator(*f.store, 3);
  REQUIRE(simulator.populate(20, kStart).ok());
  std::vector<std::string> ids;
  for (const Job& job : all(f)) ids.push_back(job.id);
  REQUIRE(f.store->remove({true, ""}, ids, {}).ok());
  f.open(5);  // most of the deletions are forgotten, too
  Simulator again(*f.store, 3);
  REQUIRE(again.populate(20, kStart + 1).ok());
  CHECK(all(f).empty());
}

namespace {

// How many runs end in an hour from `from` on; nothing is of the future meanwhile.
int runs_in_an_hour(StoreFixture& f, Simulator& simulator, WallMs from) {
  int ran = 0;
  std::uint64_t since = f.store->revision().value();
  for (WallMs now = from; now <= from + 3'600'000; now += 10'000) {
    REQUIRE(simulator.tick(now).ok());
    const auto changes = f.store->changes({true, ""}, since, 10'000);
    REQUIRE(changes.ok());
    for (const StoredChange& change : changes.value().changes) {
      ran += change.job.status == Status::Completed || change.job.status == Status::Failed ? 1 : 0;
      CHECK((change.job.last_sync_at == kNever || change.job.last_sync_at <= now));
      CHECK(change.job.created_at <= now);
    }
    since = changes.value().revision;
  }
  return ran;
}

}  // namespace

TEST_CASE("the clock is set back while it runs, and forward again: nothing stands still, nothing is of the future") {
  StoreFixture f;
  Simulator simulator(*f.store, 3);
  REQUIRE(simulator.populate(500, kStart).ok());
  const WallMs hour = 3'600'000, ahead = kStart + 30 * 24 * hour;
  const int usual = runs_in_an_hour(f, simulator, kStart);
  CHECK(usual > 100);
  REQUIRE(simulator.catch_up(ahead).ok());
  CHECK(runs_in_an_hour(f, simulator, ahead) > usual / 2);
  const WallMs back = kStart + 2 * hour;
  CHECK(runs_in_an_hour(f, simulator, back) > usual / 2);
  for (const Job& job : all(f)) CHECK((job.last_sync_at == kNever || job.last_sync_at <= back + hour));
  // Forward to where it was: it goes on as ever, not with a month of runs at once.
  CHECK(runs_in_an_hour(f, simulator, ahead + hour) < usual * 3);
}

TEST_CASE("a server that ran with a clock that was ahead is right after a restart with the right one") {
  StoreFixture f;
  {
    Simulator simulator(*f.store, 3);
    REQUIRE(simulator.populate(500, kStart + 400LL * 86'400'000).ok());
    CHECK(runs_in_an_hour(f, simulator, kStart + 400LL * 86'400'000) > 100);
  }
  f.open();
  Simulator simulator(*f.store, 3);
  REQUIRE(simulator.populate(500, kStart).ok());
  REQUIRE(simulator.catch_up(kStart).ok());
  for (const Job& job : all(f)) {
    CHECK((job.last_sync_at == kNever || job.last_sync_at <= kStart));
    CHECK(job.created_at <= kStart);
  }
  CHECK(runs_in_an_hour(f, simulator, kStart) > 100);
}
