#include "cache/views/view_builder.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <iterator>
#include <memory>
#include <vector>

#include "cache/views/held_view.h"
#include "support/naive_view.h"
#include "support/plain_query.h"
#include "support/random_jobs.h"
#include "support/wait_until.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

constexpr WallMs kNow = 20 * 3'600'000;

std::ptrdiff_t threads_of_this_process() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/task"), std::filesystem::directory_iterator());
}

Query by_created() { return {{}, {{SortColumn::Created, true}}}; }

// A cache and a builder wired as the dashboard wires them, beside the jobs as a plain map.
struct Wired {
  ManualClock clock{kNow};
  std::atomic<int> woken{0};
  JobCache cache{[this] {
    if (views) views->refresh();
  }};
  std::unique_ptr<ViewBuilder> views = std::make_unique<ViewBuilder>(cache, clock, [this] { ++woken; });
  JobsById jobs;

  void put(const std::vector<Job>& some, Frontier frontier) {
    std::vector<JobView> list;
    for (const Job& job : some) {
      jobs[job.id] = job;
      list.push_back(view_of(jobs[job.id]));
    }
    OriginCache::Batch batch;
    batch.jobs = list;
    batch.frontier = std::make_shared<Frontier>(std::move(frontier));
    OriginCache(cache).apply(batch);
  }
  void put(const std::vector<Job>& some) {
    Frontier frontier;
    frontier.complete = true;
    put(some, frontier);
  }
  void remove(const std::string id) {
    jobs.erase(id);
    OriginCache(cache).remove(std::vector<std::string>{id}, 0);
  }
  ShownView settled() {
    REQUIRE(wait_until([&] { return views->newest().current; }));
    return views->newest();
  }
  [[nodiscard]] std::vector<std::string> truth(const Query& query) const {
    return ids_of(naive_view(values_of(jobs), query, clock.wall_ms()));
  }
};

std::vector<std::string> ids_of(const ShownView& shown) {
  std::vector<std::string> ids;
  for (const CacheRow row : shown.view->rows) {
    Snapshot::IdBuffers buffers;
    ids.emplace_back(shown.view->basis.job(row, buffers).id);
  }
  return ids;
}

Job created(RandomJobs& random, std::uint64_t number, WallMs at) {
  Job job = random.job(number);
  job.created_at = at;
  job.status = Status::Completed;
  return job;
}

// Jobs 1 to n, created at 10, 20, 30, …
std::vector<Job> row_of_jobs(RandomJobs& random, std::uint64_t n) {
  std::vector<Job> jobs;
  for (std::uint64_t i = 1; i <= n; ++i) jobs.push_back(created(random, i, static_cast<WallMs>(i) * 10));
  return jobs;
}

}  // namespace

TEST_CASE("nothing is shown before something is wanted") {
  Wired wired;
  wired.views->refresh();
  CHECK_FALSE(wired.views->newest().view);
  CHECK_FALSE(wired.views->newest().current);
}

TEST_CASE("the newest request wins, and only its answer counts as current") {
  Wired wired;
  RandomJobs random(1, true);
  std::vector<Job> jobs;
  for (std::uint64_t i = 0; i < 3'000; ++i) jobs.push_back(random.job(i));
  wired.put(jobs);
  Query query = by_created();
  for (int i = 0; i < 200; ++i) {
    query.sort = {{static_cast<SortColumn>(random.below(kSortColumns)), random.below(2) == 0}};
    set_statuses(query.filter, static_cast<Mask>(random.below(32)));
    wired.views->want({query});
    for (std::uint64_t look = random.below(20); look > 0; --look) {
      const ShownView shown = wired.views->newest();
      if (shown.current) REQUIRE((shown.view->query == query));
    }
  }
  CHECK((ids_of(wired.settled()) == wired.truth(query)));
}

TEST_CASE("what is shown stops being current the moment that something newer is known, and wakes when it is again") {
  Wired wired;
  RandomJobs random(2, true);
  wired.put(row_of_jobs(random, 3));
  wired.views->want({by_created()});
  wired.settled();
  REQUIRE(wait_until([&] { return wired.woken == 1; }));

  wired.views->want({by_created()});  // the same again: nothing to do
  CHECK(wired.views->newest().current);

  wired.put({created(random, 9, 5)});
  CHECK(wired.settled().view->size() == 4);
  REQUIRE(wait_until([&] { return wired.woken == 2; }));
}

TEST_CASE("held: values update, the order stays, and what waits is counted") {
  Wired wired;
  RandomJobs random(3, true);
  std::vector<Job> jobs = row_of_jobs(random, 10);
  wired.put(jobs);
  Query query = by_created();
  set_statuses(query.filter, bit(Status::Completed));
  wired.views->want({query});
  wired.settled();
  wired.views->want({query, true});
  const std::vector<std::string> order = ids_of(wired.settled());

  SUBCASE("a change that moves nothing") {
    jobs[4].last_sync_at = 77;
    wired.put({jobs[4]});
    const ShownView shown = wired.settled();
    CHECK((ids_of(shown) == order));
    CHECK(shown.waiting == 0);
    Snapshot::IdBuffers buffers;
    CHECK(shown.view->basis.job(shown.view->rows[4], buffers).last_sync_at == 77);
  }
  SUBCASE("one that appears, one that vanishes, one that moves") {
    jobs[2].created_at = 85;
    jobs[6].status = Status::Failed;
    wired.put({jobs[2], jobs[6], created(random, 50, 35)});
    const ShownView shown = wired.settled();
    CHECK((ids_of(shown) == order));
    CHECK(shown.waiting == 3);
  }
  SUBCASE("two that only change places with each other") {
    std::swap(jobs[2].created_at, jobs[3].created_at);
    wired.put({jobs[2], jobs[3]});
    CHECK(wired.settled().waiting == 1);
  }
  SUBCASE("a dead row keeps its place") {
    wired.remove(jobs[5].id);
    const ShownView shown = wired.settled();
    CHECK((ids_of(shown) == order));
    CHECK_FALSE(shown.view->basis.alive(shown.view->rows[5]));
    CHECK(shown.waiting == 1);
  }
  SUBCASE("a change that is taken back waits no longer") {
    const Job before = jobs[2];
    jobs[2].created_at = 85;
    wired.put({jobs[2]});
    CHECK(wired.settled().waiting == 1);
    wired.put({before});
    CHECK(wired.settled().waiting == 0);
  }
  SUBCASE("apply lets through once, the end of the hold for good") {
    wired.put({created(random, 50, 35)});
    CHECK(wired.settled().waiting == 1);
    wired.views->want({query, true, 1});
    CHECK((ids_of(wired.settled()) == wired.truth(query)));
    CHECK(wired.settled().waiting == 0);
    wired.put({created(random, 51, 36)});
    CHECK(wired.settled().waiting == 1);
    wired.views->want({query, false, 1});
    CHECK((ids_of(wired.settled()) == wired.truth(query)));
    CHECK(wired.settled().waiting == 0);
  }
  SUBCASE("another query is answered afresh") {
    wired.put({created(random, 50, 35)});
    Query other = query;
    other.sort = {{SortColumn::Created, false}};
    wired.views->want({other, true});
    const ShownView shown = wired.settled();
    CHECK((ids_of(shown) == wired.truth(other)));
    CHECK(shown.waiting == 0);
  }
}

TEST_CASE("where very many have changed under a held order, each counts, and nobody looks for where it would go") {
  Wired wired;
  RandomJobs random(4);
  constexpr int kFew = 100;
  std::vector<Job> jobs;
  for (int i = 0; i < static_cast<int>(kCountedExactly) + kFew; ++i) jobs.push_back(created(random, i, 10 * i));
  wired.put(jobs);
  wired.views->want({by_created()});
  wired.settled();
  wired.views->want({by_created(), true});
  wired.settled();
  // The first ones change in a way that moves nobody.
  const auto change_first = [&](std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) jobs[i].last_sync_at = 1234;
    wired.put(std::vector<Job>(jobs.begin(), jobs.begin() + static_cast<std::ptrdiff_t>(n)));
    return wired.settled().waiting;
  };
  CHECK(change_first(kCountedExactly) == 0);
  CHECK(change_first(kCountedExactly + 1) == static_cast<std::int64_t>(kCountedExactly) + 1);
}

TEST_CASE("held: what the frontier newly passes is appended, what would be squeezed in waits") {
  Wired wired;
  RandomJobs random(4, true);
  const std::vector<Job> jobs = row_of_jobs(random, 30);
  Frontier frontier;
  frontier.walked = by_created();
  frontier.last = jobs[9];
  wired.put({jobs.begin(), jobs.begin() + 10}, frontier);
  wired.views->want({by_created()});
  CHECK(wired.settled().view->size() == 10);
  wired.views->want({by_created(), true});
  std::vector<std::string> expected = ids_of(wired.settled());

  frontier.last = jobs[19];
  std::vector<Job> more(jobs.begin() + 10, jobs.begin() + 20);
  for (const Job& job : more) expected.push_back(job.id);
  more.push_back(created(random, 99, 15));
  wired.put(more, frontier);
  ShownView shown = wired.settled();
  CHECK((ids_of(shown) == expected));
  CHECK(shown.waiting == 1);

  frontier.walk_done = true;
  for (std::size_t i = 20; i < 30; ++i) expected.push_back(jobs[i].id);
  wired.put({jobs.begin() + 20, jobs.end()}, frontier);
  shown = wired.settled();
  CHECK((ids_of(shown) == expected));
  CHECK(shown.waiting == 1);
  CHECK(shown.view->whole);
}

TEST_CASE("any sequence of changes, holds and queries shows what the naive view shows") {
  for (const std::uint64_t seed : {5u, 6u, 7u}) {
    Wired wired;
    RandomJobs random(seed, true);
    std::uint64_t next = 0;
    ViewRequest request{by_created()};
    std::vector<std::string> held;
    JobsById ordered;
    for (int step = 0; step < 250; ++step) {
      std::vector<Job> some;
      for (std::uint64_t n = random.below(4); n > 0; --n) some.push_back(random.job(next++));
      for (auto& [id, job] : wired.jobs) {
        if (random.below(20) != 0) continue;
        Job changed = job;
        random.run(changed);
        if (random.below(3) == 0) changed.created_at = static_cast<WallMs>(random.below(12)) * 3'600'000;
        some.push_back(changed);
      }
      wired.put(some);
      if (!wired.jobs.empty() && random.below(6) == 0) wired.remove(wired.jobs.begin()->first);

      const bool was_held = request.hold;
      const ViewRequest before = request;
      if (random.below(4) == 0) request.hold = !request.hold;
      if (random.below(10) == 0) ++request.apply;
      if (random.below(12) == 0) set_statuses(request.query.filter, static_cast<Mask>(random.below(32)));
      if (random.below(12) == 0)
        request.query.sort = {{static_cast<SortColumn>(random.below(kSortColumns)), random.below(2) == 0}};
      if (was_held) wired.settled();
      if (!was_held) {  // what is shown when the hold begins is what is held
        const ShownView shown = step == 0 ? ShownView{} : wired.settled();
        if (shown.view) held = ids_of(shown);
        ordered = wired.jobs;
      }
      wired.views->want(request);
      const ShownView shown = wired.settled();
      const std::vector<std::string> truth = wired.truth(request.query);
      const bool holds = request.hold && request.query == before.query && request.apply == before.apply && step > 0;
      if (!holds) {
        held = truth;
        ordered = wired.jobs;
      }
      CAPTURE(step);
      REQUIRE((ids_of(shown) == held));
      REQUIRE(shown.waiting == (holds ? naive_waiting(held, truth, ordered, wired.jobs) : 0));
    }
  }
}

TEST_CASE("it can go at any moment, also during a build") {
  JobCache cache([] {});
  RandomJobs random(8, true);
  std::vector<Job> jobs;
  for (std::uint64_t i = 0; i < 20'000; ++i) jobs.push_back(random.job(i));
  std::vector<JobView> list;
  for (const Job& job : jobs) list.push_back(view_of(job));
  auto frontier = std::make_shared<Frontier>();
  frontier->complete = true;
  OriginCache(cache).apply({list, {}, 1, frontier});
  ManualClock clock(kNow);
  std::atomic<int> woken = 0;
  const auto before = threads_of_this_process();
  for (int i = 0; i < 50; ++i) {
    ViewBuilder views(cache, clock, [&] { ++woken; });
    Query query = by_created();
    for (std::uint64_t n = random.below(4); n > 0; --n) {
      set_statuses(query.filter, static_cast<Mask>(random.below(32)));
      views.want({query});
    }
    std::this_thread::sleep_for(std::chrono::microseconds(random.below(2'000)));
  }
  CHECK(test::wait_until([&] { return threads_of_this_process() == before; }));  // no thread outlives its builder
}

TEST_CASE("Views that nobody shows any more are freed: a wall runs for weeks") {
  RandomJobs random(11, true);
  Wired wired;
  wired.put(row_of_jobs(random, 50));
  std::vector<std::weak_ptr<const View>> seen;
  for (std::uint64_t turn = 0; turn < 40; ++turn) {
    wired.views->want({by_created(), turn % 8 > 4});  // held now and then
    wired.put({created(random, turn % 50 + 1, static_cast<WallMs>(turn))});
    seen.push_back(wired.settled().view);
  }
  const auto alive = std::ranges::count_if(seen, [](const auto& view) { return !view.expired(); });
  CHECK(alive <= 4);  // shown, standing, and those of the step before
}
