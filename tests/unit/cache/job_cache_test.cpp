#include "cache/job_cache.h"

#include <doctest/doctest.h>

#include <map>
#include <thread>

#include "jobs/odd_fields.h"
#include "support/random_jobs.h"

using namespace syncwall;
using test::RandomJobs;

namespace {

using Model = std::map<std::string, Job>;

void feed(JobCache& cache, const std::vector<Job>& jobs, std::uint64_t revision = 0) {
  std::vector<JobView> views;
  for (const Job& job : jobs) views.push_back(view_of(job));
  OriginCache::Batch batch;
  batch.jobs = views;
  batch.revision = revision;
  OriginCache(cache).apply(batch);
}

Model contents(const Snapshot& snapshot) {
  Model model;
  for (std::uint32_t row = 0; row < snapshot.rows(); ++row) {
    Snapshot::IdBuffers ids;
    if (!snapshot.alive(CacheRow(row))) continue;
    const Job job = to_owned(snapshot.job(CacheRow(row), ids));
    model.emplace(job.id, job);
  }
  return model;
}

}  // namespace

TEST_CASE("after random pages, changes and deletions the cache holds what a map would") {
  JobCache cache([] {});
  Model model;
  RandomJobs random(11, true);
  Snapshot before = cache.snapshot();
  for (int step = 0; step < 300; ++step) {
    std::vector<Job> jobs;
    for (std::uint64_t n = random.below(60); n > 0; --n) jobs.push_back(random.job(random.below(3'000)));
    for (const Job& job : jobs) model[job.id] = job;
    feed(cache, jobs);

    std::vector<std::string> gone;
    for (std::uint64_t n = random.below(8); n > 0; --n) gone.push_back(RandomJobs::id(random.below(3'000)));
    for (const std::string& id : gone) model.erase(id);
    OriginCache::Batch deletions;
    deletions.deleted_ids = gone;
    OriginCache(cache).apply(deletions);

    const Snapshot now = cache.snapshot();
    REQUIRE(now.live_rows() == model.size());
    if (step % 20 == 0) REQUIRE((contents(now) == model));
    for (const CacheRow row : changed_rows(before, now)) REQUIRE(index_of(row) < now.rows());
    before = now;
  }
  CHECK((contents(cache.snapshot()) == model));
}

TEST_CASE("changed_rows names every row whose order or match could differ, and no other") {
  JobCache cache([] {});
  RandomJobs random(5, true);
  std::vector<Job> jobs;
  for (std::uint64_t i = 0; i < 3'000; ++i) jobs.push_back(random.job(i));
  feed(cache, jobs);
  const Snapshot before = cache.snapshot();
  CHECK(changed_rows(before, before).empty());

  Job changed = jobs[1'500];
  changed.status = changed.status == Status::Paused ? Status::Failed : Status::Paused;
  const Job fresh = random.job(9'000);
  feed(cache, {changed, jobs[10], fresh});
  const std::vector<CacheRow> expected = {CacheRow(1500), CacheRow(3000)};
  CHECK((changed_rows(before, cache.snapshot()) == expected));
}

TEST_CASE("a snapshot never changes, whatever is written after it") {
  JobCache cache([] {});
  RandomJobs random(9, true);
  std::vector<Job> jobs;
  for (std::uint64_t i = 0; i < 2'500; ++i) jobs.push_back(random.job(i));
  feed(cache, jobs);
  const Snapshot snapshot = cache.snapshot();
  const Model expected = contents(snapshot);
  bool same = true;
  std::jthread reader([&] {
    for (int i = 0; i < 5; ++i) same = same && contents(snapshot) == expected;
  });
  for (int step = 0; step < 40; ++step) {
    for (Job& job : jobs) random.run(job);
    feed(cache, jobs);
  }
  reader.join();
  CHECK(same);
}

TEST_CASE("a removed job does not come back from an answer that was under way") {
  JobCache cache([] {});
  RandomJobs random(2, true);
  const Job job = random.job(1);
  feed(cache, {job}, 10);
  OriginCache(cache).remove(std::vector<std::string>{job.id}, 12);
  CHECK(cache.snapshot().live_rows() == 0);
  feed(cache, {job}, 11);
  CHECK(cache.snapshot().live_rows() == 0);
  OriginCache(cache).forget_tombstones(11);
  feed(cache, {job}, 11);
  CHECK(cache.snapshot().live_rows() == 0);
  feed(cache, {job}, 12);  // made anew under the same id
  CHECK(cache.snapshot().live_rows() == 1);
}

TEST_CASE("what a whole walk does not meet is gone") {
  JobCache cache([] {});
  RandomJobs random(4, true);
  const std::vector<Job> jobs = {random.job(1), random.job(2), random.job(3)};
  feed(cache, jobs);
  OriginCache(cache).begin_walk();
  feed(cache, {jobs[0], jobs[2]});
  OriginCache(cache).end_walk();
  CHECK(contents(cache.snapshot()).count(jobs[1].id) == 0);
  CHECK(cache.snapshot().live_rows() == 2);
}

TEST_CASE("every publication wakes the reader once") {
  int woken = 0;
  JobCache cache([&] { ++woken; });
  feed(cache, {});
  OriginCache(cache).remove({}, 0);
  CHECK(woken == 2);
}

TEST_CASE("texts of runs do not pile up") {
  JobCache cache([] {});
  RandomJobs random(6, true);
  std::vector<Job> jobs;
  for (std::uint64_t i = 0; i < 1'000; ++i) jobs.push_back(random.job(i));
  for (int run = 0; run < 200; ++run) {
    for (Job& job : jobs) {
      job.last_sync_job_id = "run " + std::to_string(run);
      job.last_sync_error = std::string(50, 'e') + std::to_string(run);
    }
    feed(cache, jobs);
  }
  // 256 records of some 70 bytes, at most as much garbage again, and room to grow.
  for (const LivePart* part : cache.snapshot().table().live) CHECK(part->texts->texts.bytes() < 256 * 70 * 3);
}

TEST_CASE("a walk's different jobs are counted once each, and those of collections that it can't tell about live on") {
  JobCache cache([] {});
  RandomJobs random(4, true);
  std::vector<Job> jobs;
  for (std::uint64_t i = 0; i < 6; ++i) {
    jobs.push_back(random.job(i));
    jobs.back().collection_id = i < 3 ? "readable" : "unread";
  }
  feed(cache, jobs);
  OriginCache(cache).begin_walk();
  CHECK(OriginCache(cache).met_in_walk() == 0);
  feed(cache, {jobs[0], jobs[1]}, 5);
  feed(cache, {jobs[0]}, 5);
  CHECK(OriginCache(cache).met_in_walk() == 2);
  OriginCache(cache).remove(std::vector<std::string>{jobs[0].id, jobs[2].id}, 9);
  feed(cache, {jobs[2]}, 6);  // brought, but removed
  CHECK(OriginCache(cache).met_in_walk() == 3);
  OriginCache(cache).keep_collections(std::vector<std::string>{"unread", "another"});
  OriginCache(cache).end_walk();
  CHECK(contents(cache.snapshot()).size() == 4);  // 1, and 3 to 5
}

TEST_CASE("odd fields are kept as they came, and the jobs with unreadable ones are counted") {
  JobCache cache([] {});
  RandomJobs random(7);
  std::vector<Job> jobs;
  for (std::uint64_t i = 0; i < 20; ++i) jobs.push_back(random.job(i));
  append_odd_field(jobs[3].odd_fields, JobField::LastSync, Oddity::Unreadable, "2026-13-45");
  append_odd_field(jobs[4].odd_fields, JobField::Created, Oddity::NoZone);
  append_odd_field(jobs[5].odd_fields, JobField::Schedule, Oddity::Unreadable, "hourly");
  const std::string odd = jobs[3].odd_fields;
  feed(cache, jobs);
  CHECK(cache.snapshot().unreadable_rows() == 2);
  CHECK(contents(cache.snapshot()).at(jobs[3].id).odd_fields == odd);
  jobs[3].odd_fields.clear();
  feed(cache, jobs);
  CHECK(cache.snapshot().unreadable_rows() == 1);
  const std::vector<std::string> gone = {jobs[5].id, jobs[4].id};
  OriginCache::Batch deletions;
  deletions.deleted_ids = gone;
  OriginCache(cache).apply(deletions);
  CHECK(cache.snapshot().unreadable_rows() == 0);
}
