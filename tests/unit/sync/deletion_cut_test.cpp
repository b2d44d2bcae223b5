// Deletion is exact: the network is cut between a deletion and its answer, after every so many bytes, and afterwards
// what was reported, the server's database and the cache say the same.
// SYNCWALL_EVERY_CUT=1 cuts after each single byte.
#include <doctest/doctest.h>

#include <cstdlib>
#include <set>

#include "support/cut_proxy.h"
#include "support/running_server.h"
#include "support/wait_until.h"
#include "sync/fetch_thread.h"
#include "sync/order_thread.h"

using namespace syncwall;
using namespace std::chrono_literals;
using test::CutProxy;
using test::RandomJobs;
using test::RunningServer;
using test::wait_until;
using Kind = OrderResult::Kind;
using Way = CutProxy::Way;

namespace {

struct Tally {
  int deleted = 0, kept = 0, gone = 0, were_unknown = 0, cuts = 0;
};

class Bench {
 public:
  Bench() {
    const std::vector<std::string> one = {RandomJobs::id(0)};
    remover.start(++request, RowAction::Delete, one);  // from here on the connection is a kept one
    REQUIRE(wait_until([&] { return settled(); }));
  }

  // Three jobs that are there, one that never was, one that somebody else has deleted already.
  std::vector<std::string> confirmed() {
    std::vector<Job> fresh;
    std::vector<std::string> ids;
    for (int i = 0; i < 4; ++i) {
      fresh.push_back(random.job(next++));
      ids.push_back(fresh.back().id);
    }
    REQUIRE(server.store().put(fresh).ok());
    REQUIRE(server.store().remove({true, ""}, std::vector<std::string>{ids[3]}, {}).ok());
    ids.push_back("never was");
    return ids;
  }

  void run(const CutProxy::Cut& cut, Tally& tally, bool restart = false) {
    CAPTURE(static_cast<int>(cut.way));
    CAPTURE(cut.after);
    CAPTURE(cut.reset);
    const std::vector<std::string> ids = confirmed();
    const std::set<std::string> before = test::stored_ids(server.store());
    const std::int64_t checked = checked_ever();
    proxy.cut(cut);
    remover.start(++request, RowAction::Delete, ids);
    REQUIRE(wait_until([&] { return remover.progress()->request_id == request && remover.progress()->finished; }));
    if (restart) {
      server.stop();
      server.start();
      proxy.retarget(server.port());
    }
    proxy.restore();
    REQUIRE(wait_until([&] { return settled(); }, 60s));
    hold(ids, before, tally);
    tally.were_unknown += checked_ever() > checked ? 1 : 0;
    tally.cuts += proxy.was_cut() ? 1 : 0;
  }

  // What was reported is what is so, and nothing else was touched.
  void hold(const std::vector<std::string>& ids, std::set<std::string> expected, Tally& tally) {
    const auto progress = remover.progress();
    const std::set<std::string> now = test::stored_ids(server.store());
    REQUIRE(progress->results.size() == ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const OrderResult& result = progress->results[i];
      CHECK(result.id == ids[i]);
      const bool was_there = expected.contains(result.id), is_there = now.contains(result.id);
      switch (result.kind) {
        case Kind::Done:
          CHECK((was_there && !is_there));
          ++tally.deleted;
          break;
        case Kind::AlreadySo:  // never said of what we deleted ourselves
          CHECK((!was_there && !is_there));
          ++tally.gone;
          break;
        case Kind::Failed:
          CHECK((is_there || !was_there));
          ++tally.kept;
          break;
        case Kind::Refused:
        case Kind::Unknown:
        case Kind::Unclear:
          FAIL("neither deleted nor not");
      }
    }
    for (std::size_t i = 0; i < progress->results.size(); ++i) {
      const OrderResult& result = progress->results[i];
      if (result.kind == Kind::Done) expected.erase(result.id);
    }
    CHECK((now == expected));
  }

  [[nodiscard]] std::int64_t checked_ever() const {
    return remover.progress()->checked_of(RowAction::Delete).done +
           remover.progress()->checked_of(RowAction::Delete).not_done;
  }
  [[nodiscard]] bool settled() const {
    const auto progress = remover.progress();
    return progress->request_id == request && progress->finished && progress->checking == 0;
  }
  [[nodiscard]] bool cache_agrees() {
    return wait_until([&] { return test::cached_ids(cache) == test::stored_ids(server.store()); });
  }

  RunningServer server{40};
  CutProxy proxy{server.port()};
  RandomJobs random{5};
  std::uint64_t next = 1'000, request = 0;
  const SystemClock clock;
  JobCache cache{[] {}};
  OrderThread remover{RunningServer::source_at(proxy.url()), cache, [] {}};
};

FetchOptions quick() {
  FetchOptions options;
  options.poll_interval_ms = 20;
  options.max_wait_ms = 5;
  return options;
}

// Some of 0 … length, the borders among them; or all.
std::vector<std::size_t> points(std::size_t length, std::size_t about) {
  const bool every = std::getenv("SYNCWALL_EVERY_CUT") != nullptr;
  const std::size_t step = every ? 1 : std::max<std::size_t>(1, length / about);
  std::vector<std::size_t> all;
  for (std::size_t at = 0; at < length; at += step) all.push_back(at);
  if (length > 0) all.push_back(length - 1);
  all.push_back(length);
  return all;
}

// The bytes of one such deletion, both ways.
std::pair<std::size_t, std::size_t> lengths(Bench& bench) {
  const std::size_t asked = bench.proxy.passed(Way::Request), told = bench.proxy.passed(Way::Answer);
  Tally tally;
  bench.run({Way::Request, 1u << 30}, tally);
  CHECK(tally.deleted == 3);
  bench.proxy.cut({Way::Request, 1u << 30});
  return {bench.proxy.passed(Way::Request) - asked, bench.proxy.passed(Way::Answer) - told};
}

}  // namespace

TEST_CASE("wherever the network is cut, what is reported is what is so, and nothing unconfirmed is deleted") {
  Bench bench;
  FetchThread fetch(bench.server.source(), bench.cache, bench.clock, quick(), Query{}, [] {});
  const auto [asked, told] = lengths(bench);
  CHECK(asked > 300);
  CHECK(told > 300);
  Tally tally;
  // Once: what was sent on a kept connection and not answered by a single byte is sent again at once. Twice: the second
  // time it is cut too.
  for (const int times : {1, 2}) {
    for (const bool reset : {false, true}) {
      for (const std::size_t after : points(asked, 40)) bench.run({Way::Request, after, reset, false, times}, tally);
      if (times == 2) bench.run({Way::Answer, 0, reset, false, times}, tally);
      for (const std::size_t after : points(told, 40)) {
        if (times == 1) bench.run({Way::Answer, after, reset}, tally);
      }
    }
  }
  CHECK(bench.cache_agrees());
  CHECK(tally.deleted > 0);
  CHECK(tally.kept > 0);
  CHECK(tally.were_unknown > 40);
  CHECK(tally.cuts > 100);
  MESSAGE("cuts " << tally.cuts << ", unknown at first " << tally.were_unknown << ", jobs deleted " << tally.deleted
                  << ", kept " << tally.kept << ", gone before " << tally.gone);
}

TEST_CASE("the same while the network stays away for a time, and where the server comes back as a new process") {
  Bench bench;
  const auto [asked, told] = lengths(bench);
  Tally tally;
  for (const bool restart : {false, true}) {
    bench.run({Way::Request, asked / 2, false, true}, tally, restart);
    bench.run({Way::Request, asked, true, true}, tally, restart);
    bench.run({Way::Answer, told / 2, false, true}, tally, restart);
  }
  CHECK(tally.were_unknown == 6);
  CHECK(tally.deleted >= 6);
  CHECK(tally.kept >= 6);
  FetchThread fetch(bench.server.source(), bench.cache, bench.clock, quick(), Query{}, [] {});
  CHECK(bench.cache_agrees());
}

TEST_CASE("while one deletion is being checked the next one goes out, and ending the program waits for neither") {
  const auto began = std::chrono::steady_clock::now();
  RunningServer server(40);
  std::set<std::string> before;
  {
    CutProxy proxy(server.port());
    JobCache cache([] {});
    OrderThread remover(RunningServer::source_at(proxy.url()), cache, [] {});
    remover.start(1, RowAction::Delete, {"never was"});
    REQUIRE(wait_until([&] { return remover.progress()->finished; }));
    proxy.cut({Way::Request, 20, false, true});
    remover.start(2, RowAction::Delete, {RandomJobs::id(1), RandomJobs::id(2)});
    REQUIRE(wait_until([&] { return remover.progress()->checking == 2; }));
    CHECK(remover.progress()->results[0].kind == Kind::Unknown);
    remover.start(3, RowAction::Delete, {RandomJobs::id(3)});
    REQUIRE(wait_until([&] { return remover.progress()->request_id == 3 && remover.progress()->finished; }));
    CHECK(remover.progress()->checking >= 2);
    before = test::stored_ids(server.store());
    CHECK(before.size() == 40);
  }
  CHECK(std::chrono::steady_clock::now() - began < 10s);
  CHECK((test::stored_ids(server.store()) == before));
}

TEST_CASE("what was in doubt when another deletion began is counted as checked") {
  RunningServer server(40);
  CutProxy proxy(server.port());
  JobCache cache([] {});
  OrderThread remover(RunningServer::source_at(proxy.url()), cache, [] {});
  remover.start(1, RowAction::Delete, {"never was"});
  REQUIRE(wait_until([&] { return remover.progress()->finished; }));
  proxy.cut({Way::Answer, 10, false, true});
  remover.start(2, RowAction::Delete, {RandomJobs::id(1), RandomJobs::id(2)});
  REQUIRE(wait_until([&] { return remover.progress()->checking == 2; }));
  remover.start(3, RowAction::Delete, {"never was"});
  REQUIRE(wait_until([&] { return remover.progress()->request_id == 3; }));
  proxy.restore();
  REQUIRE(wait_until([&] { return remover.progress()->checking == 0; }, 60s));
  CHECK(remover.progress()->checked_of(RowAction::Delete).done >= 2);
  CHECK(test::stored_ids(server.store()).size() == 38);
}
