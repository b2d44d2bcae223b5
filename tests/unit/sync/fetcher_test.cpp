// The fetcher on a server that is well.
#include <unistd.h>

#include <filesystem>

#include "support/fetcher_bench.h"
#include "support/plain_query.h"

using namespace syncwall;
using namespace syncwall::test;
using test::by_user;
using test::error_of;
using test::FakeServer;
using test::FakeSource;
using test::FetcherBench;
using test::RandomJobs;
using Kind = RequestError::Kind;

TEST_CASE("first who we are, then the query's first page, then counts and changes, then everything") {
  FetcherBench bench(5'000);
  bench.settle();
  const std::vector<std::string> asked = bench.source.asked();
  const std::vector<std::string> start(asked.begin(), asked.begin() + 5);
  CHECK((start == std::vector<std::string>{"account", "capabilities", "page", "changes", "summary"}));
  CHECK(bench.source.times("mirror") == 5);
  CHECK(bench.status.complete);
  CHECK_FALSE(bench.status.walking);
  CHECK(bench.status.walked == 5'000);
  CHECK(bench.status.walk_total == 5'000);
  CHECK(bench.status.connection.link == Link::Live);
  CHECK(bench.status.summary->total == 5'000);
  CHECK(bench.same_as_server());
}

TEST_CASE("the first page is a proven prefix before anything else is known") {
  FetcherBench bench(3'000);
  bench.step();
  bench.step();
  const Frontier frontier = *bench.cache.snapshot().of(Origin{}).frontier;
  CHECK_FALSE(frontier.complete);
  CHECK(frontier.total == 3'000);
  CHECK(bench.cache.snapshot().live_rows() == 200);
  CHECK(bench.status.query_rows == 200);
  CHECK(bench.prefix_is_proven());
}

TEST_CASE("whatever happens on the server between steps, what is shown is a proven prefix and ends as the server") {
  FetcherBench bench(6'000);
  RandomJobs dice(5);
  for (int i = 0; i < 120; ++i) {
    bench.step();
    CHECK(bench.prefix_is_proven());
    for (std::uint64_t n = dice.below(4); n > 0; --n) {
      if (dice.below(3) == 0) bench.server.remove(RandomJobs::id(dice.below(6'200)));
      if (dice.below(3) == 0) bench.server.put(bench.random.job(dice.below(6'200)));
    }
    if (dice.below(20) == 0) {
      bench.wishes.query.sort = {{static_cast<SortColumn>(dice.below(kSortColumns)), dice.below(2) == 0}};
      bench.wishes.rows = static_cast<std::int64_t>(dice.below(3'000));
      bench.fetcher->wish(bench.wishes);
    }
    bench.clock.advance(static_cast<std::int64_t>(dice.below(2'500)));
    // What changed since the last step is known after the next poll; only then must the prefix hold again.
    while (bench.fetcher->step() <= bench.clock.ticks_ms() && !bench.status.complete) {
    }
    bench.clock.advance(2'000);
    bench.settle();
  }
  CHECK(bench.status.complete);
  CHECK(bench.same_as_server());
}

TEST_CASE("during the walk polls come in between, and the walk goes on") {
  FetchOptions options;
  options.page = 100;
  FetcherBench bench(5'000, options);
  bench.source.before = [&](const std::string&) { bench.clock.advance(3'000); };  // each request outlasts the interval
  for (int i = 0; i < 200 && !bench.status.complete; ++i) bench.step();
  CHECK(bench.status.complete);
  CHECK(bench.source.times("mirror") == 50);
  CHECK(bench.source.times("changes") >= 40);
  CHECK(bench.source.times("changes") <= 60);
}

TEST_CASE("a new query is answered next, and walked further only as far as rows are wanted") {
  FetchOptions options;
  options.mirror_limit = 100;  // never all
  FetcherBench bench(5'000, options);
  bench.settle();
  CHECK(bench.status.over_limit);
  CHECK_FALSE(bench.status.complete);
  const std::size_t before = bench.source.times("page");
  bench.wishes.query = by_user();
  bench.fetcher->wish(bench.wishes);
  bench.settle();
  CHECK(bench.source.times("page") == before + 1);
  CHECK(bench.cache.snapshot().of(Origin{}).frontier->walked == server_part(by_user(), full_server()));
  CHECK(bench.prefix_is_proven());
  bench.wishes.rows = 1'100;
  bench.fetcher->wish(bench.wishes);
  bench.settle();
  CHECK(bench.source.times("page") == before + 2);
  CHECK(bench.status.query_rows == 1'200);
  CHECK(bench.prefix_is_proven());
  bench.wishes.rows = 1'000'000;
  bench.fetcher->wish(bench.wishes);
  bench.settle();
  CHECK(bench.cache.snapshot().of(Origin{}).frontier->walk_done);
  CHECK(bench.status.query_rows == 5'000);
}

TEST_CASE("over the limit, changes outside the proven part neither enter the cache nor stay in it untrue") {
  FetchOptions options;
  options.mirror_limit = 100;
  options.page = 300;
  FetcherBench bench(2'000, options);
  bench.settle();
  const std::size_t cached = bench.cached().size();
  CHECK(cached < 700);
  for (std::uint64_t i = 0; i < 2'000; ++i) {
    Job job = bench.random.job(i);
    job.last_sync_at = 1;  // to the end of "last sync, newest first"
    bench.server.put(job);
  }
  bench.clock.advance(2'000);
  bench.settle();
  bench.clock.advance(2'000);
  bench.settle();
  CHECK(bench.cached().size() <= cached);
  for (const auto& [id, job] : bench.cached()) CHECK(job.last_sync_at == 1);
}

TEST_CASE("a job deleted while a page with it was on its way does not come back") {
  FetcherBench bench(400);
  bench.source.after = [&](const std::string& name) {
    if (name != "mirror") return;
    const std::vector<std::string> ids = {RandomJobs::id(3)};
    if (bench.server.remove(ids[0])) OriginCache(bench.cache).remove(ids, 0);
  };
  bench.settle();
  CHECK(bench.source.times("mirror") == 1);
  CHECK(bench.same_as_server());
  bench.server.put(bench.random.job(3));  // made anew under the same id: now it may come
  bench.clock.advance(2'000);
  bench.settle();
  CHECK(bench.same_as_server());
}

TEST_CASE("more changes than fit into one answer are asked for at once") {
  FetcherBench bench(100);
  bench.source.changes_limit = 7;
  bench.settle();
  const std::size_t before = bench.source.times("changes"), summaries = bench.source.times("summary");
  for (std::uint64_t i = 0; i < 70; ++i) bench.server.put(bench.random.job(i));
  bench.clock.advance(2'000);
  bench.settle();
  CHECK(bench.source.times("changes") >= before + 10);
  CHECK(bench.source.times("summary") == summaries + 1);
  CHECK(bench.same_as_server());
}

TEST_CASE("after sleep, which only the wall clock shows, it asks at once") {
  class SleepyClock final : public Clock {
   public:
    WallMs wall_ms() const override { return wall; }
    TickMs ticks_ms() const override { return ticks; }
    WallMs wall = 1'700'000'000'000;
    TickMs ticks = 0;
  };
  FakeServer server;
  FakeSource source(server);
  JobCache cache([] {});
  SleepyClock clock;
  FetchStatus status;
  Fetcher fetcher(source, cache, clock, {}, {}, [&](const FetchStatus& s, bool) { status = s; });
  for (int i = 0; i < 5; ++i) source.fail_next("", error_of(Kind::Unreachable));
  for (int i = 0; i < 5; ++i) {
    clock.ticks += 31'000;
    clock.wall += 31'000;
    (void)fetcher.step();
  }
  clock.ticks += 500;
  clock.wall += 8 * 3'600'000;
  (void)fetcher.step();
  CHECK(status.connection.link == Link::Live);
}

TEST_CASE("an hour of summaries, one a minute") {
  FetcherBench bench(10);
  bench.settle();
  for (int i = 0; i < 3 * 3'600 / 2; ++i) {
    bench.clock.advance(2'000);
    bench.settle();
  }
  const auto& history = bench.status.history;
  CHECK(history.size() == 61);
  for (std::size_t i = 1; i < history.size(); ++i) CHECK(history[i].at - history[i - 1].at == 60'000);
}

TEST_CASE("a source that has no order, no summary and no changes is walked again and again and counted here") {
  FetcherBench bench(2'500);
  bench.source.offered = Capabilities{};
  for (int i = 0; i < 3; ++i) bench.step();
  CHECK_FALSE(bench.status.summary);
  CHECK_FALSE(bench.cache.snapshot().of(Origin{}).frontier->last);
  bench.settle();
  CHECK(bench.status.complete);
  REQUIRE(bench.status.summary);
  CHECK((bench.status.summary->by_status == bench.server.summary().by_status));
  CHECK(bench.status.summary->total == 2'500);
  bench.server.remove(RandomJobs::id(1));
  bench.server.put(bench.random.job(9'999));
  bench.server.remove(RandomJobs::id(2));
  bench.clock.advance(30'000);
  bench.settle();
  CHECK(bench.status.summary->total == 2'499);
  CHECK(bench.same_as_server());
}

TEST_CASE("a server's clock is told where it is off by more than answers take") {
  FetcherBench bench(3);
  bench.settle();
  CHECK(bench.status.connection.clock_ahead_ms == 0);
  const auto told = [&](std::int64_t ahead) {
    bench.source.ahead = ahead;
    bench.clock.advance(bench.options.poll_interval_ms);
    bench.settle();
    return bench.status.connection.clock_ahead_ms;
  };
  CHECK(told(1'400) == 0);
  CHECK(told(180'300) == 180'300);
  CHECK(told(181'100) == 180'300);  // the same clock, told by whole seconds
  CHECK(told(-60'000) == -60'000);
  CHECK(told(900) == 0);
}

TEST_CASE("an hour of counts outlives a restart, and is no other account's") {
  const auto folder =
      std::filesystem::temp_directory_path() / ("syncwall-fetcher-history-" + std::to_string(::getpid()));
  std::filesystem::remove_all(folder);
  FetchOptions options;
  options.history_folder = folder;
  options.history_name = "https://jobs.example.com";
  {
    FetcherBench first(5, options);
    for (int minute = 0; minute < 10; ++minute) {
      first.settle();
      first.clock.advance(60'000);
    }
    CHECK(first.status.history.size() == 10);
  }
  FetcherBench second(5, options);
  second.clock.advance(10 * 60'000);
  second.settle();
  CHECK(second.status.history.size() == 11);
  CHECK(second.status.history.front().at == 0);
  FetchOptions other = options;
  other.history_name = "https://elsewhere.example.com";
  FetcherBench third(5, other);
  third.settle();
  CHECK(third.status.history.size() == 1);
  std::filesystem::remove_all(folder);
}
