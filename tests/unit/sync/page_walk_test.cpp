// What the pages of a walk must add up to, and what a server with a changing list may do all the same.
#include "sync/page_walk.h"

#include <doctest/doctest.h>

#include "support/job_list.h"
#include "support/random_jobs.h"

using namespace syncwall;
using test::RandomJobs;
using test::to_list;

namespace {

JobPage page(std::uint64_t from, std::uint64_t to, std::int64_t total, std::uint64_t revision, std::string next) {
  RandomJobs random(1);
  std::vector<Job> jobs;
  for (std::uint64_t i = from; i < to; ++i) jobs.push_back(random.job(i));
  JobPage made;
  made.list = to_list(std::move(jobs));
  made.total = total;
  made.revision = revision;
  made.next_cursor = std::move(next);
  return made;
}

std::string why(const Result<Done>& result) { return result.ok() ? "" : result.problem().why; }

}  // namespace

TEST_CASE("an honest walk is taken whole, also where jobs come and go meanwhile, as far as the revision tells") {
  PageWalk walk;
  CHECK(walk.take(page(0, 10, 25, 100, "a"), true).ok());
  CHECK(walk.take(page(10, 20, 25, 103, "b"), true).ok());
  SUBCASE("as many as counted") { CHECK(walk.take(page(20, 25, 25, 103, ""), true).ok()); }
  SUBCASE("three fewer") { CHECK(walk.take(page(20, 22, 25, 103, ""), true).ok()); }
  SUBCASE("three more") { CHECK(walk.take(page(20, 28, 25, 103, ""), true).ok()); }
  CHECK(walk.done);
  CHECK(walk.held_to(22).ok());
  CHECK(why(walk.held_to(21)) == "its pages hold 21 of the 25 jobs that it counts");
}

TEST_CASE("what no change explains ends the walk, and nothing of that page is taken") {
  PageWalk walk;
  REQUIRE(walk.take(page(0, 10, 25, 100, "a"), true).ok());
  REQUIRE(walk.take(page(10, 20, 25, 101, "b"), true).ok());
  CHECK(why(walk.take(page(20, 23, 25, 101, ""), true)) == "its pages hold 23 of the 25 jobs that it counts");
  CHECK(why(walk.take(page(20, 27, 25, 101, "c"), true)) == "its pages go on after the 25 jobs that it counts");
  CHECK(why(walk.take(page(20, 25, 25, 101, "a"), true)) == "its pages go round in circles");
  CHECK(why(walk.take(page(20, 25, 25, 101, "b"), true)) == "its pages go round in circles");
  CHECK(why(walk.take(page(0, 0, 25, 101, "c"), true)) == "an empty page says that more follow it");
  CHECK(walk.rows == 20);
  CHECK(walk.cursor == "b");
  walk.restart();
  CHECK(walk.take(page(0, 10, 25, 100, "a"), true).ok());
}

TEST_CASE("records that can't be read count as brought") {
  PageWalk walk;
  JobPage with_skipped = page(0, 8, 10, 5, "");
  with_skipped.list.skipped = 2;
  CHECK(walk.take(with_skipped, true).ok());
  CHECK(walk.held_to(8).ok());
}

TEST_CASE("without revisions or a total only the cursors are held to, and empty pages are fine where none sorts") {
  PageWalk walk;
  CHECK(walk.take(page(0, 10, -1, 0, "a"), false).ok());
  CHECK(walk.take(page(0, 0, -1, 0, "b"), false).ok());
  CHECK(walk.take(page(0, 10, 3, 0, "c"), false).ok());
  CHECK_FALSE(walk.take(page(0, 10, 3, 0, "a"), false).ok());
  CHECK(walk.take(page(0, 0, -1, 0, ""), false).ok());
  CHECK(walk.held_to(0).ok());
  // A revision that goes backwards tells nothing about how much has changed.
  PageWalk other;
  CHECK(other.take(page(0, 10, 100, 9, "a"), true).ok());
  CHECK(other.take(page(10, 20, 100, 7, ""), true).ok());
}
