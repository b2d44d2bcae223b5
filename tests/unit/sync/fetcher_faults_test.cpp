// The fetcher when requests fail, and when the server is no longer the one that it was.
#include "support/fetcher_bench.h"

using namespace syncwall;
using test::error_of;
using test::FetcherBench;
using test::RandomJobs;
using Kind = RequestError::Kind;

TEST_CASE("a walk afresh after 410 keeps the table and ends with what the server has") {
  FetcherBench bench(1'500);
  bench.settle();
  for (std::uint64_t i = 0; i < 300; ++i) bench.server.remove(RandomJobs::id(i));
  bench.server.forget_changes_before(bench.server.revision());
  bench.clock.advance(2'000);
  bench.step();  // the 410
  CHECK(bench.cache.snapshot().live_rows() == 1'500);
  CHECK(bench.cache.snapshot().of(Origin{}).frontier->complete);
  bench.settle();
  CHECK(bench.same_as_server());
  CHECK(bench.status.connection.link == Link::Live);
}

TEST_CASE("another database behind the same address is noticed by its older revision") {
  FetcherBench bench(800);
  bench.settle();
  bench.server.reset();
  for (std::uint64_t i = 0; i < 50; ++i) bench.server.put(bench.random.job(5'000 + i));
  bench.clock.advance(2'000);
  bench.settle();
  CHECK(bench.same_as_server());
}

TEST_CASE("failures back off, keep the jobs, say why, and end with the first good answer") {
  FetcherBench bench(300);
  bench.settle();
  const TickMs last = bench.status.connection.last_answer;
  for (int i = 1; i <= 8; ++i) {
    bench.source.fail_next("", error_of(Kind::Unreachable, "connection refused"));
    bench.clock.advance(31'000);
    bench.step();
    CHECK(bench.status.connection.link == Link::Reconnecting);
    CHECK(bench.status.connection.attempt == i);
    CHECK(bench.status.connection.problem.what == "connection refused");
    CHECK(bench.status.connection.next_try > bench.clock.ticks_ms());
    CHECK(bench.status.connection.next_try <= bench.clock.ticks_ms() + 30'000);
    CHECK(bench.cache.snapshot().live_rows() == 300);
    CHECK(bench.status.connection.last_answer == last);
    const std::size_t asked = bench.source.asked().size();
    bench.step();  // too early
    CHECK(bench.source.asked().size() == asked);
  }
  CHECK(bench.status.connection.stale(bench.clock.ticks_ms()));
  bench.clock.advance(31'000);
  bench.settle();
  CHECK(bench.status.connection.link == Link::Live);
  CHECK(bench.status.connection.attempt == 0);
  CHECK(bench.status.connection.problem.what.empty());
}

TEST_CASE("each kind of failure is a state of its own, from the first request on") {
  for (const auto& [kind, link] : std::map<Kind, Link>{{Kind::Unreachable, Link::Reconnecting},
                                                       {Kind::ServerError, Link::Unavailable},
                                                       {Kind::Refused, Link::Refused},
                                                       {Kind::NoKey, Link::NoKey},
                                                       {Kind::Forbidden, Link::Forbidden},
                                                       {Kind::BadRequest, Link::Declined},
                                                       {Kind::Nonsense, Link::Nonsense},
                                                       {Kind::TooLarge, Link::Nonsense}}) {
    FetcherBench bench(10);
    bench.source.fail_next("account", error_of(kind));
    bench.settle();
    CHECK(bench.status.connection.link == link);
    bench.clock.advance(1'000);
    bench.settle();
    CHECK(bench.status.connection.link == Link::Live);
    CHECK(bench.status.complete);
  }
}

TEST_CASE("Retry-After is honoured, and a wish to refresh ends the wait") {
  FetcherBench bench(10);
  bench.settle();
  RequestError busy = error_of(Kind::ServerError);
  busy.retry_after_ms = 120'000;
  bench.source.fail_next("", busy);
  bench.clock.advance(2'000);
  bench.step();
  CHECK(bench.status.connection.next_try == bench.clock.ticks_ms() + 120'000);
  bench.clock.advance(100'000);
  const std::size_t asked = bench.source.asked().size();
  bench.step();
  CHECK(bench.source.asked().size() == asked);
  ++bench.wishes.refreshes;
  bench.fetcher->wish(bench.wishes);
  bench.settle();
  CHECK(bench.status.connection.link == Link::Live);
}

TEST_CASE("a broken summary starves neither the walk nor the changes") {
  FetchOptions options;
  options.page = 100;
  FetcherBench bench(1'000, options);
  for (int i = 0; i < 100; ++i) bench.source.fail_next("summary", error_of(Kind::ServerError));
  for (int i = 0; i < 60 && !bench.status.complete; ++i) {
    bench.clock.advance(31'000);
    bench.step();
  }
  CHECK(bench.status.complete);
}

TEST_CASE("a cursor that the server no longer takes begins the walk again") {
  FetchOptions options;
  options.page = 100;
  FetcherBench bench(1'000, options);
  for (int i = 0; i < 6; ++i) bench.step();
  bench.source.fail_next("mirror", error_of(Kind::BadRequest, "cursor"));
  bench.settle();
  CHECK(bench.status.connection.link == Link::Declined);
  bench.clock.advance(1'500);
  bench.settle();
  CHECK(bench.status.complete);
  CHECK(bench.status.walked == 1'000);
  CHECK(bench.same_as_server());
}

TEST_CASE("when the key belongs to someone else, nothing of the former user's is left") {
  FetcherBench bench(500);
  bench.settle();
  bench.source.fail_next("changes", error_of(Kind::Refused));
  bench.clock.advance(2'000);
  bench.step();
  CHECK(bench.status.connection.link == Link::Refused);
  CHECK(bench.cache.snapshot().live_rows() == 500);
  bench.source.who = {"u-2", "bob", "", false};
  bench.server.reset();
  for (std::uint64_t i = 0; i < 20; ++i) bench.server.put(bench.random.job(7'000 + i));
  bench.clock.advance(1'000);
  bench.step();
  CHECK(bench.cache.snapshot().live_rows() == 0);
  bench.settle();
  CHECK(bench.status.account->username == "bob");
  CHECK(bench.same_as_server());
}

TEST_CASE("a request under way is published, so that a reader can tell that it takes too long") {
  FetcherBench bench(10);
  bool seen = false;
  bench.source.before = [&](const std::string&) {
    seen = bench.status.connection.request_since == bench.clock.ticks_ms();
    CHECK_FALSE(bench.status.connection.slow(bench.clock.ticks_ms()));
    bench.clock.advance(4'001);
    CHECK(bench.status.connection.slow(bench.clock.ticks_ms()));
  };
  bench.step();
  CHECK(seen);
  CHECK_FALSE(bench.status.connection.slow(bench.clock.ticks_ms() + 100'000));
}

TEST_CASE("whether a failed try was answered is known") {
  FetcherBench bench(10);
  bench.settle();
  for (const Kind kind : {Kind::ServerError, Kind::Unreachable}) {
    bench.source.fail_next("", error_of(kind));
    bench.clock.advance(31'000);
    bench.step();
    CHECK(bench.status.connection.link == (kind == Kind::ServerError ? Link::Unavailable : Link::Reconnecting));
  }
}

// Seen each 100 ms over ten minutes, as a wall shows it.
TEST_CASE("a server that takes 3 to 8 s for an answer is slow, calmly: no alarm comes and goes") {
  FetcherBench bench(50);
  bench.settle();
  std::string words;
  int changes = 0, alarms = 0;
  bool settled = false;  // after its first slow answers
  const auto look = [&] {
    const Connection& c = bench.status.connection;
    const TickMs now = bench.clock.ticks_ms();
    const std::string seen = c.stale(now) ? "stale" : c.answers_slowly() ? "slow" : "live";
    if (settled && seen != words) ++changes;
    if (settled && seen == "stale") ++alarms;
    words = seen;
  };
  std::int64_t takes = 3'000;
  bench.source.before = [&](const std::string&) {
    for (std::int64_t ms = 0; ms < takes; ms += 100) {
      bench.clock.advance(100);
      look();
    }
    takes = 3'000 + (takes * 7 + 1'300) % 5'000;
  };
  const TickMs begun = bench.clock.ticks_ms();
  while (bench.clock.ticks_ms() - begun < 600'000) {
    bench.step();
    for (int i = 0; i < 20; ++i) {
      bench.clock.advance(100);
      look();
    }
    settled = settled || bench.clock.ticks_ms() - begun > 60'000;
  }
  CHECK(words == "slow");
  CHECK(changes == 0);
  CHECK(alarms == 0);
  // It recovers: after some quick answers it is Live again, and silence is told within two intervals as before.
  bench.source.before = [](const std::string&) {};
  for (int i = 0; i < 10; ++i) {
    bench.clock.advance(2'000);
    bench.step();
  }
  CHECK_FALSE(bench.status.connection.answers_slowly());
  CHECK(bench.status.connection.stale(bench.clock.ticks_ms() + 4'001));
}
