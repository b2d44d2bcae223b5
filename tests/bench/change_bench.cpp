// What it costs the cache when jobs live: 500 of them change, with configurations, errors and ids of runs as real jobs
// have them.
#include <algorithm>
#include <string>
#include <vector>

#include "live_bytes.h"
#include "loaded_cache.h"

namespace syncwall::bench {

namespace {

constexpr std::uint32_t kChanges = 500, kPage = 1000;

// The data set's jobs have neither.
void dress(Job& job, std::uint32_t i) {
  job.config_json = R"({"bucket":"finance-eu-)" + std::to_string(i) +
                    R"(","region":"eu-central-1","access_key":"********","secret_access_key":"********"})";
  job.last_sync_job_id = test::bench_uuid(0x40000000u + i);
}

struct Living {
  explicit Living(std::uint32_t n) {
    jobs.reserve(n);
    const test::BenchJobs made;
    for (std::uint32_t i = 0; i < n; ++i) {
      jobs.push_back(made.job(i));
      dress(jobs.back(), i);
    }
    const std::int64_t before = live_bytes();
    std::vector<JobView> page;
    page.reserve(kPage);
    const std::int64_t of_page = live_bytes() - before;
    for (std::uint32_t first = 0; first < n; first += kPage) {
      page.clear();
      for (std::uint32_t i = first; i < std::min(first + kPage, n); ++i) page.push_back(view_of(jobs[i]));
      OriginCache(cache).apply({page, {}, 1, nullptr});
    }
    bytes = live_bytes() - before - of_page;
  }
  // A third each begins, waits, ends: as jobs do.
  std::vector<JobView> change() {
    std::vector<JobView> changed;
    for (std::uint32_t k = 0; k < kChanges; ++k) {
      Job& job = jobs[test::bench_random(++turn, 51) % jobs.size()];
      if (turn % 3 == 0) {
        job.status = Status::Completed;
        job.last_sync_at += 1000;
        job.last_sync_job_id = test::bench_uuid(0x50000000u + turn);
      } else {
        job.status = turn % 3 == 1 ? Status::Pending : Status::Running;
      }
      changed.push_back(view_of(job));
    }
    return changed;
  }
  std::vector<Job> jobs;
  JobCache cache{[] {}};
  std::int64_t bytes = 0;
  std::uint32_t turn = 0;
};

void change_five_hundred(benchmark::State& state) {
  Living living(static_cast<std::uint32_t>(state.range(0)));
  std::vector<double> taken;
  std::int64_t copied = 0;
  Snapshot held = living.cache.snapshot();  // a view's, from one refresh to the next
  for (auto _ : state) {
    const std::vector<JobView> changed = living.change();
    const std::int64_t before = allocated_bytes();
    const double start = seconds();
    OriginCache(living.cache).apply({changed, {}, 1, nullptr});
    taken.push_back(seconds() - start);
    state.SetIterationTime(taken.back());
    copied = allocated_bytes() - before;
    held = living.cache.snapshot();
  }
  std::ranges::sort(taken);
  state.counters["median_ms"] = taken[taken.size() / 2] * 1000;
  state.counters["least_ms"] = taken.front() * 1000;
  state.counters["mb_copied"] = static_cast<double>(copied) / 1e6;
  state.counters["cache_bytes_per_job"] = static_cast<double>(living.bytes) / static_cast<double>(state.range(0));
}

BENCHMARK(change_five_hundred)
    ->Arg(10'000)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->UseManualTime()
    ->Iterations(50)
    ->Unit(benchmark::kMillisecond);

}  // namespace

}  // namespace syncwall::bench
