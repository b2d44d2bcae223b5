// The job server's store with a million jobs: a page of 1,000 at the start, in the middle and at the end of every sort,
// and behind a filter. What HTTP adds is measured by whole_program.py.
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "loaded_cache.h"
#include "store_sqlite/sqlite_store.h"
#include "support/plain_query.h"

namespace syncwall::bench {

namespace {

constexpr std::int64_t kPage = 1000;

class FilledStore {
 public:
  explicit FilledStore(const DataSet& data) : data_(data) {
    std::filesystem::create_directories(folder_);
    auto opened = SqliteStore::open(folder_ / "jobs.db");
    if (!opened.ok()) return;
    store_ = std::move(opened).value();
    // In the order of ids, as the simulator fills it.
    const test::BenchJobs jobs(data.names);
    std::vector<std::pair<std::string, std::uint32_t>> order;
    for (std::uint32_t i = 0; i < data.jobs; ++i) order.emplace_back(jobs.job(i).id, i);
    std::sort(order.begin(), order.end());
    good_ = store_
                ->fill([&, at = std::size_t{0}]() mutable {
                  return at < order.size() ? std::optional<Job>(jobs.job(order[at++].second)) : std::nullopt;
                })
                .ok();
  }
  ~FilledStore() {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  FilledStore(const FilledStore&) = delete;
  FilledStore& operator=(const FilledStore&) = delete;

  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] const DataSet& data() const { return data_; }
  [[nodiscard]] Result<StoredPage> page(const PageRequest& request) { return store_->page({true, ""}, request); }

 private:
  const DataSet data_;
  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("syncwall-bench-store-" + std::to_string(::getpid()));
  std::unique_ptr<SqliteStore> store_;
  bool good_ = false;
};

// The one asked for last is kept: filling takes a minute.
FilledStore& filled(const DataSet& data) {
  static std::unique_ptr<FilledStore> store;
  if (store && store->data() == data) return *store;
  store.reset();
  store = std::make_unique<FilledStore>(data);
  return *store;
}

// The slowest sort's page, ms: `place` in thousandths of the whole.
void page(benchmark::State& state, std::int64_t place, const char* text) {
  FilledStore& store = filled(DataSet(state));
  if (!store.good()) return state.SkipWithError("the store could not be filled");
  double worst = 0, sum = 0;
  std::int64_t pages = 0;
  for (auto _ : state) {
    for (std::size_t column = 0; column < kSortColumns; ++column) {
      for (const bool ascending : {true, false}) {
        PageRequest request;
        test::set_collection(request.filter, text);
        request.sort = {static_cast<SortColumn>(column), ascending};
        request.limit = 1;
        request.offset = std::max<std::int64_t>(0, state.range(0) * place / 1000 - kPage - 1);
        if (place > 0) {
          // Finding the place is not counted: a client has its cursor from the page before.
          auto before = store.page(request);
          if (!before.ok() || !before.value().next) return state.SkipWithError("no cursor");
          request.after = before.value().next;
        }
        request.offset = 0;
        request.limit = kPage;
        double least = 1e9;
        for (int i = 0; i < 3; ++i) {
          const double start = seconds();
          const auto got = store.page(request);
          least = std::min(least, seconds() - start);
          if (!got.ok() || got.value().jobs.size() != static_cast<std::size_t>(std::min(kPage, state.range(0))))
            return state.SkipWithError("a short page");
        }
        worst = std::max(worst, least);
        sum += least;
        ++pages;
      }
    }
    state.SetIterationTime(sum / static_cast<double>(pages));
  }
  state.counters["worst_sort_ms"] = worst * 1e3;
}

void sizes(benchmark::internal::Benchmark* b) {
  b->Args({100'000, 0})
      ->Args({1'000'000, 0})
      ->ArgNames({"jobs", "unique"})
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond)
      ->Iterations(1);
}

BENCHMARK_CAPTURE(page, at_the_start, 0, "")->Apply(sizes);
BENCHMARK_CAPTURE(page, in_the_middle, 500, "")->Apply(sizes);
BENCHMARK_CAPTURE(page, at_the_end, 1000, "")->Apply(sizes);
BENCHMARK_CAPTURE(page, with_a_text_filter, 0, "ber")->Apply(sizes);

}  // namespace

}  // namespace syncwall::bench
