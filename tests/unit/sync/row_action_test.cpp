// An action other than deletion, all the way: from the command over the desk and the order thread to the server, and
// back by the server's changes into the cache and the view.
#include <doctest/doctest.h>

#include <atomic>

#include "cache/views/view.h"
#include "support/fake_source.h"
#include "support/random_jobs.h"
#include "support/wait_until.h"
#include "sync/fetch_thread.h"
#include "sync/order_thread.h"
#include "table/commands.h"
#include "table/desk.h"

using namespace syncwall;
using test::FakeServer;
using test::FakeSource;
using test::RandomJobs;
using test::wait_until;
using Kind = OrderResult::Kind;

namespace {

std::unique_ptr<FakeSource> pausing(FakeServer& server) {
  auto source = std::make_unique<FakeSource>(server);
  source->offered.actions = {RowAction::Pause};
  return source;
}

// A desk over threads, as program/dashboard.cpp wires them, with the view built at once.
struct WiredDesk {
  FakeServer server;
  const SystemClock clock;
  JobCache cache{[] {}};
  ViewFactory factory;
  FakeSource* script = nullptr;
  std::unique_ptr<FetchThread> fetch;
  std::unique_ptr<OrderThread> orders;
  int refreshed = 0;
  Desk desk{Query{{}, {{SortColumn::Collection, true}}}, ports()};

  explicit WiredDesk(std::uint64_t jobs) {
    RandomJobs random(4);
    for (std::uint64_t i = 0; i < jobs; ++i) {
      Job job = random.job(i);
      job.status = Status::Completed;
      server.put(job);
    }
    FetchOptions options;
    options.poll_interval_ms = 5;
    options.max_wait_ms = 2;
    fetch = std::make_unique<FetchThread>(pausing(server), cache, clock, options, desk.query(), [] {});
    auto source = pausing(server);
    script = source.get();
    orders = std::make_unique<OrderThread>(std::move(source), cache, [] {});
    REQUIRE(wait_until([&] { return fetch->status()->complete; }));
    receive();
  }
  ~WiredDesk() {
    orders.reset();
    fetch.reset();
  }
  Ports ports() {
    Ports ports;
    ports.ask = [this](const Query& query) { fetch->set_query(query); };
    ports.carry_out = [this](std::uint64_t id, const RowOrder& order) {
      orders->start(id, order.action, [order] { return order.ids(); });
    };
    ports.cancel_order = [this] { orders->cancel(); };
    ports.refresh = [this] {
      ++refreshed;
      fetch->refresh_now();
    };
    return ports;
  }
  void receive() {
    Desk::News news;
    news.snapshot = cache.snapshot();
    news.view.view = factory.build(news.snapshot, desk.query(), clock.wall_ms());
    news.view.current = true;
    news.status = fetch->status();
    news.order = orders->progress();
    news.now = clock.wall_ms();
    news.ticks = clock.ticks_ms();
    desk.receive(std::move(news));
  }
  bool reaches(OrderFlow::State state) {
    return wait_until([&] {
      receive();
      return desk.order().state() == state;
    });
  }
  [[nodiscard]] std::int64_t paused() const {
    std::int64_t count = 0;
    for (const CacheRow row : desk.news().view.view->rows)
      count += desk.news().snapshot.status(row) == Status::Paused ? 1 : 0;
    return count;
  }
  CacheRow row(std::uint32_t i) { return (*desk.news().view.view)[ViewRow(i)]; }
};

}  // namespace

TEST_CASE("jobs are paused: asked for, sent, done, and seen in the list; none of them is gone") {
  WiredDesk d(20);
  CHECK(availability(CommandId::Pause, d.desk, {d.row(0)}).enabled());
  CHECK(availability(CommandId::Resume, d.desk, {d.row(0)}).state == Availability::State::Hidden);
  CHECK(availability(CommandId::Delete, d.desk, {d.row(0)}).why == "This server's API offers no deletion");
  d.desk.run({action::Toggle{d.row(0)}, action::RangeTo{d.row(4)}});
  d.desk.run({*action_of(CommandId::Pause, d.desk)});
  REQUIRE(d.desk.order().state() == OrderFlow::State::Asking);
  CHECK(d.desk.order().action() == RowAction::Pause);
  d.desk.run({action::ConfirmOrder{}});
  REQUIRE(d.reaches(OrderFlow::State::Outcome));
  CHECK(d.desk.order().done() == 5);
  CHECK(d.desk.order().failed() == 0);
  CHECK(d.refreshed == 1);
  CHECK(d.script->times("carry_out") == 1);
  CHECK(wait_until([&] {
    d.receive();
    return d.paused() == 5;
  }));
  CHECK(d.cache.snapshot().live_rows() == 20);
  CHECK(d.desk.selection().count() == 5);
  CHECK(availability(CommandId::Pause, d.desk, {d.row(0)}).why == "This job is paused already");
  d.desk.run({action::CancelOrder{}});
  d.desk.run({*action_of(CommandId::Pause, d.desk)});
  d.desk.run({action::ConfirmOrder{}});
  REQUIRE(d.reaches(OrderFlow::State::Outcome));
  CHECK(d.desk.order().already_so() == 5);
}

TEST_CASE("an order goes out in as many requests as its source takes ids at a time") {
  WiredDesk d(5);
  d.script->most_ids = 2;
  d.desk.run({action::Toggle{d.row(0)}, action::RangeTo{d.row(4)}});
  d.desk.run({*action_of(CommandId::Pause, d.desk)});
  d.desk.run({action::ConfirmOrder{}});
  REQUIRE(d.reaches(OrderFlow::State::Outcome));
  CHECK(d.desk.order().done() == 5);
  CHECK(d.script->times("carry_out") == 3);
}

TEST_CASE("a pause whose answer got lost is asked about, and never sent twice") {
  WiredDesk d(3);
  RequestError lost{RequestError::Kind::Unreachable, {"it broke off", "", ""}};
  lost.maybe_done = true;
  d.script->fail_next("carry_out", lost);
  d.desk.run({action::AskOrder{RowAction::Pause, d.row(0)}, action::ConfirmOrder{}});
  REQUIRE(d.reaches(OrderFlow::State::Outcome));
  REQUIRE(wait_until([&] {
    d.receive();
    return d.desk.order().unknown() == 0;
  }));
  CHECK(d.desk.order().done() == 0);
  CHECK(d.desk.order().failed() == 1);
  CHECK(d.script->times("carry_out") == 1);
  CHECK(d.script->times("outcome") == 1);
  CHECK(d.paused() == 0);
}

TEST_CASE("what the source doesn't offer is never asked for") {
  WiredDesk d(2);
  for (const RowAction action : {RowAction::Delete, RowAction::SyncNow, RowAction::Resume})
    d.desk.run({action::AskOrder{action, d.row(0)}, action::ConfirmOrder{}});
  CHECK_FALSE(d.desk.order().open());
  CHECK(d.script->times("carry_out") == 0);
}
