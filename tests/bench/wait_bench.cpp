// How long a thread that asks once a millisecond, as the UI does, waits for the newest snapshot and view, while
// pages and changes pour in and views are built.
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "loaded_cache.h"

namespace syncwall::bench {

namespace {

long preemptions() {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_nivcsw;
}

struct Waits {
  double longest = 0;            // seconds
  double longest_preempted = 0;  // of those during which the scheduler gave the core to someone else
  std::int64_t looks = 0;
};

// Looks for as long as `going`.
template <class Look>
Waits watch(const std::atomic<bool>& going, Look look) {
  Waits waits;
  while (going) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const long before = preemptions();
    const double start = seconds();
    look();
    const double took = seconds() - start;
    double& longest = preemptions() == before ? waits.longest : waits.longest_preempted;
    longest = std::max(longest, took);
    ++waits.looks;
  }
  return waits;
}

void pour(const DataSet& data, const std::atomic<bool>& going, JobCache& cache, const test::BenchJobs& jobs) {
  std::vector<Job> made;
  for (std::uint32_t i = 0; i < std::min(data.jobs, 200'000u); ++i) made.push_back(jobs.job(i));
  const std::size_t n = made.size();
  for (std::size_t at = 0; going; at = (at + 1000) % n) {
    std::vector<JobView> page;
    for (std::size_t i = at; i < std::min(at + 1000, n); ++i) {
      made[i].status = static_cast<Status>((static_cast<std::size_t>(made[i].status) + 1) % kStatuses);
      page.push_back(view_of(made[i]));
    }
    OriginCache(cache).apply({page, {}, 1, nullptr});
  }
}

// Once with the two calls, and once with nothing between the two looks at the clock: what this machine does by itself.
void longest_wait(benchmark::State& state, bool look) {
  LoadedCache& cache = loaded(DataSet(state));
  const SystemClock clock;
  ViewBuilder views(cache.cache, clock, [] {});
  cache.on_wake = [&] { views.refresh(); };
  Query query;
  query.sort = {{SortColumn::Status, true}};
  views.want({query});
  for (auto _ : state) {
    std::atomic<bool> going = true;
    std::jthread writer([&] { pour(cache.data, going, cache.cache, cache.jobs); });
    std::jthread stop([&] {
      std::this_thread::sleep_for(std::chrono::seconds(4));
      going = false;
    });
    const Waits waits = watch(going, [&] {
      if (!look) return;
      const Snapshot snapshot = cache.cache.snapshot();
      const ShownView shown = views.newest();
      benchmark::DoNotOptimize(shown.waiting + snapshot.rows());
    });
    state.SetIterationTime(waits.longest);
    state.counters["preempted_us"] = waits.longest_preempted * 1e6;
    state.counters["looks"] = static_cast<double>(waits.looks);
  }
  cache.on_wake = [] {};
}

void one_size(benchmark::internal::Benchmark* b) {
  b->ArgNames({"jobs", "unique"})
      ->Args({1'000'000, 0})
      ->Unit(benchmark::kMicrosecond)
      ->UseManualTime()
      ->Iterations(1)
      ->Repetitions(3);
}

BENCHMARK_CAPTURE(longest_wait, snapshot_and_newest, true)->Apply(one_size);
BENCHMARK_CAPTURE(longest_wait, nothing_at_all, false)->Apply(one_size);

}  // namespace

}  // namespace syncwall::bench
