// RowFilter held to the naive reading of query.md, on random queries and hostile names, with one memory for all.
#include <doctest/doctest.h>

#include "cache/job_cache.h"
#include "cache/views/row_filter.h"
#include "jobs/filter/filter_grammar.h"
#include "support/naive_query.h"
#include "support/random_queries.h"

using namespace syncwall;
using namespace syncwall::test;

TEST_CASE("rows match as whole jobs do by the naive reading, while jobs come and change") {
  JobCache cache([] {});
  RandomJobs random(21, true);
  RandomQueries queries(22);
  FilterMemory memory;
  std::vector<Job> jobs;
  const WallMs now = 30 * 3'600'000;
  Filter filter;
  std::int64_t matched = 0;
  for (int step = 0; step < 400; ++step) {
    if (step % 10 == 0) {
      std::vector<JobView> views;
      const std::size_t before = jobs.size();
      for (std::uint64_t i = 0; i < 40; ++i) jobs.push_back(random.job(before + i));
      for (int i = 0; i < 10; ++i) random.run(jobs[random.below(jobs.size())]);
      for (const Job& job : jobs) views.push_back(view_of(job));
      OriginCache(cache).apply({views, {}, 1, nullptr});
    }
    // As people do: mostly one term more, now and then another query.
    if (filter.terms.size() > 4 || queries.below(4) == 0)
      filter = queries.filter();
    else
      filter.terms.push_back(queries.term());
    const Snapshot snapshot = cache.snapshot();
    const auto deleting = std::make_shared<const std::vector<CacheRow>>(std::vector{CacheRow{3}, CacheRow{7}});
    const auto prod = std::make_shared<const std::vector<OriginContext>>(1, OriginContext{"prod", 0});
    const RowFilter rows(snapshot, filter, {now, prod, deleting}, memory, {});
    const RowFilter alone(snapshot, filter, {now, prod});
    const NaiveQuery naive(filter, now, "prod");
    CAPTURE(filter_text(filter));
    for (std::uint32_t i = 0; i < snapshot.rows(); ++i) {
      Snapshot::IdBuffers ids;
      const bool expected = naive.matches(to_owned(snapshot.job(CacheRow{i}, ids)));
      REQUIRE(alone.matches(CacheRow{i}) == expected);
      if (i != 3 && i != 7) REQUIRE(rows.matches(CacheRow{i}) == expected);
      matched += expected ? 1 : 0;
    }
  }
  CHECK(matched > 1'000);
}

TEST_CASE("is:deleting matches the rows that are being deleted, and its negation the others") {
  JobCache cache([] {});
  RandomJobs random(1);
  std::vector<Job> jobs;
  std::vector<JobView> views;
  for (std::uint64_t i = 0; i < 9; ++i) jobs.push_back(random.job(i));
  for (const Job& job : jobs) views.push_back(view_of(job));
  OriginCache(cache).apply({views, {}, 1, nullptr});
  const auto deleting = std::make_shared<const std::vector<CacheRow>>(std::vector{CacheRow{2}, CacheRow{5}});
  for (const bool negated : {false, true}) {
    const Filter filter{{Term{QueryField::Is, negated, {Special::Deleting}}}};
    const Snapshot snapshot = cache.snapshot();
    const RowFilter rows(snapshot, filter, {0, nullptr, deleting});
    for (std::uint32_t i = 0; i < 9; ++i) CHECK(rows.matches(CacheRow{i}) == ((i == 2 || i == 5) != negated));
  }
}
