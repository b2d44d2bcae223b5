#include "cache/views/view.h"

#include <doctest/doctest.h>

#include "cache/job_cache.h"
#include "support/naive_view.h"
#include "support/plain_query.h"
#include "support/random_jobs.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

constexpr WallMs kNow = 20 * 3'600'000;

void feed(JobCache& cache, std::span<const Job> jobs, Frontier frontier) {
  std::vector<JobView> views;
  for (const Job& job : jobs) views.push_back(view_of(job));
  OriginCache::Batch batch;
  batch.jobs = views;
  batch.frontier = std::make_shared<Frontier>(std::move(frontier));
  OriginCache(cache).apply(batch);
}

Frontier complete() {
  Frontier frontier;
  frontier.complete = true;
  return frontier;
}

Query random_query(RandomJobs& random) {
  static constexpr const char* kNeedles[] = {"", "", "IN", "ирина", "%", "##", "e", "\n", "no such name"};
  Query query;
  set_user(query.filter, kNeedles[random.below(9)]);
  set_collection(query.filter, kNeedles[random.below(9)]);
  if (random.below(3) == 0) set_types(query.filter, static_cast<Mask>(random.below(64)));
  if (random.below(3) == 0) set_statuses(query.filter, static_cast<Mask>(random.below(32)));
  set_overdue(query.filter, random.below(4) == 0);
  set_stuck(query.filter, random.below(4) == 0);
  query.sort.clear();
  for (std::uint64_t n = random.below(3); n > 0; --n) {
    query.sort.push_back({static_cast<SortColumn>(random.below(kSortColumns)), random.below(2) == 0});
  }
  return query;
}

std::vector<std::string> ids_of(const View& view) {
  std::vector<std::string> ids;
  for (const CacheRow row : view.rows) {
    Snapshot::IdBuffers buffers;
    ids.emplace_back(view.basis.job(row, buffers).id);
  }
  return ids;
}

}  // namespace

TEST_CASE("any query over any jobs is the naive filter and sort, while jobs come, change and go") {
  JobCache cache([] {});
  ViewFactory factory;
  RandomJobs random(21, true);
  std::vector<Job> jobs;
  std::uint64_t next = 0;
  for (int step = 0; step < 40; ++step) {
    for (std::uint64_t n = random.below(120); n > 0; --n) jobs.push_back(random.job(next++));
    for (Job& job : jobs) {
      if (random.below(10) == 0) random.run(job);
    }
    feed(cache, jobs, complete());
    if (!jobs.empty() && step % 3 == 0) {
      OriginCache(cache).remove(std::vector<std::string>{jobs.front().id}, 0);
      jobs.erase(jobs.begin());
    }
    if (random.below(4) == 0) factory.prepare(cache.snapshot());
    for (int i = 0; i < 12; ++i) {
      const Query query = random_query(random);
      const auto view = factory.build(cache.snapshot(), query, kNow);
      const auto expected = ids_of(naive_view(jobs, query, kNow));
      REQUIRE((ids_of(*view) == expected));
      CHECK(view->whole);
      CHECK(view->total == static_cast<std::int64_t>(expected.size()));
    }
  }
}

TEST_CASE("while pages are coming, a view is a prefix of the true answer and never shrinks") {
  RandomJobs random(22, true);
  std::vector<Job> jobs;
  for (std::uint64_t i = 0; i < 700; ++i) jobs.push_back(random.job(i));
  for (int round = 0; round < 40; ++round) {
    JobCache cache([] {});
    ViewFactory fresh;
    Query query = random_query(random);
    if (query.sort.empty()) query.sort.push_back({});
    const std::vector<std::string> truth = ids_of(naive_view(jobs, query, kNow));
    // Some jobs are there by accident: an earlier query, or a change.
    feed(cache, std::span(jobs).subspan(random.below(300), 200), {});
    const std::vector<Job> walk = naive_view(jobs, server_part(query, full_server()), kNow);
    std::size_t shown = 0;
    for (std::size_t at = 0; at < walk.size();) {
      const std::size_t n = std::min<std::size_t>(walk.size() - at, 1 + random.below(150));
      Frontier frontier;
      frontier.walked = server_part(query, full_server());
      frontier.last = walk[at + n - 1];
      frontier.walk_done = at + n == walk.size();
      feed(cache, std::span(walk).subspan(at, n), frontier);
      at += n;
      const auto ids = ids_of(*fresh.build(cache.snapshot(), query, kNow));
      REQUIRE(ids.size() <= truth.size());
      REQUIRE(std::equal(ids.begin(), ids.end(), truth.begin()));
      REQUIRE(ids.size() >= shown);
      if (query.sort.size() == 1 && query == server_part(query, full_server())) REQUIRE(ids.size() == at);
      shown = ids.size();
    }
    if (!walk.empty()) CHECK(shown == truth.size());
  }
}

TEST_CASE("nothing is shown in an order that no walk has proven") {
  JobCache cache([] {});
  ViewFactory factory;
  RandomJobs random(23, true);
  const std::vector<Job> jobs = {random.job(1), random.job(2)};
  Frontier frontier;
  frontier.walked.sort = {{SortColumn::Created, true}};
  frontier.last = jobs[1];
  feed(cache, jobs, frontier);
  Query other;
  other.sort = {{SortColumn::Created, false}};
  const auto view = factory.build(cache.snapshot(), other, kNow);
  CHECK(view->rows.empty());
  CHECK_FALSE(view->whole);
}

TEST_CASE("work that nobody wants any more stops") {
  JobCache cache([] {});
  ViewFactory factory;
  RandomJobs random(24, true);
  feed(cache, std::vector<Job>{random.job(1)}, complete());
  std::stop_source stop;
  stop.request_stop();
  CHECK(factory.build(cache.snapshot(), {}, kNow, stop.get_token()) == nullptr);
}
