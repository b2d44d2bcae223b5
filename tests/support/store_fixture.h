// A job store in a folder of its own, filled with random hostile jobs.
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "store_sqlite/store.h"
#include "support/naive_view.h"
#include "support/random_jobs.h"

namespace syncwall::test {

class StoreFixture {
 public:
  explicit StoreFixture(std::uint64_t n = 0, std::uint64_t seed = 7) : random(seed) {
    std::filesystem::create_directories(folder);
    open();
    for (std::uint64_t i = 0; i < n; ++i) jobs.push_back(random.job(i));
    if (n > 0) REQUIRE(store->put(jobs).ok());
  }
  ~StoreFixture() {
    store.reset();
    std::filesystem::remove_all(folder);
  }
  void open(std::int64_t kept_tombstones = 1'000'000) {
    store.reset();
    auto opened = Store::open(file(), kept_tombstones);
    REQUIRE(opened.ok());
    store = std::move(opened).value();
  }
  [[nodiscard]] std::filesystem::path file() const { return folder / "jobs.db"; }

  // All pages of a query, one after the other; `between` is called after each.
  template <class Between>
  std::vector<Job> walk(const Filter& filter, SortKey sort, std::int64_t limit, Between between,
                        const Scope& scope = {true, ""}) {
    std::vector<Job> all;
    PageRequest request;
    request.filter = filter;
    request.sort = sort;
    request.limit = limit;
    while (true) {
      auto page = store->page(scope, request);
      INFO((page.ok() ? std::string() : page.problem().text()));
      REQUIRE(page.ok());
      last_total = page.value().total;
      all.insert(all.end(), page.value().jobs.begin(), page.value().jobs.end());
      if (!page.value().next) return all;
      // As it comes back from a client.
      request.after = parse_cursor(to_text(*page.value().next));
      REQUIRE(request.after.has_value());
      between();
    }
  }
  std::vector<Job> walk(const Filter& filter, SortKey sort, std::int64_t limit, const Scope& scope = {true, ""}) {
    return walk(
        filter, sort, limit, [] {}, scope);
  }

  static std::filesystem::path fresh_folder() {
    static std::atomic<int> number{0};
    return std::filesystem::temp_directory_path() /
           ("syncwall-store-" + std::to_string(::getpid()) + "-" + std::to_string(number++));
  }

  const std::filesystem::path folder = fresh_folder();
  std::unique_ptr<Store> store;
  RandomJobs random;
  std::vector<Job> jobs;
  std::int64_t last_total = -1;
};

inline std::vector<SortKey> every_sort() {
  std::vector<SortKey> all;
  for (std::size_t c = 0; c < kSortColumns; ++c) {
    for (const bool ascending : {true, false}) all.push_back({static_cast<SortColumn>(c), ascending});
  }
  return all;
}

}  // namespace syncwall::test
