// From what a person does, or a server tells, to the new view published, through the view builder and its thread.
#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "jobs/filter/filter_grammar.h"
#include "live_bytes.h"
#include "loaded_cache.h"
#include "support/plain_query.h"

namespace syncwall::bench {

namespace {

// A builder over a loaded cache, which can be waited for.
class Watch {
 public:
  explicit Watch(LoadedCache& cache) : cache_(cache) {
    cache_.on_wake = [this] { views_.refresh(); };
  }
  ~Watch() {
    cache_.on_wake = [] {};
  }

  // Seconds until the answer was published.
  double want(const Query& query, bool hold = false) {
    const double start = seconds();
    views_.want({query, hold});
    await();
    return done_ - start;
  }
  // Seconds from the publication of a hundred changes until the view with them was published.
  double change_hundred() {
    double start = 0;
    cache_.on_wake = [&] {
      start = seconds();
      views_.refresh();
    };
    cache_.change_hundred();
    await();
    return done_ - start;
  }
  // So much later that nothing is kept of the views before.
  void much_later() { clock_.advance(60'000); }
  [[nodiscard]] ShownView shown() const { return views_.newest(); }

 private:
  void await() {
    std::unique_lock lock(mutex_);
    published_.wait(lock, [&] { return woken_; });
    woken_ = false;
  }
  void woken() {
    const double at = seconds();
    if (!views_.newest().current) return;
    const std::scoped_lock lock(mutex_);
    done_ = at;
    woken_ = true;
    published_.notify_all();
  }

  LoadedCache& cache_;
  ManualClock clock_{test::kBenchNow};
  std::mutex mutex_;
  std::condition_variable published_;
  bool woken_ = false;
  double done_ = 0;
  ViewBuilder views_{cache_.cache, clock_, [this] { woken(); }};
};

Query sorted_by(SortColumn column, bool ascending = true) { return {{}, {{column, ascending}}}; }

Query containing(const char* needle) {
  Query query;
  test::set_collection(query.filter, needle);
  return query;
}

// Five terms, one of them a pattern and one a not. Two of them, so that nothing is known of the texts.
constexpr std::array<const char*, 2> kFiveTerms = {
    "collection:/^(amber|onyx) .*(berlin|tokyo)$/ -type:s3 status:completed,failed user:an created:>30d",
    "collection:/^(coral|delta) .*(paris|oslo)$/ -type:gcs status:completed,failed user:li created:>30d"};
// Texts enough for all others to be forgotten.
const char* const kOtherTexts = "user:zzz1 collection:zzz2 email:zzz3 user:zzz4 collection:zzz5 email:zzz6";

Query read(const std::string& text) {
  const auto query = read_query(text);
  if (!query.ok()) std::abort();
  return query.value().query;
}

// Runs `step` (which returns the seconds of what is measured), and tells the median and the least of them as well:
// other programs share the machine.
template <class Step>
void measure(benchmark::State& state, Step step) {
  std::vector<double> taken;
  std::size_t turn = 0;
  for (auto _ : state) {
    taken.push_back(step(turn++));
    state.SetIterationTime(taken.back());
  }
  std::ranges::sort(taken);
  state.counters["median_ms"] = taken[taken.size() / 2] * 1000;
  state.counters["least_ms"] = taken.front() * 1000;
}

void filter_third_character(benchmark::State& state) {
  Watch watch(loaded(DataSet(state)));
  measure(state, [&](std::size_t turn) {
    watch.want({});
    return watch.want(containing(test::kBenchFilters[turn % test::kBenchFilters.size()].third));
  });
}

void filter_fourth_character(benchmark::State& state) {
  Watch watch(loaded(DataSet(state)));
  measure(state, [&](std::size_t turn) {
    const test::BenchFilter& f = test::kBenchFilters[turn % test::kBenchFilters.size()];
    watch.want({});
    watch.want(containing(f.third));
    return watch.want(containing(f.fourth));
  });
}

void filter_five_terms(benchmark::State& state) {
  Watch watch(loaded(DataSet(state)));
  measure(state, [&](std::size_t turn) {
    watch.want(read(kOtherTexts));
    watch.want({});
    return watch.want(read(kFiveTerms[turn % 2]));
  });
}

// A text that grows, and a sixth term.
void narrow_five_terms(benchmark::State& state) {
  Watch watch(loaded(DataSet(state)));
  const std::string still =
      "collection:/^(amber|onyx) .*(berlin|tokyo)$/ -type:s3 status:completed,failed created:<2025-01-01Z user:";
  measure(state, [&](std::size_t turn) {
    watch.want({});
    watch.want(read(still + "a"));
    return watch.want(read(still + "an error:40" + std::to_string(turn % 10)));
  });
}

// As the first click on the header, a second after everything was loaded: the texts have been ranked meanwhile.
void sort_by_collection_first(benchmark::State& state) {
  LoadedCache& cache = loaded(DataSet(state));
  measure(state, [&](std::size_t) {
    Watch watch(cache);
    watch.want({});
    std::this_thread::sleep_for(std::chrono::seconds(1));
    return watch.want(sorted_by(SortColumn::Collection));
  });
}

// The same with no second between: the texts have no ranks yet.
void sort_by_collection_at_once(benchmark::State& state) {
  LoadedCache& cache = loaded(DataSet(state));
  measure(state, [&](std::size_t) {
    Watch watch(cache);
    watch.want({});
    return watch.want(sorted_by(SortColumn::Collection));
  });
}

void sort_by_collection_again(benchmark::State& state) {
  Watch watch(loaded(DataSet(state)));
  watch.want(sorted_by(SortColumn::Collection));
  measure(state, [&](std::size_t) {
    watch.want({});
    watch.much_later();
    return watch.want(sorted_by(SortColumn::Collection));
  });
}

void sort_by_last_sync(benchmark::State& state) {
  Watch watch(loaded(DataSet(state)));
  watch.want({});
  measure(state, [&](std::size_t) {
    watch.want(sorted_by(SortColumn::Collection));
    watch.much_later();
    return watch.want(sorted_by(SortColumn::LastSync, false));
  });
}

void merge_hundred_changes(benchmark::State& state) {
  Watch watch(loaded(DataSet(state)));
  watch.want(sorted_by(SortColumn::Status));
  std::int64_t made = 0;
  measure(state, [&](std::size_t) {
    const std::int64_t before = allocations();
    const double took = watch.change_hundred();
    made = allocations() - before;
    return took;
  });
  state.counters["allocations"] = static_cast<double>(made);
}

// The pointer rests on the table: the order is held, and what waits is counted.
void count_hundred_waiting(benchmark::State& state) {
  Watch watch(loaded(DataSet(state)));
  watch.want(sorted_by(SortColumn::Status));
  watch.want(sorted_by(SortColumn::Status), true);
  measure(state, [&](std::size_t) { return watch.change_hundred(); });
}

void some(benchmark::internal::Benchmark* b) { b->UseManualTime()->Iterations(21); }
void many(benchmark::internal::Benchmark* b) { b->UseManualTime()->Iterations(50); }
void few(benchmark::internal::Benchmark* b) { b->UseManualTime()->Iterations(5); }

BENCHMARK(filter_third_character)->Apply(every_size)->Apply(some);
BENCHMARK(filter_fourth_character)->Apply(every_size)->Apply(some);
BENCHMARK(filter_five_terms)->Apply(every_size)->Apply(some);
BENCHMARK(narrow_five_terms)->Apply(every_size)->Apply(some);
BENCHMARK(sort_by_collection_first)->Apply(every_size)->Apply(few);
BENCHMARK(sort_by_collection_at_once)->Apply(every_size)->Apply(few);
BENCHMARK(sort_by_collection_again)->Apply(every_size)->Apply(some);
BENCHMARK(sort_by_last_sync)->Apply(every_size)->Apply(some);
BENCHMARK(merge_hundred_changes)->Apply(every_size)->Apply(many);
BENCHMARK(count_hundred_waiting)->Apply(every_size)->Apply(some);

}  // namespace

}  // namespace syncwall::bench
