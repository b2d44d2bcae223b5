// The client's threads against the real job server, over real HTTP.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "support/plain_query.h"
#include "support/random_jobs.h"
#include "support/running_server.h"
#include "support/wait_until.h"
#include "sync/fetch_thread.h"
#include "sync/order_thread.h"

using namespace syncwall;
using namespace syncwall::test;
using Running = test::RunningServer;
using test::wait_until;

namespace {

FetchOptions quick() {
  FetchOptions options;
  options.poll_interval_ms = 20;
  options.max_wait_ms = 5;
  return options;
}

bool settled(const FetchThread& fetch, std::uint32_t jobs, const JobCache& cache) {
  const auto status = fetch.status();
  return status->complete && status->summary && cache.snapshot().live_rows() == jobs;
}

}  // namespace

TEST_CASE("every job of the server arrives in the cache, and so do later changes and deletions") {
  Running server(3'500);
  const SystemClock clock;
  JobCache cache([] {});
  FetchThread fetch(server.source(SourceKind::Auto), cache, clock, quick(), Query{}, [] {});
  REQUIRE(wait_until([&] { return settled(fetch, 3'500, cache); }));
  const auto status = fetch.status();
  CHECK(status->connection.link == Link::Live);
  CHECK(status->connection.problem.text().empty());
  CHECK(status->walked == 3'500);
  CHECK(status->summary->total == 3'500);
  CHECK(status->capabilities.actions.has(RowAction::Delete));
  REQUIRE(status->account);
  CHECK(status->account->is_admin);

  test::RandomJobs random(99);
  REQUIRE(server.store().put(std::vector<Job>{random.job(9'000'001)}).ok());
  CHECK(wait_until([&] { return test::cached_ids(cache).contains(test::RandomJobs::id(9'000'001)); }));
  const std::vector<std::string> gone = {test::RandomJobs::id(1), test::RandomJobs::id(2)};
  REQUIRE(server.store().remove({true, ""}, gone, {}).ok());
  CHECK(wait_until([&] { return cache.snapshot().live_rows() == 3'499; }));
  CHECK_FALSE(test::cached_ids(cache).contains(gone[0]));
}

TEST_CASE("the server says what time it is, by which its times are young or late") {
  Running server(1);
  const auto source = server.source(SourceKind::Syncwall);
  REQUIRE(source->account().ok());
  REQUIRE(source->clock_ahead_ms().has_value());
  CHECK(std::abs(*source->clock_ahead_ms()) < 60'000);
}

TEST_CASE("a deletion on its own connection leaves the server and the cache, and no page brings a job back") {
  Running server(1'300);
  const SystemClock clock;
  JobCache cache([] {});
  FetchThread fetch(server.source(), cache, clock, quick(), Query{}, [] {});
  OrderThread deletion(server.source(), cache, [] {});
  std::vector<std::string> ids;
  for (std::uint64_t i = 0; i < 1'200; ++i) ids.push_back(test::RandomJobs::id(i));
  ids.push_back("never was");
  deletion.start(7, RowAction::Delete, ids);  // while the walk is under way
  REQUIRE(wait_until([&] { return deletion.progress()->request_id == 7 && deletion.progress()->finished; }));
  const auto progress = deletion.progress();
  REQUIRE(progress->results.size() == 1'201);
  CHECK(progress->results.count(OrderResult::Kind::Done) == 1'200);
  CHECK(progress->results[1'200].kind == OrderResult::Kind::AlreadySo);
  REQUIRE(wait_until([&] { return settled(fetch, 100, cache); }));
  for (const std::string& id : test::cached_ids(cache)) CHECK(std::ranges::find(ids, id) == ids.end());
}

TEST_CASE("every query's first page proves a prefix that agrees with the order of the server") {
  Running server(900);
  auto source = server.source();
  REQUIRE(source->account().ok());
  for (std::size_t column = 0; column < kSortColumns; ++column) {
    for (const bool ascending : {true, false}) {
      Query query;
      query.sort = {{static_cast<SortColumn>(column), ascending}};
      set_collection(query.filter, "r");
      set_statuses(query.filter, bit(Status::Failed) | bit(Status::Completed));
      std::string cursor;
      std::set<std::string> seen;
      std::int64_t total = -1;
      do {
        const auto page = source->page(query, cursor, 70);
        REQUIRE(page.ok());
        for (const JobView& job : page.value().list.jobs) CHECK(seen.insert(std::string(job.id)).second);
        cursor = page.value().next_cursor;
        total = page.value().total;
      } while (!cursor.empty());
      CHECK(static_cast<std::int64_t>(seen.size()) == total);
    }
  }
}
