// Pages parsed and appended, and what the jobs then cost in memory.
#include <algorithm>

#include "live_bytes.h"
#include "loaded_cache.h"
#include "wire/job_decode.h"

namespace syncwall::bench {

namespace {

constexpr std::uint32_t kPage = 1000;
constexpr std::uint32_t kPagesAtOnce = 50;  // made beforehand, so that the bodies of a million jobs needn't be held

enum class Part { kDecode, kIntern, kBoth };

// Bodies of pages → jobs in a published snapshot, on one thread. Items per second are jobs.
void append_pages(benchmark::State& state, Part part) {
  const DataSet data(state);
  const test::BenchJobs jobs(data.names);
  std::int64_t made = 0;
  for (auto _ : state) {
    JobCache cache([] {});
    double spent = 0;
    made = 0;
    for (std::uint32_t first = 0; first < data.jobs; first += kPage * kPagesAtOnce) {
      std::vector<std::string> bodies;
      for (std::uint32_t at = first; at < std::min(first + kPage * kPagesAtOnce, data.jobs); at += kPage) {
        bodies.push_back(page_body(jobs, at, kPage, data.jobs));
      }
      for (std::string& body : bodies) {
        double start = seconds();
        const std::int64_t before = allocations();
        auto page = decode_page(std::move(body));
        if (!page.ok() || page.value().list.jobs.size() != kPage)
          return state.SkipWithError("a page was not understood");
        if (part == Part::kDecode) spent += seconds() - start;
        if (part == Part::kIntern) start = seconds();
        if (part != Part::kDecode) OriginCache(cache).apply({page.value().list.jobs, {}, 1, nullptr});
        if (part != Part::kDecode) spent += seconds() - start;
        made += allocations() - before;
      }
    }
    if (part != Part::kDecode && cache.snapshot().live_rows() != data.jobs)
      return state.SkipWithError("jobs are missing");
    state.SetIterationTime(spent);
  }
  state.SetItemsProcessed(state.iterations() * data.jobs);
  state.counters["allocations_per_job"] = static_cast<double>(made) / data.jobs;
}

void memory(benchmark::State& state) {
  const LoadedCache& cache = loaded(DataSet(state));
  ViewFactory factory;
  const std::int64_t before = live_bytes();
  const auto view = factory.build(cache.cache.snapshot(), {{}, {{SortColumn::Collection, true}}}, test::kBenchNow);
  const std::int64_t of_view = live_bytes() - before;
  for (auto _ : state) benchmark::DoNotOptimize(live_bytes());
  state.counters["cache_bytes_per_job"] = static_cast<double>(cache.bytes) / cache.data.jobs;
  state.counters["view_and_ranks_bytes_per_job"] = static_cast<double>(of_view) / cache.data.jobs;
  state.counters["allocations_per_job"] = static_cast<double>(cache.allocations) / cache.data.jobs;
}

void few(benchmark::internal::Benchmark* b) { b->UseManualTime()->Iterations(1)->Repetitions(3); }

BENCHMARK_CAPTURE(append_pages, parse_and_append, Part::kBoth)->Apply(every_size)->Apply(few);
BENCHMARK_CAPTURE(append_pages, parse_only, Part::kDecode)->Apply(every_size)->Apply(few);
BENCHMARK_CAPTURE(append_pages, append_only, Part::kIntern)->Apply(every_size)->Apply(few);
BENCHMARK(memory)->Apply(every_size)->Iterations(1);

}  // namespace

}  // namespace syncwall::bench
