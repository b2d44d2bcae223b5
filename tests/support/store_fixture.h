// A store of some kind, filled with random hostile jobs. A kind makes a database of its own, and opens it as often as
// it is asked to (support/sqlite_kind.h).
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/store.h"
#include "support/naive_view.h"
#include "support/random_jobs.h"

namespace syncwall::test {

template <class Kind>
class BasicStoreFixture {
 public:
  explicit BasicStoreFixture(std::uint64_t n = 0, std::uint64_t seed = 7) : random(seed) {
    open();
    for (std::uint64_t i = 0; i < n; ++i) jobs.push_back(random.job(i));
    if (n > 0) REQUIRE(store->put(jobs).ok());
  }
  void open(const StoreOptions& options = {}) {
    store.reset();
    store = kind.open(options);
  }
  void open(std::int64_t kept_tombstones) {
    StoreOptions options;
    options.kept_tombstones = kept_tombstones;
    open(options);
  }

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

  Kind kind;
  std::unique_ptr<typename Kind::Opened> store;
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

// What a store refused, and how.
template <class T>
[[nodiscard]] bool is(const Stored<T>& result, StoreError::Kind kind) {
  return !result.ok() && result.problem().kind == kind;
}

}  // namespace syncwall::test
