// A cache filled with the benchmark data set, and what all benchmarks of the cache share. One thread at a time.
#pragma once

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cache/job_cache.h"
#include "cache/views/view_builder.h"
#include "support/bench_jobs.h"

namespace syncwall::bench {

using test::BenchNames;

// A benchmark's two arguments: how many jobs, and whether their collections are unique.
struct DataSet {
  explicit DataSet(const benchmark::State& state)
      : jobs(static_cast<std::uint32_t>(state.range(0))),
        names(state.range(1) != 0 ? BenchNames::kUnique : BenchNames::kShared) {}
  std::uint32_t jobs;
  BenchNames names;
  friend bool operator==(const DataSet&, const DataSet&) = default;
};

// Each size and variant; times in ms, the least of several runs: other programs share this machine.
void every_size(benchmark::internal::Benchmark* b);

// Seconds since some moment.
[[nodiscard]] double seconds();

struct LoadedCache {
  explicit LoadedCache(const DataSet& data);
  void change_hundred();  // the next second of the live stream

  const DataSet data;
  const test::BenchJobs jobs{data.names};
  std::function<void()> on_wake = [] {};
  JobCache cache{[this] { on_wake(); }};
  std::int64_t bytes = 0;        // that the cache holds after loading
  std::int64_t allocations = 0;  // that loading made
  std::vector<Job> now;          // the jobs as they are, by number
  std::uint32_t second = 0;
};

// The one asked for last is kept, since loading takes seconds. Ends the program if the data set is not what the
// README says: figures of wrong answers are worth nothing.
LoadedCache& loaded(const DataSet& data);

// A body of GET /jobs with the jobs from `first` on.
[[nodiscard]] std::string page_body(const test::BenchJobs& jobs, std::uint32_t first, std::uint32_t count,
                                    std::uint32_t total);

}  // namespace syncwall::bench
