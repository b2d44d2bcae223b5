// Several servers behind one cache: orders go to the right one, one that is away holds up no other, and what they say
// together.
#include <doctest/doctest.h>

#include "cache/views/view.h"
#include "support/fake_source.h"
#include "support/random_jobs.h"
#include "support/table_fixture.h"
#include "support/wait_until.h"
#include "sync/fetch_thread.h"
#include "sync/merged_status.h"
#include "sync/order_thread.h"

using namespace syncwall;
using namespace syncwall::test;
using Kind = OrderResult::Kind;

namespace {

constexpr Origin kEu{0}, kUs{1};

std::shared_ptr<const FetchStatus> told(std::int64_t total, std::int64_t failed, Link link = Link::Live,
                                        TickMs answered = 5'000) {
  auto status = std::make_shared<FetchStatus>();
  status->connection.link = link;
  status->connection.last_answer = status->connection.heard = answered;
  status->summary.emplace();
  status->summary->total = total;
  status->summary->by_status[static_cast<std::size_t>(Status::Failed)] = failed;
  status->complete = true;
  status->account = Account{"1", "ada", "ada@example.com", false};
  return status;
}

std::shared_ptr<const FetchStatus> merged(std::vector<std::shared_ptr<const FetchStatus>> servers) {
  return merged_status(servers);
}

RequestError unreachable() { return {RequestError::Kind::Unreachable, {"could not reach it", "", ""}}; }

std::vector<Kind> kinds(const OrderResults& results) {
  std::vector<Kind> all;
  for (std::size_t i = 0; i < results.size(); ++i) all.push_back(results[i].kind);
  return all;
}

}  // namespace

TEST_CASE("an order over two servers: each gets its own ids, the same id at the other lives on") {
  FakeServer eu, us;
  for (const Job& job : some_jobs(4)) eu.put(job), us.put(job);
  JobCache cache([] {}, 2);
  for (const Origin origin : {kEu, kUs}) {
    const std::vector<Job> jobs = some_jobs(4);
    std::vector<JobView> views;
    for (const Job& job : jobs) views.push_back(view_of(job));
    OriginCache(cache, origin).apply({views, {}, 1, nullptr});
  }
  OrderThread::Sources sources;
  sources.push_back(std::make_unique<FakeSource>(eu));
  sources.push_back(std::make_unique<FakeSource>(us));
  OrderThread orders(std::move(sources), cache, [] {});
  orders.start(1, RowAction::Delete, [] {
    return std::vector<OriginIds>{{kEu, {"job-1001", "job-1002"}}, {kUs, {"job-1002"}}};
  });
  REQUIRE(wait_until([&] { return orders.progress()->finished; }));
  CHECK(orders.progress()->total == 3);
  CHECK((kinds(orders.progress()->results) == std::vector{Kind::Done, Kind::Done, Kind::Done}));
  CHECK(eu.jobs().size() == 2);
  CHECK(us.jobs().size() == 3);
  CHECK(cache.snapshot().of(kEu).live_rows == 2);
  CHECK(cache.snapshot().of(kUs).live_rows == 3);
}

TEST_CASE("an order that one server refuses as a whole is carried out at the next one") {
  FakeServer eu, us;
  for (const Job& job : some_jobs(4)) us.put(job);
  JobCache cache([] {}, 2);
  auto refusing = std::make_unique<FakeSource>(eu);
  refusing->fail_next("", unreachable());
  OrderThread::Sources sources;
  sources.push_back(std::move(refusing));
  sources.push_back(std::make_unique<FakeSource>(us));
  OrderThread orders(std::move(sources), cache, [] {});
  orders.start(1, RowAction::Delete, [] {
    return std::vector<OriginIds>{{kEu, {"job-1001", "job-1002"}}, {kUs, {"job-1002"}}};
  });
  REQUIRE(wait_until([&] { return orders.progress()->finished; }));
  CHECK((kinds(orders.progress()->results) == std::vector{Kind::Failed, Kind::Failed, Kind::Done}));
  CHECK(us.jobs().size() == 3);
}

TEST_CASE("a server that is away from the start holds up no rows of the other, and comes in when it is back") {
  FakeServer eu, us;
  for (const Job& job : some_jobs(30)) eu.put(job), us.put(job);
  const ManualClock clock(kNow);
  JobCache cache([] {}, 2);
  FakeSource at_eu(eu), at_us(us);
  at_us.fail_next("", unreachable());
  const Query query = TableFixture::by_collection();
  Fetcher fetch_eu(at_eu, OriginCache(cache, kEu), clock, {}, query, [](const FetchStatus&, bool) {});
  Fetcher fetch_us(at_us, OriginCache(cache, kUs), clock, {}, query, [](const FetchStatus&, bool) {});
  const auto rows = [&](const Query& of) { return ViewFactory().build(cache.snapshot(), of, kNow)->size(); };
  for (int i = 0; i < 20; ++i) static_cast<void>(fetch_eu.step());
  CHECK(rows(query) == 0);  // nobody knows yet what the other has
  static_cast<void>(fetch_us.step());
  CHECK(rows(query) == 30);
  const Query other{{}, {{SortColumn::Created, false}}};
  fetch_eu.wish({other, 0, 0});
  fetch_us.wish({other, 0, 0});
  CHECK(rows(other) == 30);
  fetch_us.wish({other, 0, 1});
  for (int i = 0; i < 20; ++i) static_cast<void>(fetch_us.step());
  CHECK(rows(other) == 60);
  CHECK(ViewFactory().build(cache.snapshot(), other, kNow)->whole);
}

TEST_CASE("what servers come to together: counts add up, one that is away leaves the page live") {
  const auto both = merged({told(10, 2), told(5, 1)});
  CHECK(both->summary->total == 15);
  CHECK(both->summary->of(Status::Failed) == 3);
  CHECK(both->complete);
  CHECK(both->account->email == "ada@example.com");

  const auto away = merged({told(10, 2, Link::Reconnecting, 1'000), told(5, 1, Link::Live, 90'000)});
  CHECK(away->connection.link == Link::Live);
  CHECK(!away->connection.stale(91'000));
  CHECK(away->summary->total == 15);  // its own are what they were last

  const auto none = merged({told(10, 2, Link::Reconnecting, 1'000), told(5, 1, Link::Refused, 90'000)});
  CHECK(none->connection.link == Link::Reconnecting);

  const auto alone = told(3, 0);
  CHECK(merged({alone}) == alone);
}

TEST_CASE(
    "what servers come to together: the oldest numbers, whose walk has come least far, what each of them answers") {
  auto eu = std::make_shared<FetchStatus>(*told(10, 2, Link::Live, 4'000));
  auto us = std::make_shared<FetchStatus>(*told(10, 2, Link::Live, 9'000));
  eu->complete = us->complete = false;
  eu->query_rows = 1'000, us->query_rows = 200;
  eu->walk_total = 5'000;
  eu->capabilities = {{RowAction::Delete}, true, true, true, false, kEveryFilter};
  us->capabilities = {{RowAction::Pause}, true, false, true, false, kParameterFilters};
  us->account = Account{"2", "bob", "", true};
  const auto both = merged({eu, us});
  CHECK(both->connection.last_answer == 4'000);
  CHECK(both->query_rows == 200);
  CHECK(both->walk_total == -1);
  CHECK(both->capabilities.actions.has(RowAction::Delete));
  CHECK(both->capabilities.actions.has(RowAction::Pause));
  CHECK(!both->capabilities.has_changes);
  CHECK(!both->capabilities.answers(FilterKind::Query));
  CHECK(both->account->is_admin);
  CHECK(both->account->email.empty());
}

TEST_CASE("what servers come to together: the last hour is known from when each had its first count") {
  auto eu = std::make_shared<FetchStatus>(*told(10, 2)), us = std::make_shared<FetchStatus>(*told(10, 2));
  const auto point = [](TickMs at, std::int64_t total) {
    SummaryPoint p{at, {}};
    p.summary.total = total;
    return p;
  };
  eu->history = {point(0, 1), point(60'000, 2), point(120'000, 3)};
  us->history = {point(50'000, 10), point(110'000, 20)};
  const auto both = merged({eu, us});
  REQUIRE(both->history.size() == 2);
  CHECK(both->history[0].summary.total == 12);
  CHECK(both->history[1].summary.total == 23);
  us->history.clear();  // one that has none doesn't hide the other's
  CHECK(merged({eu, us})->history.size() == 3);
}
