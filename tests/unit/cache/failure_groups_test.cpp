#include "cache/views/failure_groups.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "cache/job_cache.h"
#include "cache/views/view_builder.h"
#include "jobs/failure_reason.h"
#include "jobs/filter/filter_grammar.h"
#include "support/plain_query.h"
#include "support/random_jobs.h"
#include "support/wait_until.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

constexpr WallMs kNow = 20 * 3'600'000;
constexpr const char* kErrors[] = {"403: no access to bucket b-17",
                                   "403: no access to bucket b-18",
                                   "dial tcp 10.0.0.7:443: connection refused",
                                   "dial tcp 10.0.0.8:443: connection refused",
                                   "Traceback (most recent call last):\n  File \"x\"\nValueError: %s ##bad",
                                   "",
                                   "token expired, \"see\" the C:\\log"};

void feed(JobCache& cache, const std::vector<Job>& jobs) {
  std::vector<JobView> views;
  for (const Job& job : jobs) views.push_back(view_of(job));
  OriginCache::Batch batch;
  batch.jobs = views;
  auto frontier = std::make_shared<Frontier>();
  frontier->complete = true;
  batch.frontier = frontier;
  OriginCache(cache).apply(batch);
}

std::vector<Job> failing_jobs(RandomJobs& random, int count) {
  std::vector<Job> jobs;
  for (int i = 0; i < count; ++i) {
    jobs.push_back(random.job(static_cast<std::uint64_t>(i)));
    if (random.below(2) == 0) jobs.back().status = Status::Failed;
    jobs.back().last_sync_error = jobs.back().status == Status::Failed ? kErrors[random.below(std::size(kErrors))] : "";
  }
  return jobs;
}

std::map<std::string, std::uint32_t> naive_groups(const std::vector<Job>& jobs, Mask types) {
  std::map<std::string, std::uint32_t> groups;
  for (const Job& job : jobs) {
    if (job.status == Status::Failed && (types & bit(job.type)) != 0) ++groups[failure_reason(job.last_sync_error)];
  }
  return groups;
}

std::map<std::string, std::uint32_t> groups_of(const FailureGroups& counted) {
  std::map<std::string, std::uint32_t> groups;
  for (const FailureGroup& group : counted.groups) groups[group.reason] = group.jobs;
  return groups;
}

}  // namespace

TEST_CASE("failed jobs are counted by their reasons within the query, and each group is what its filter shows") {
  JobCache cache([] {});
  ViewFactory factory;
  RandomJobs random(5, true);
  std::vector<Job> jobs = failing_jobs(random, 3000);
  for (int step = 0; step < 6; ++step) {
    feed(cache, jobs);
    const Snapshot snapshot = cache.snapshot();
    Filter filter;
    Mask types = 0xFF;
    if (step % 2 == 1) {
      types = static_cast<Mask>(bit(ConnectorType::S3) | bit(ConnectorType::Gcs));
      set_types(filter, types);
    }
    const auto counted = factory.failures(snapshot, filter, kNow, {});
    REQUIRE(counted);
    const auto expected = naive_groups(jobs, types);
    REQUIRE(groups_of(*counted) == expected);
    CHECK(std::ranges::is_sorted(counted->groups, {}, [](const FailureGroup& g) { return ~g.jobs; }));
    std::uint32_t all = 0;
    for (const FailureGroup& group : counted->groups) {
      all += group.jobs;
      Query query;
      query.filter = with_group(filter, group.reason);
      CAPTURE(filter_text(query.filter));
      CHECK(factory.build(snapshot, query, kNow)->size() == group.jobs);
      CHECK(chooses_group(query.filter, group.reason));
      CHECK(with_group(query.filter, group.reason) == without_choice(filter));
      // What is chosen is a query like any other.
      const auto again = read_query(filter_text(query.filter));
      REQUIRE(again.ok());
      CHECK(again.value().query.filter == query.filter);
      // A choice doesn't hide the others.
      CHECK(groups_of(*factory.failures(snapshot, query.filter, kNow, {})) == expected);
      for (const CacheRow row : group.latest) CHECK(failure_reason(snapshot.error(row)) == group.reason);
      CHECK(group.latest.size() == std::min<std::size_t>(group.jobs, FailureGroup::kNamed));
      CHECK(std::ranges::is_sorted(
          group.latest, [&](CacheRow a, CacheRow b) { return snapshot.last_sync_at(a) > snapshot.last_sync_at(b); }));
    }
    CHECK(counted->failed == all);
    for (Job& job : jobs) {
      if (random.below(5) != 0) continue;
      job.status = random.below(2) == 0 ? Status::Failed : Status::Completed;
      job.last_sync_error = job.status == Status::Failed ? kErrors[random.below(std::size(kErrors))] : "";
    }
  }
}

TEST_CASE("more kinds of failure than a person reads: the largest are listed, all are counted, and little is kept") {
  JobCache cache([] {});
  ViewFactory factory;
  RandomJobs random(6, true);
  std::vector<Job> jobs = failing_jobs(random, 40'000);
  std::uint32_t failed = 0;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    std::string word;
    for (std::size_t n = i; n > 0; n /= 26) word += static_cast<char>('a' + n % 26);
    jobs[i].status = Status::Failed;
    jobs[i].last_sync_error = i % 100 == 0 ? "common" : "kind " + word + "zz";
    ++failed;
  }
  feed(cache, jobs);
  const auto counted = factory.failures(cache.snapshot(), {}, kNow, {});
  CHECK(counted->failed == failed);
  CHECK(counted->groups.size() == FailureGroups::kMost);
  CHECK(counted->groups.front().reason == "common");
  CHECK(counted->groups.front().jobs == 400);
  CHECK(counted->beyond == FailureGroups::kMostCounted - FailureGroups::kMost);
  CHECK(counted->uncounted == 40'000 - 400 - (FailureGroups::kMostCounted - 1));
  ReasonMemory memory;
  for (const Job& job : jobs) memory.of(job.last_sync_error);
  CHECK(memory.size() <= ReasonMemory::kMost);
}

TEST_CASE("counting stops when nobody waits for it any more") {
  JobCache cache([] {});
  ViewFactory factory;
  RandomJobs random(6, true);
  feed(cache, failing_jobs(random, 100));
  std::stop_source stop;
  stop.request_stop();
  CHECK(factory.failures(cache.snapshot(), {}, kNow, stop.get_token()) == nullptr);
}

TEST_CASE("the builder counts failures for whoever asks, after the view, and only then") {
  ManualClock clock{kNow};
  std::unique_ptr<ViewBuilder> views;
  JobCache cache([&] {
    if (views) views->refresh();
  });
  views = std::make_unique<ViewBuilder>(cache, clock, [] {});
  RandomJobs random(7, true);
  std::vector<Job> jobs = failing_jobs(random, 500);
  feed(cache, jobs);
  ViewRequest request;
  views->want(request);
  REQUIRE(wait_until([&] { return views->newest().current; }));
  CHECK(views->newest().failures == nullptr);
  request.failures = true;
  views->want(request);
  REQUIRE(wait_until([&] { return views->newest().failures != nullptr; }));
  CHECK(groups_of(*views->newest().failures) == naive_groups(jobs, 0xFF));
  for (Job& job : jobs) {
    job.status = Status::Failed;
    job.last_sync_error = "all is lost";
  }
  feed(cache, jobs);
  REQUIRE(wait_until([&] { return views->newest().failures->groups.size() == 1; }));
  CHECK(views->newest().failures->failed == jobs.size());
  request.failures = false;
  views->want(request);
  REQUIRE(wait_until([&] { return views->newest().current && views->newest().failures == nullptr; }));
}
