#include "loaded_cache.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <span>

#include "cache/views/view.h"
#include "jobs/job_json.h"
#include "live_bytes.h"
#include "support/plain_query.h"

namespace syncwall::bench {

namespace {

constexpr std::uint32_t kPage = 1000;

void demand(bool holds, const char* what, std::int64_t got, std::int64_t expected) {
  if (holds) return;
  std::fprintf(stderr, "syncwall-bench: %s: got %lld, expected %lld\n", what, static_cast<long long>(got),
               static_cast<long long>(expected));
  std::abort();
}

// The README's counts are for a million; of fewer jobs, the cache is held to a plain count.
void check(const LoadedCache& loaded) {
  ViewFactory factory;
  for (const test::BenchFilter& f : test::kBenchFilters) {
    for (const auto& [needle, of_million] :
         {std::pair{f.third, f.third_of_million}, std::pair{f.fourth, f.fourth_of_million}}) {
      Query query;
      test::set_collection(query.filter, needle);
      const auto got =
          static_cast<std::int64_t>(factory.build(loaded.cache.snapshot(), query, test::kBenchNow)->size());
      if (loaded.data.jobs == 1'000'000 && loaded.data.names == BenchNames::kShared)
        demand(got == of_million, needle, got, of_million);
      std::int64_t expected = 0;
      for (const Job& job : loaded.now) {
        std::string name = job.collection_name;
        for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        expected += name.find(needle) != std::string::npos ? 1 : 0;
      }
      demand(got == expected, needle, got, expected);
    }
  }
}

}  // namespace

void every_size(benchmark::internal::Benchmark* b) {
  for (const std::int64_t n : {10'000, 100'000, 1'000'000}) {
    for (const std::int64_t unique : {0, 1}) b->Args({n, unique});
  }
  b->ArgNames({"jobs", "unique"})->Unit(benchmark::kMillisecond);
}

double seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

LoadedCache::LoadedCache(const DataSet& d) : data(d) {
  now.reserve(data.jobs);
  for (std::uint32_t i = 0; i < data.jobs; ++i) now.push_back(jobs.job(i));
  const std::int64_t bytes_before = live_bytes(), allocations_before = bench::allocations();
  auto frontier = std::make_shared<Frontier>();
  frontier->complete = true;
  std::vector<JobView> page;
  page.reserve(kPage);
  const std::int64_t of_page = live_bytes() - bytes_before;
  for (std::uint32_t first = 0; first < data.jobs; first += kPage) {
    page.clear();
    for (std::uint32_t i = first; i < std::min(first + kPage, data.jobs); ++i) page.push_back(view_of(now[i]));
    OriginCache(cache).apply({page, {}, 1, frontier});
  }
  bytes = live_bytes() - bytes_before - of_page;
  allocations = bench::allocations() - allocations_before;
}

void LoadedCache::change_hundred() {
  std::vector<JobView> changed;
  for (const auto& [number, status] : test::BenchJobs::changes(++second, data.jobs)) {
    now[number].status = status;
    changed.push_back(view_of(now[number]));
  }
  OriginCache(cache).apply({changed, {}, 1, nullptr});
}

LoadedCache& loaded(const DataSet& data) {
  static std::unique_ptr<LoadedCache> kept;
  if (kept && kept->data == data) return *kept;
  kept.reset();
  kept = std::make_unique<LoadedCache>(data);
  check(*kept);
  return *kept;
}

std::string page_body(const test::BenchJobs& jobs, std::uint32_t first, std::uint32_t count, std::uint32_t total) {
  std::string body = "{\"items\":[";
  for (std::uint32_t i = first; i < first + count; ++i) {
    if (i > first) body += ',';
    append_job_json(body, view_of(jobs.job(i)));
  }
  return body + "],\"total\":" + std::to_string(total) + ",\"revision\":1,\"next_cursor\":\"c" + std::to_string(first) +
         "\"}";
}

}  // namespace syncwall::bench
