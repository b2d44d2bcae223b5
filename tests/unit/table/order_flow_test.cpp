#include "table/order_flow.h"

#include <doctest/doctest.h>

#include <numeric>

#include "support/table_fixture.h"

using namespace syncwall;
using namespace syncwall::test;
using State = OrderFlow::State;

namespace {
std::vector<CacheRow> rows(std::uint32_t n) {
  std::vector<CacheRow> all;
  for (std::uint32_t i = 0; i < n; ++i) all.push_back(CacheRow(i));
  return all;
}
}  // namespace

TEST_CASE("the list is checked again at the moment of pressing, and changes must be seen before they are sent") {
  TableFixture f;
  f.put(some_jobs(4));
  OrderFlow flow;
  flow.ask(f.cache.snapshot(), RowAction::Delete, rows(4), 1);
  CHECK(flow.state() == State::Asking);
  CHECK(flow.count() == 4);
  CHECK(flow.hidden() == 1);
  CHECK(flow.named()[2].collection == "Collection 1002");
  CHECK(flow.with_status(Status::Completed) == 4);

  f.remove("job-1003");
  f.put({TableFixture::job(1, Status::Running)});
  CHECK(flow.confirm(f.cache.snapshot(), 1).empty());
  CHECK(flow.state() == State::Rechecked);
  CHECK(flow.gone() == 1);
  CHECK(flow.began() == 1);
  CHECK(flow.count() == 3);
  const auto ids = flow.confirm(f.cache.snapshot(), 2).ids().front().ids;
  CHECK((ids == std::vector<std::string>{"job-1000", "job-1001", "job-1002"}));
  CHECK(flow.state() == State::Sending);
  CHECK(flow.touches(CacheRow(2)));
  CHECK_FALSE(flow.touches(CacheRow(3)));
}

TEST_CASE("what began to run is told once, and can be left out as it is at the moment of pressing (D10)") {
  TableFixture f;
  f.put(some_jobs(6));
  OrderFlow flow;
  flow.ask(f.cache.snapshot(), RowAction::Delete, rows(6), 0);
  f.put({TableFixture::job(1, Status::Running)});
  CHECK(flow.confirm(f.cache.snapshot(), 1).empty());
  CHECK(flow.began() == 1);
  f.put({TableFixture::job(2, Status::Running)});
  SUBCASE("pressed again: all of them") {
    CHECK(flow.confirm(f.cache.snapshot(), 2).size() == 6);
    CHECK(flow.state() == State::Sending);
  }
  SUBCASE("without those") {
    const auto ids = flow.confirm(f.cache.snapshot(), 2, OrderFlow::Runs::LeftOut).ids().front().ids;
    CHECK((ids == std::vector<std::string>{"job-1000", "job-1003", "job-1004", "job-1005"}));
    CHECK(flow.count() == 4);
  }
  SUBCASE("what is gone stops it all the same") {
    f.remove("job-1005");
    CHECK(flow.confirm(f.cache.snapshot(), 2).empty());
    CHECK(flow.gone() == 1);
    CHECK(flow.began() == 2);
  }
}

TEST_CASE("the outcome names each failure, and Retry asks for those only") {
  TableFixture f;
  f.put(some_jobs(3));
  OrderFlow flow;
  flow.ask(f.cache.snapshot(), RowAction::Delete, rows(3), 0);
  CHECK(flow.confirm(f.cache.snapshot(), 7).size() == 3);
  auto other = std::make_shared<OrderProgress>();
  other->request_id = 6;
  other->finished = true;
  flow.update(f.cache.snapshot(), other);
  CHECK(flow.state() == State::Sending);
  auto done = std::make_shared<OrderProgress>();
  done->request_id = 7;
  done->total = 3;
  done->finished = true;
  done->results = std::vector<OrderResult>{{"job-1000", OrderResult::Kind::Done, ""},
                                           {"job-1001", OrderResult::Kind::Failed, "the database is locked"},
                                           {"job-1002", OrderResult::Kind::AlreadySo, ""}};
  flow.update(f.cache.snapshot(), done);
  CHECK(flow.state() == State::Outcome);
  CHECK(flow.done() == 1);
  CHECK(flow.already_so() == 1);
  REQUIRE(flow.failures().size() == 1);
  CHECK(flow.failures()[0].collection == "Collection 1001");
  CHECK(flow.failures()[0].reason == "the database is locked");
  flow.retry(f.cache.snapshot());
  CHECK(flow.state() == State::Asking);
  CHECK(flow.count() == 1);
  flow.close();
  CHECK_FALSE(flow.open());
}

TEST_CASE("over 50 jobs the number must be typed") {
  TableFixture f;
  f.put(some_jobs(1051));
  OrderFlow flow;
  flow.ask(f.cache.snapshot(), RowAction::Delete, rows(50), 0);
  CHECK_FALSE(flow.must_type());
  CHECK(flow.may_confirm(""));
  flow.ask(f.cache.snapshot(), RowAction::Delete, rows(1051), 0);
  CHECK(flow.must_type());
  CHECK_FALSE(flow.may_confirm(""));
  CHECK_FALSE(flow.may_confirm("105"));
  CHECK(flow.may_confirm("1051"));
  CHECK(flow.may_confirm("1,051"));
}

namespace {
std::shared_ptr<OrderProgress> progress_of(std::uint64_t request, std::vector<OrderResult> results,
                                           std::int64_t checking) {
  auto progress = std::make_shared<OrderProgress>();
  progress->request_id = request;
  progress->total = static_cast<std::int64_t>(results.size());
  progress->finished = true;
  progress->results = std::move(results);
  progress->checking = checking;
  return progress;
}
}  // namespace

TEST_CASE("what is unknown is told as such, is never retried, and becomes one or the other") {
  using Kind = OrderResult::Kind;
  TableFixture f;
  f.put(some_jobs(4));
  OrderFlow flow;
  flow.ask(f.cache.snapshot(), RowAction::Delete, rows(4), 0);
  REQUIRE(flow.confirm(f.cache.snapshot(), 3).size() == 4);
  flow.update(f.cache.snapshot(), progress_of(3,
                                              {{"job-1000", Kind::Done, ""},
                                               {"job-1001", Kind::Unknown, "it broke off"},
                                               {"job-1002", Kind::Unknown, "it broke off"},
                                               {"job-1003", Kind::Failed, "not sent"}},
                                              2));
  CHECK(flow.state() == State::Outcome);
  CHECK(flow.done() == 1);
  CHECK(flow.unknown() == 2);
  CHECK(flow.unknown_why() == "it broke off");
  REQUIRE(flow.failures().size() == 1);
  CHECK(flow.failures()[0].id == "job-1003");
  CHECK(flow.touches(CacheRow(1)));  // maybe gone: dimmed
  CHECK_FALSE(flow.touches(CacheRow(3)));
  SUBCASE("checked while the outcome is shown") {
    flow.update(f.cache.snapshot(), progress_of(3,
                                                {{"job-1000", Kind::Done, ""},
                                                 {"job-1001", Kind::Done, ""},
                                                 {"job-1002", Kind::Failed, "still there"},
                                                 {"job-1003", Kind::Failed, "not sent"}},
                                                0));
    CHECK(flow.state() == State::Outcome);
    CHECK(flow.done() == 2);
    CHECK(flow.unknown() == 0);
    CHECK(flow.failures().size() == 2);
    flow.retry(f.cache.snapshot());
    CHECK(flow.count() == 2);
  }
  SUBCASE("a retry meanwhile asks for what is known not to be deleted only") {
    flow.retry(f.cache.snapshot());
    CHECK((flow.confirm(f.cache.snapshot(), 4).ids().front().ids == std::vector<std::string>{"job-1003"}));
    flow.update(f.cache.snapshot(), progress_of(3, {{"job-1001", Kind::Failed, ""}}, 1));  // another request's
    CHECK(flow.state() == State::Sending);
    CHECK(flow.touches(CacheRow(1)));
  }
  SUBCASE("closed meanwhile, they stay dimmed until they are known") {
    flow.close();
    CHECK_FALSE(flow.open());
    CHECK(flow.touches(CacheRow(2)));
    flow.update(f.cache.snapshot(), progress_of(3, {}, 0));
    CHECK_FALSE(flow.touches(CacheRow(2)));
    CHECK_FALSE(flow.open());
  }
}

namespace {
Connection answered_at(TickMs ticks) {
  Connection c;
  c.link = Link::Live;
  c.last_answer = c.heard = ticks;
  return c;
}
}  // namespace

TEST_CASE("what nobody tells, the list shows: gone is deleted, still there after a later look is not") {
  using Kind = OrderResult::Kind;
  TableFixture f;
  f.put(some_jobs(4));
  OrderFlow flow;
  flow.ask(f.cache.snapshot(), RowAction::Delete, rows(4), 0);
  REQUIRE(flow.confirm(f.cache.snapshot(), 3).size() == 4);
  std::vector<OrderResult> results = {{"job-1000", Kind::Done, ""},
                                      {"job-1001", Kind::Unclear, "no outcome (404)"},
                                      {"job-1002", Kind::Unclear, "no outcome (404)"},
                                      {"job-1003", Kind::Unknown, "it broke off"}};
  f.remove("job-1000");
  const auto done = progress_of(3, results, 1);
  Connection at = answered_at(100'000);
  flow.update(f.cache.snapshot(), done, &at);
  CHECK(flow.done() == 1);
  CHECK(flow.unclear() == 2);
  CHECK(flow.unknown() == 1);
  CHECK(flow.failed() == 0);
  f.remove("job-1001");  // by somebody's changes
  f.remove("job-1003");
  flow.update(f.cache.snapshot(), done, &at);
  CHECK(flow.done() == 3);
  CHECK(flow.listed_done() == 2);
  CHECK(flow.unclear() == 1);
  CHECK(flow.unknown() == 0);
  SUBCASE("the server still tells about the one that it was asked for: it counts once") {
    results[3] = {"job-1003", Kind::Done, ""};
    flow.update(f.cache.snapshot(), progress_of(3, results, 0), &at);
    CHECK(flow.done() == 3);
    CHECK(flow.listed_done() == 1);
  }
  at = answered_at(101'000);  // may have been asked for before
  flow.update(f.cache.snapshot(), done, &at);
  CHECK(flow.unclear() == 1);
  CHECK(flow.failed() == 0);
  at = answered_at(110'000);
  flow.update(f.cache.snapshot(), done, &at);
  CHECK(flow.unclear() == 0);
  CHECK(flow.failed() == 1);
  REQUIRE(flow.failures().size() == 1);
  CHECK(flow.failures()[0].id == "job-1002");
  CHECK(flow.failures()[0].reason == "the answer got lost, and it is still in the list");
  flow.retry(f.cache.snapshot());
  CHECK((flow.confirm(f.cache.snapshot(), 4).ids().front().ids == std::vector<std::string>{"job-1002"}));
}

TEST_CASE("one reason of thousands is one reason, with the first of them by name") {
  using Kind = OrderResult::Kind;
  TableFixture f;
  f.put(some_jobs(1'000));
  OrderFlow flow;
  flow.ask(f.cache.snapshot(), RowAction::Delete, rows(1'000), 0);
  const std::vector<std::string> ids = flow.confirm(f.cache.snapshot(), 3).ids().front().ids;
  REQUIRE(ids.size() == 1'000);
  std::vector<OrderResult> results;
  for (int i = 0; i < 900; ++i)
    results.push_back({ids[static_cast<std::size_t>(i)], i % 300 == 0 ? Kind::Refused : Kind::Failed,
                       i % 300 == 0 ? "not yours" : "the database is locked"});
  auto done = progress_of(3, results, 0);
  done->cancelled = true;
  flow.update(f.cache.snapshot(), done);
  CHECK(flow.failed() == 1'000);
  REQUIRE(flow.reasons().size() == 3);
  CHECK(flow.reasons()[0].text == "not yours");
  CHECK(flow.reasons()[0].jobs == 3);
  CHECK(flow.reasons()[1].jobs == 897);
  CHECK(flow.reasons()[2].text == "not deleted: cancelled");
  CHECK(flow.reasons()[2].jobs == 100);
  CHECK(flow.failures().size() == OrderResults::kNamed);
  flow.retry(f.cache.snapshot());
  CHECK(flow.count() == 1'000);
}

TEST_CASE("of several servers: each gets its own jobs, and results belong to the rows in the order of the servers") {
  JobCache cache([] {}, 2);
  for (int i = 0; i < 3; ++i) {
    for (const Origin origin : {Origin{0}, Origin{1}}) {
      const Job job = TableFixture::job(i);
      const JobView view = view_of(job);
      OriginCache(cache, origin).apply({{&view, 1}, {}, 1, nullptr});
    }
  }
  OrderFlow flow;
  flow.ask(cache.snapshot(), RowAction::Pause, rows(6), 0);  // the rows of the two lie in turn
  const auto parts = flow.confirm(cache.snapshot(), 1).ids();
  REQUIRE(parts.size() == 2);
  CHECK(parts[0].origin == Origin{0});
  CHECK(parts[1].origin == Origin{1});
  for (const OriginIds& part : parts) CHECK((part.ids == std::vector<std::string>{"job-1000", "job-1001", "job-1002"}));
  for (const CacheRow row : rows(6)) CHECK(flow.touches(row));
  auto done = std::make_shared<OrderProgress>();
  done->request_id = 1;
  done->total = 6;
  done->finished = true;
  std::vector<OrderResult> results(6, {"", OrderResult::Kind::Done, ""});
  results[4] = {"job-1001", OrderResult::Kind::Failed, "busy"};  // at the second server
  done->results.add(std::move(results));
  flow.update(cache.snapshot(), done);
  REQUIRE(flow.state() == OrderFlow::State::Outcome);
  flow.retry(cache.snapshot());
  const auto again = flow.confirm(cache.snapshot(), 2).ids();
  REQUIRE(again.size() == 1);
  CHECK(again.front().origin == Origin{1});
  CHECK((again.front().ids == std::vector<std::string>{"job-1001"}));
}
