#include "table/scroll_anchor.h"

#include <doctest/doctest.h>

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
