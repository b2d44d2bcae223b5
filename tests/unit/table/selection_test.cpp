#include "table/selection.h"

#include <doctest/doctest.h>

#include "support/plain_query.h"
#include "support/table_fixture.h"

using namespace syncwall;
using namespace syncwall::test;

TEST_CASE("ticks belong to jobs: they survive another order and a filter, and the hidden ones are counted") {
  TableFixture f;
  f.put(some_jobs(10));
  Selection selection;
  const auto view = f.view();
  selection.toggle((*view)[ViewRow(2)]);
  selection.toggle((*view)[ViewRow(7)]);
  CHECK(selection.count() == 2);
  CHECK(selection.in_view(view).extent == Selection::Extent::Some);
  CHECK(selection.in_view(view).hidden == 0);

  Query only;
  set_collection(only.filter, "1007");
  const auto filtered = f.view(only);
  REQUIRE(filtered->size() == 1);
  CHECK(selection.contains((*filtered)[ViewRow(0)]));
  CHECK(selection.in_view(filtered).hidden == 1);
  CHECK(selection.in_view(filtered).extent == Selection::Extent::All);
}

TEST_CASE(
    "Shift ticks the range in the shown order, from where it begins; a shorter one gives back what the longer one "
    "ticked") {
  TableFixture f;
  f.put(some_jobs(10));
  const auto view = f.view({{}, {{SortColumn::Collection, false}}});
  Selection selection;
  selection.toggle((*view)[ViewRow(8)]);
  selection.range_to(*view, ViewRow(3));
  CHECK(selection.count() == 6);
  for (std::uint32_t i = 0; i < 10; ++i) CHECK(selection.contains((*view)[ViewRow(i)]) == (i >= 3 && i <= 8));
  selection.range_to(*view, ViewRow(6));
  CHECK(selection.count() == 3);
  selection.range_to(*view, ViewRow(9));
  CHECK(selection.count() == 2);
  selection.toggle((*view)[ViewRow(5)]);
  selection.toggle((*view)[ViewRow(5)]);  // off again: a range from there ticks all the same
  selection.range_to(*view, ViewRow(4));
  CHECK(selection.count() == 4);
}

TEST_CASE("a range begins where somebody clicked or moved the cursor, and leaves other ticks alone (D4)") {
  TableFixture f;
  f.put(some_jobs(10));
  const auto view = f.view();
  Selection selection;
  selection.toggle((*view)[ViewRow(5)]);
  selection.anchor_at((*view)[ViewRow(2)]);
  selection.range_to(*view, ViewRow(6));
  CHECK(selection.count() == 5);
  selection.range_to(*view, ViewRow(3));
  CHECK(selection.count() == 3);
  CHECK(selection.contains((*view)[ViewRow(2)]));
  CHECK(selection.contains((*view)[ViewRow(5)]));
}

TEST_CASE("all that match, asked for before all is loaded, takes in the rest, minus what was unticked since") {
  TableFixture f;
  const auto jobs = some_jobs(20);
  f.put({jobs.begin(), jobs.begin() + 5}, false);
  Selection selection;
  auto view = f.view();
  REQUIRE(view->size() == 5);
  selection.all_matching(*view);
  CHECK(selection.pending());
  CHECK(selection.count() == 100);  // what the server counts
  selection.set((*view)[ViewRow(1)], false);
  CHECK(selection.count() == 99);
  f.put(jobs);
  selection.settle(f.cache.snapshot(), kNow);
  CHECK_FALSE(selection.pending());
  CHECK(selection.count() == 19);
  CHECK_FALSE(selection.contains((*view)[ViewRow(1)]));
}

TEST_CASE("a deleted job falls out of the selection") {
  TableFixture f;
  f.put(some_jobs(3));
  Selection selection;
  const auto view = f.view();
  selection.all_matching(*view);
  CHECK(selection.in_view(view).extent == Selection::Extent::All);
  f.remove("job-1001");
  selection.settle(f.cache.snapshot(), kNow);
  CHECK(selection.count() == 2);
  selection.clear();
  CHECK(selection.empty());
  CHECK(selection.in_view(view).extent == Selection::Extent::None);
}

TEST_CASE("a view at the address of another one, which is gone, is counted anew") {
  TableFixture f;
  f.put(some_jobs(10));
  Selection selection;
  selection.toggle((*f.view())[ViewRow(2)]);
  // One block of memory for both, as an allocator gives it.
  alignas(View) static std::byte place[sizeof(View)];
  const auto put_there = [](const View& view) {
    return std::shared_ptr<const View>(new (place) View(view), [](const View* v) { v->~View(); });
  };
  auto all = put_there(*f.view());
  CHECK(selection.in_view(all).hidden == 0);
  all.reset();
  View none = *f.view();
  none.rows.clear();
  const auto other = put_there(none);
  CHECK(selection.in_view(other).hidden == 1);
}

TEST_CASE("all that match, of more jobs than are kept here, ends: with all where they fit, else with those that do") {
  TableFixture f;
  const auto jobs = some_jobs(20);
  f.put({jobs.begin(), jobs.begin() + 5}, false);  // of 100
  Selection selection;
  auto view = f.view();
  selection.all_matching(*view);
  selection.set((*view)[ViewRow(1)], false);
  selection.complete_from(*view, false);
  CHECK(selection.pending());  // more comes
  f.put(jobs, false);
  view = f.view();
  REQUIRE(view->size() == 20);
  SUBCASE("another filter's rows say nothing") {
    Query other = TableFixture::by_collection();
    set_collection(other.filter, "1001");
    selection.complete_from(*f.view(other), true);
    CHECK(selection.pending());
  }
  selection.settle(f.cache.snapshot(), kNow);
  selection.complete_from(*view, true);
  CHECK_FALSE(selection.pending());
  CHECK(selection.count() == 19);
  CHECK(selection.capped_of() == 100);
  CHECK_FALSE(selection.contains((*view)[ViewRow(1)]));
  f.remove("job-1003");
  selection.settle(f.cache.snapshot(), kNow);
  CHECK(selection.count() == 18);
  selection.clear();
  CHECK(selection.capped_of() == 0);
}

TEST_CASE("a selection that spans chunks loses the dead ones of each, and only those") {
  TableFixture f;
  f.put(some_jobs(5'000));
  Selection selection;
  selection.all_matching(*f.view());
  selection.settle(f.cache.snapshot(), kNow);
  for (const int n : {0, 1'023, 1'024, 2'500, 4'999}) f.remove("job-" + std::to_string(1'000 + n));
  selection.settle(f.cache.snapshot(), kNow);
  CHECK(selection.count() == 4'995);
  selection.clear();
  selection.settle(f.cache.snapshot(), kNow);
  f.remove("job-1500");
  selection.all_matching(*f.view());
  f.remove("job-1600");
  selection.settle(f.cache.snapshot(), kNow);
  CHECK(selection.count() == 4'993);
}
