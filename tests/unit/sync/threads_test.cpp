// FetchThread and OrderThread on a scripted source: what the threads add to the steps.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "support/fake_source.h"
#include "support/plain_query.h"
#include "support/random_jobs.h"
#include "support/wait_until.h"
#include "sync/fetch_thread.h"
#include "sync/order_thread.h"

using namespace syncwall;
using namespace syncwall::test;
using test::FakeServer;
using test::FakeSource;
using test::RandomJobs;
using test::wait_until;
using Kind = OrderResult::Kind;
using namespace std::chrono_literals;

namespace {

// A source that is asked for deletions and nothing else.
class DeletionsOnly : public JobSource {
 public:
  Answer<Account> account() override { return Account{}; }
  Answer<Capabilities> capabilities() override { return Capabilities{}; }
  Answer<JobPage> page(const Query&, const std::string&, int) override { return JobPage{}; }
  Answer<JobSummary> summary() override { return JobSummary{}; }
  Answer<JobChanges> changes(const Revision&) override { return JobChanges{}; }
  Answer<AuditAnswer> audit(const std::string&, int) override { return AuditAnswer{}; }
  std::string server() const override { return ""; }
  void cancel() override {}
};

FetchOptions quick() {
  FetchOptions options;
  options.poll_interval_ms = 5;
  options.max_wait_ms = 2;
  return options;
}

std::vector<std::string> ids_to(std::uint64_t n) {
  std::vector<std::string> ids;
  for (std::uint64_t i = 0; i < n; ++i) ids.push_back(RandomJobs::id(i));
  return ids;
}

void fill(FakeServer& server, std::uint64_t n) {
  RandomJobs random(2);
  for (std::uint64_t i = 0; i < n; ++i) server.put(random.job(i));
}

bool finished(const OrderThread& thread, std::uint64_t request) {
  const auto progress = thread.progress();
  return progress->request_id == request && progress->finished;
}

}  // namespace

TEST_CASE("the thread fills the cache, wakes, and takes queries and wishes from other threads") {
  FakeServer server;
  fill(server, 3'000);
  const SystemClock clock;
  JobCache cache([] {});
  std::atomic<int> woken{0};
  FetchThread fetch(std::make_unique<FakeSource>(server), cache, clock, quick(), Query{}, [&] { ++woken; });
  std::vector<std::jthread> callers;
  for (unsigned t = 0; t < 3; ++t) {
    callers.emplace_back([&fetch, t] {
      for (std::size_t i = 0; i < 200; ++i) {
        Query query;
        query.sort = {{static_cast<SortColumn>((t + i) % kSortColumns), true}};
        fetch.set_query(query);
        fetch.want_rows(static_cast<std::int64_t>(i) * 10);
        if (i % 50 == 0) fetch.refresh_now();
        (void)fetch.status();
      }
    });
  }
  callers.clear();
  CHECK(wait_until([&] { return fetch.status()->complete && cache.snapshot().live_rows() == 3'000; }));
  CHECK(woken > 0);
  Query last;
  set_collection(last.filter, "the last one wins");
  fetch.set_query(last);
  server.put(RandomJobs(8).job(77'777));
  CHECK(wait_until([&] { return cache.snapshot().live_rows() == 3'001; }));
}

TEST_CASE("a request that never ends is cancelled by the destructor, at once") {
  FakeServer server;
  const SystemClock clock;
  JobCache cache([] {});
  const auto began = std::chrono::steady_clock::now();
  {
    auto source = std::make_unique<FakeSource>(server);
    source->hold(true);
    const FakeSource& seen = *source;
    FetchThread fetch(std::move(source), cache, clock, quick(), Query{}, [] {});
    REQUIRE(wait_until([&] { return seen.times("account") == 1; }));
    CHECK(fetch.status()->connection.request_since != kNoTick);
    CHECK(wait_until([&] { return fetch.status()->connection.slow(clock.ticks_ms()); }));
  }
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(5));
}

TEST_CASE("a deletion goes out in batches, in order, and reports each id once") {
  FakeServer server;
  fill(server, 1'201);
  JobCache cache([] {});
  auto source = std::make_unique<FakeSource>(server);
  const FakeSource& seen = *source;
  std::atomic<int> woken{0};
  OrderThread deletion(std::move(source), cache, [&] { ++woken; });
  std::vector<std::string> ids = ids_to(1'201);
  ids.push_back("unknown");
  std::vector<std::string> twice = ids;
  twice.push_back(ids[0]);
  deletion.start(1, RowAction::Delete, twice);
  REQUIRE(wait_until([&] { return finished(deletion, 1); }));
  const auto progress = deletion.progress();
  CHECK(progress->total == 1'202);
  REQUIRE(progress->results.size() == ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) CHECK(progress->results[i].id == ids[i]);
  CHECK(progress->results[ids.size() - 1].kind == Kind::AlreadySo);
  CHECK(seen.times("carry_out") == 3);
  CHECK(woken == 3);
  CHECK(server.jobs().empty());
}

TEST_CASE("when the network fails, every id that was not deleted says why") {
  FakeServer server;
  fill(server, 1'600);
  JobCache cache([] {});
  auto source = std::make_unique<FakeSource>(server);
  FakeSource& script = *source;
  int batches = 0;
  source->before = [&](const std::string&) {
    if (++batches == 2)
      script.fail_next("carry_out", {RequestError::Kind::Unreachable, {"connection refused", "", ""}, {}});
  };
  OrderThread deletion(std::move(source), cache, [] {});
  deletion.start(4, RowAction::Delete, ids_to(1'600));
  REQUIRE(wait_until([&] { return finished(deletion, 4); }));
  const auto progress = deletion.progress();
  REQUIRE(progress->results.size() == 1'600);
  CHECK(progress->results.count(Kind::Done) == 500);
  CHECK(progress->results.count(Kind::Failed) == 1'100);
  CHECK(progress->results[600].message == "connection refused");
  CHECK(progress->results[1'500].message == "not sent: connection refused");
  CHECK(script.times("carry_out") == 2);
  deletion.start(5, RowAction::Delete, ids_to(1'600));  // Retry
  REQUIRE(wait_until([&] { return finished(deletion, 5); }));
  CHECK(server.jobs().empty());
}

TEST_CASE("cancelling ends a deletion after the batch under way, and the next deletion is not touched by it") {
  FakeServer server;
  fill(server, 2'000);
  JobCache cache([] {});
  auto source = std::make_unique<FakeSource>(server);
  FakeSource& script = *source;
  script.hold(true);
  OrderThread deletion(std::move(source), cache, [] {});
  deletion.cancel();  // nothing to cancel
  deletion.start(1, RowAction::Delete, ids_to(2'000));
  deletion.start(2, RowAction::Delete, ids_to(100));
  REQUIRE(wait_until([&] { return script.times("carry_out") == 1; }));
  deletion.cancel();
  script.hold(false);
  std::shared_ptr<const OrderProgress> last;
  REQUIRE(wait_until([&] { return finished(deletion, 2); }));
  CHECK(server.jobs().size() == 1'500);
  CHECK_FALSE(deletion.progress()->cancelled);
  CHECK(deletion.progress()->results.size() == 100);
  CHECK(script.times("carry_out") == 2);
}

TEST_CASE("a cancelled deletion says so and holds results for what was sent only") {
  FakeServer server;
  fill(server, 1'000);
  JobCache cache([] {});
  auto source = std::make_unique<FakeSource>(server);
  FakeSource& script = *source;
  script.hold(true);
  OrderThread deletion(std::move(source), cache, [] {});
  deletion.start(9, RowAction::Delete, ids_to(1'000));
  REQUIRE(wait_until([&] { return script.times("carry_out") == 1; }));
  deletion.cancel();
  script.hold(false);
  REQUIRE(wait_until([&] { return finished(deletion, 9); }));
  CHECK(deletion.progress()->cancelled);
  CHECK(deletion.progress()->results.size() == 500);
  CHECK(server.jobs().size() == 500);
}

TEST_CASE(
    "a server that can't tell what became of a deletion is asked three times, and the jobs are told as not known") {
  class Silent final : public DeletionsOnly {
   public:
    explicit Silent(std::atomic<int>& asked) : asked_(asked) {}
    Answer<OrderAnswer> outcome(const Order&) override {
      ++asked_;
      return RequestError{RequestError::Kind::BadRequest, {"the server has no outcome (404)", "", ""}};
    }
    Answer<OrderAnswer> carry_out(const Order&) override {
      RequestError lost{RequestError::Kind::Unreachable, {"it broke off", "", ""}};
      lost.maybe_done = true;
      return lost;
    }

   private:
    std::atomic<int>& asked_;
  };
  std::atomic<int> asked = 0;
  JobCache cache([] {});
  OrderThread deletion(std::make_unique<Silent>(asked), cache, [] {});
  deletion.start(1, RowAction::Delete, {"a", "b"});
  REQUIRE(wait_until([&] { return deletion.progress()->checked_of(RowAction::Delete).unclear == 2; }, 60s));
  CHECK(asked == 3);
  CHECK(deletion.progress()->checking == 0);
  const std::string why = "the server has no outcome (404)";
  const std::vector<OrderResult> expected = {{"a", Kind::Unclear, why}, {"b", Kind::Unclear, why}};
  CHECK((deletion.progress()->results == expected));
}

TEST_CASE("an answer that leaves ids out leaves them to be checked, and adds none of its own") {
  class Forgetful final : public DeletionsOnly {
   public:
    Answer<OrderAnswer> outcome(const Order& order) override {
      const auto ids = order.ids;
      OrderAnswer answer;
      for (const std::string& id : ids) answer.results.push_back({id, Kind::Failed, "still there"});
      return answer;
    }
    Answer<OrderAnswer> carry_out(const Order& order) override {
      const auto ids = order.ids;
      OrderAnswer answer;
      answer.results = {{ids[0], Kind::Done, ""}, {"made up", Kind::Done, ""}, {ids[1], Kind::Refused, "not yours"}};
      return answer;
    }
  };
  JobCache cache([] {});
  OrderThread deletion(std::make_unique<Forgetful>(), cache, [] {});
  deletion.start(1, RowAction::Delete, {"a", "b", "c"});
  REQUIRE(wait_until([&] { return finished(deletion, 1) && deletion.progress()->checking == 0; }));
  const std::vector<OrderResult> expected = {
      {"a", Kind::Done, ""}, {"b", Kind::Refused, "not yours"}, {"c", Kind::Failed, "still there"}};
  CHECK(deletion.progress()->checked_of(RowAction::Delete).not_done == 1);
  CHECK((deletion.progress()->results == expected));
}
