#include "table/scroll_anchor.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/table_fixture.h"

using namespace syncwall;
using namespace syncwall::test;

TEST_CASE("the anchor follows its job when rows come and go above it") {
  TableFixture f;
  const auto jobs = some_jobs(20);
  f.put({jobs.begin() + 5, jobs.end()});
  ScrollAnchor anchor;
  anchor.remember(f.view(), ViewRow(4), 0.25);  // job 1009
  f.put({jobs.begin(), jobs.begin() + 5});
  CHECK(anchor.position_in(*f.view()) == doctest::Approx(9.25));
  f.remove("job-1000");
  CHECK(anchor.position_in(*f.view()) == doctest::Approx(8.25));
  f.remove("job-1009");  // the anchor itself: the next one stands in
  CHECK(anchor.position_in(*f.view()) == doctest::Approx(8));
}

TEST_CASE("top stays top, whatever arrives there") {
  TableFixture f;
  const auto jobs = some_jobs(20);
  f.put({jobs.begin() + 5, jobs.end()});
  ScrollAnchor anchor;
  anchor.remember(f.view(), ViewRow(0), 0);
  f.put(jobs);
  CHECK(anchor.position_in(*f.view()) == 0);
}

TEST_CASE("where all that stood near is gone, the place stays, and a large view is looked at twice at most") {
  TableFixture f;
  f.put(some_jobs(20));
  const auto real = f.view();
  const auto of = [&](std::uint32_t from, std::uint32_t to) {
    auto view = std::make_shared<View>(*real);
    view->rows.clear();
    for (std::uint32_t i = from; i < to; ++i) view->rows.push_back(CacheRow(i));
    return view;
  };
  constexpr std::uint32_t kMany = 3'000'000;
  const auto before = of(0, kMany);
  ScrollAnchor anchor;
  anchor.remember(before, ViewRow(100), 0.5);
  CHECK(anchor.position_in(*of(kMany, 2 * kMany)) == doctest::Approx(100.5));
  CHECK(anchor.position_in(*of(kMany, kMany + 7)) == doctest::Approx(7));
  CHECK(anchor.position_in(*of(130, kMany)) == doctest::Approx(0));  // row 130, the nearest one below
  CHECK(anchor.position_in(*of(40, kMany)) == doctest::Approx(60.5));
  auto backwards = of(103, 150);
  std::reverse(backwards->rows.begin(), backwards->rows.end());
  CHECK(anchor.position_in(*backwards) == doctest::Approx(46));  // 103 is nearer than those that stand before it
}
