#include "jobs/order.h"
#include "support/plain_query.h"

#include <doctest/doctest.h>

using namespace syncwall;
using namespace syncwall::test;

namespace {
Job job_named(std::string id, std::string collection, WallMs last_sync = kNever) {
  Job job;
  job.id = std::move(id);
  job.collection_name = std::move(collection);
  job.last_sync_at = last_sync;
  return job;
}
bool before(const Job& a, const Job& b, std::vector<SortKey> sort) {
  return compare_jobs(view_of(a), view_of(b), sort) < 0;
}
}  // namespace

TEST_CASE("text is ordered by folded bytes, equal text by id in both directions") {
  const Job a = job_named("2", "Zebra"), b = job_named("1", "alpha"), c = job_named("3", "ALPHA");
  CHECK(before(b, a, {{SortColumn::Collection, true}}));
  CHECK(before(a, b, {{SortColumn::Collection, false}}));
  CHECK(before(b, c, {{SortColumn::Collection, true}}));
  CHECK(before(b, c, {{SortColumn::Collection, false}}));
}

TEST_CASE("a job that never ran is last in both directions") {
  const Job never = job_named("1", "x"), ran = job_named("2", "x", 5);
  CHECK(before(ran, never, {{SortColumn::LastSync, true}}));
  CHECK(before(ran, never, {{SortColumn::LastSync, false}}));
}

TEST_CASE("the second key decides among equals of the first") {
  Job a = job_named("1", "x", 10), b = job_named("2", "x", 20);
  a.status = b.status = Status::Failed;
  CHECK(before(b, a, {{SortColumn::Status, true}, {SortColumn::LastSync, false}}));
}

TEST_CASE("filters are case-insensitive substrings of what is shown") {
  Job job = job_named("1", "Ирина · in review");
  job.user_id = "User-77";
  Filter filter;
  set_collection(filter, "ИРИНА");
  CHECK(matches(view_of(job), filter, 0));
  set_user(filter, "user-7");
  CHECK(matches(view_of(job), filter, 0));
  set_user(filter, "%");
  CHECK_FALSE(matches(view_of(job), filter, 0));
}

TEST_CASE("status and lateness are one filter: either lets a job pass") {
  Job job = job_named("1", "x", 0);
  job.status = Status::Completed;
  job.schedule_s = 60;
  Filter filter;
  set_statuses(filter, bit(Status::Failed));
  CHECK_FALSE(matches(view_of(job), filter, 3'600'000));
  set_overdue(filter, true);
  CHECK(matches(view_of(job), filter, 3'600'000));
  CHECK_FALSE(matches(view_of(job), filter, 60'000));
}
