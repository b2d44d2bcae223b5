// Rows of dead jobs are used again, and nobody who holds a snapshot ever takes one job for another.
#include "cache/row_reuse.h"

#include <doctest/doctest.h>

#include <deque>
#include <map>

#include "cache/job_cache.h"
#include "cache/views/view_builder.h"
#include "support/naive_view.h"
#include "support/random_jobs.h"
#include "support/wait_until.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

std::shared_ptr<const Frontier> everything() {
  Frontier frontier;
  frontier.complete = true;
  return std::make_shared<const Frontier>(frontier);
}

void change(JobCache& cache, const std::vector<Job>& jobs, const std::vector<std::string>& gone) {
  std::vector<JobView> list;
  for (const Job& job : jobs) list.push_back(view_of(job));
  OriginCache(cache).apply({list, gone, 1, everything()});
}

std::map<CacheRow, std::string> rows_of(const Snapshot& snapshot) {
  std::map<CacheRow, std::string> rows;
  for (std::uint32_t row = 0; row < snapshot.rows(); ++row) {
    Snapshot::IdBuffers ids;
    if (snapshot.alive(CacheRow(row))) rows.emplace(CacheRow(row), snapshot.job(CacheRow(row), ids).id);
  }
  return rows;
}

}  // namespace

TEST_CASE("a hundred thousand jobs that come and go need no more rows than were alive at one time") {
  JobCache cache([] {});
  RandomJobs random(1);
  std::deque<std::string> alive;
  for (std::uint64_t next = 0; next < 100'000;) {
    std::vector<Job> jobs;
    std::vector<std::string> gone;
    for (int i = 0; i < 200; ++i) {
      jobs.push_back(random.job(next++));
      alive.push_back(jobs.back().id);
    }
    for (; alive.size() > 1'500; alive.pop_front()) gone.push_back(alive.front());
    change(cache, jobs, gone);
  }
  CHECK(cache.snapshot().live_rows() == 1'500);
  CHECK(cache.snapshot().rows() <= 1'500 + 2 * 200);
}

TEST_CASE("a row that was alive in a snapshot that somebody holds is the same job's, or dead, in every later one") {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    JobCache cache([] {});
    RandomJobs random(seed);
    struct Held {
      Snapshot snapshot;
      std::map<CacheRow, std::string> rows;
    };
    std::vector<Held> held;
    std::uint64_t given = 0;
    for (int step = 0; step < 400; ++step) {
      std::vector<Job> jobs;
      std::vector<std::string> gone;
      for (std::uint64_t n = random.below(20); n > 0; --n, ++given) jobs.push_back(random.job(random.below(300)));
      for (std::uint64_t n = random.below(20); n > 0; --n) gone.push_back(RandomJobs::id(random.below(300)));
      change(cache, jobs, gone);
      if (random.below(10) == 0 && !held.empty())
        held.erase(held.begin() + static_cast<std::ptrdiff_t>(random.below(held.size())));
      if (random.below(10) == 0) held.push_back({cache.snapshot(), rows_of(cache.snapshot())});
      if (held.empty()) continue;
      const Held& one = held[random.below(held.size())];
      if (step % 20 == 0) REQUIRE((rows_of(one.snapshot) == one.rows));
      const Snapshot now = cache.snapshot();
      bool same = true;
      for (const auto& [row, id] : one.rows) {
        Snapshot::IdBuffers ids;
        same = same && (!now.alive(row) || now.job(row, ids).id == id);
      }
      REQUIRE(same);
    }
    held.clear();
    for (int i = 0; i < 20; ++i) change(cache, {random.job(1'000)}, {RandomJobs::id(1'000)});
    CHECK(cache.snapshot().rows() < given / 2);  // or none was used again
  }
}

TEST_CASE("while rows keep their places under the pointer, none of them becomes another job's; afterwards they may") {
  ManualClock clock{20 * 3'600'000};
  std::unique_ptr<ViewBuilder> views;
  JobCache cache([&] {
    if (views) views->refresh();
  });
  views = std::make_unique<ViewBuilder>(cache, clock, [] {});
  RandomJobs random(4);
  const Query query{{}, {{SortColumn::Created, true}}};
  const auto settled = [&] {
    REQUIRE(wait_until([&] { return views->newest().current; }));
    return views->newest();
  };
  std::vector<Job> jobs;
  for (std::uint64_t i = 0; i < 50; ++i) jobs.push_back(random.job(i));
  change(cache, jobs, {});
  views->want({query, false});
  (void)settled();
  views->want({query, true});
  (void)settled();
  change(cache, {}, {jobs[3].id, jobs[4].id});
  for (std::uint64_t i = 100; i < 140; ++i) {
    change(cache, {random.job(i)}, {});
    (void)settled();
  }
  ShownView shown = settled();
  CHECK(cache.snapshot().rows() == 90);
  REQUIRE(shown.view->size() == 50);
  // No snapshot is kept: that alone would hold rows back.
  for (const CacheRow row : shown.view->rows) CHECK((cache.snapshot().id(row) == shown.view->ordered_under.id(row)));

  views->want({query, false});
  (void)settled();
  shown = {};
  // The builder keeps a view or two of before until it builds the next ones.
  for (std::uint64_t i = 200; i < 260; ++i) {
    change(cache, {random.job(i)}, {RandomJobs::id(i - 1)});
    (void)settled();
  }
  CHECK(cache.snapshot().rows() < 110);
}

TEST_CASE("a hold that as many jobs outlive as there are is let go once, so that the rows stay bounded") {
  ManualClock clock{20 * 3'600'000};
  std::unique_ptr<ViewBuilder> views;
  JobCache cache([&] {
    if (views) views->refresh();
  });
  views = std::make_unique<ViewBuilder>(cache, clock, [] {});
  RandomJobs random(4);
  const Query query{{}, {{SortColumn::Created, true}}};
  change(cache, {random.job(7)}, {});
  views->want({query, true});
  Job job = random.job(1);
  for (int turn = 0; turn < 60; ++turn) {
    std::vector<Job> jobs;
    std::vector<std::string> gone;
    for (int i = 0; i < 5'000; ++i) {
      job.id = std::to_string(i);
      jobs.push_back(job);
      gone.push_back(job.id);
    }
    change(cache, jobs, gone);
    REQUIRE(wait_until([&] { return views->newest().current; }));
  }
  CHECK(cache.snapshot().live_rows() == 1);
  CHECK(cache.snapshot().rows() < 65'536 + 6 * 5'000);
}
