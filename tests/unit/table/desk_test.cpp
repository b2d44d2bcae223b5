#include "table/desk.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/plain_query.h"
#include "support/table_fixture.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {
struct DeskFixture : TableFixture {
  std::vector<Query> asked;
  std::vector<std::vector<std::string>> removed;
  std::uint64_t last_request = 0;
  int cancelled = 0;
  std::string clipboard;
  std::shared_ptr<const OrderProgress> progress;
  Desk desk{by_collection(),
            {[this](const Query& q) { asked.push_back(q); },
             [this](std::uint64_t id, const RowOrder& order) {
               last_request = id;
               for (OriginIds& part : order.ids()) removed.push_back(std::move(part.ids));
             },
             [this] { ++cancelled; }, [] {}, [this](const std::string& t) { clipboard = t; }, [](int) {}, [] {},
             [](Screen) {}, [] {}}};

  FetchStatus told;
  void receive() {
    auto status = std::make_shared<FetchStatus>(told);
    status->capabilities.actions = {RowAction::Delete};
    desk.receive({cache.snapshot(), {view(desk.query()), 0, true}, status, progress, kNow});
  }
  CacheRow row(std::uint32_t i) { return (*desk.news().view.view)[ViewRow(i)]; }
};
}  // namespace

TEST_CASE("a ticked job holds the order, and so does an open dialog") {
  DeskFixture f;
  f.put(some_jobs(5));
  f.receive();
  CHECK_FALSE(f.desk.view_request(false).hold);
  CHECK(f.desk.view_request(true).hold);
  f.desk.run({action::Toggle{f.row(1)}});
  CHECK(f.desk.view_request(false).hold);
  f.desk.run({action::ClearSelection{}, action::AskOrder{RowAction::Delete, f.row(1)}});
  CHECK(f.desk.view_request(false).hold);
}

TEST_CASE("a deletion from the tick to the outcome") {
  DeskFixture f;
  f.put(some_jobs(5));
  f.receive();
  f.desk.run({action::Toggle{f.row(1)}, action::RangeTo{f.row(3)}, action::AskOrder{RowAction::Delete}});
  CHECK(f.desk.order().count() == 3);
  const auto before = f.desk.view_request(false).apply;
  f.desk.run({action::ConfirmOrder{}});
  REQUIRE(f.removed.size() == 1);
  CHECK((f.removed[0] == std::vector<std::string>{"job-1001", "job-1002", "job-1003"}));
  f.desk.run({action::CancelOrder{}});
  CHECK(f.cancelled == 1);
  CHECK(f.desk.order().state() == OrderFlow::State::Sending);

  auto done = std::make_shared<OrderProgress>();
  done->request_id = f.last_request;
  done->finished = true;
  for (const std::string& id : f.removed[0]) {
    done->results.add({{id, OrderResult::Kind::Done, ""}});
    f.remove(id);
  }
  f.progress = done;
  f.receive();
  CHECK(f.desk.order().done() == 3);
  CHECK(f.desk.selection().empty());
  CHECK(f.desk.view_request(false).apply > before);
}

TEST_CASE("a query is asked for once, and only when it is another one") {
  DeskFixture f;
  Query q = f.desk.query();
  f.desk.run({action::SetQuery{q}});
  CHECK(f.asked.empty());
  set_collection(q.filter, "x");
  f.desk.run({action::SetQuery{q}, action::SetQuery{q}});
  CHECK(f.asked.size() == 1);
}

TEST_CASE("a server that offers no deletion is never asked for one") {
  DeskFixture f;
  f.put(some_jobs(2));
  f.receive();
  auto news = f.desk.news();
  news.status = std::make_shared<FetchStatus>();
  f.desk.receive(news);
  f.desk.run({action::AskOrder{RowAction::Delete, f.row(0)}, action::ConfirmOrder{}});
  CHECK_FALSE(f.desk.order().open());
  CHECK(f.removed.empty());
}

TEST_CASE("copying is bounded by bytes, in whole rows, and says how many") {
  DeskFixture f;
  std::vector<Job> jobs = some_jobs(30);
  for (Job& job : jobs) job.last_sync_error = std::string(100'000, 'x');
  f.put(jobs);
  Ports ports;
  ports.copy = [&](const std::string& text) { f.clipboard = text; };
  ports.clipboard_bytes = 1'000'000;
  Desk desk(f.by_collection(), ports);
  Desk::News news;
  news.snapshot = f.cache.snapshot();
  news.view.view = f.view();
  news.now = kNow;
  desk.receive(std::move(news));
  desk.run({action::SelectAllMatching{}, action::CopyRows{}});
  CHECK(f.clipboard.size() <= 1'000'000);
  CHECK(std::count(f.clipboard.begin(), f.clipboard.end(), '\n') == 8);
  CHECK(f.clipboard.ends_with("x"));
  CHECK(desk.notice() == "Copied the first 9 rows of 30");
  desk.run({action::Copy{std::string(999'999, 'a') + "é", "the error"}});
  CHECK(f.clipboard == std::string(999'999, 'a'));
  CHECK(desk.notice() == "Copied the beginning of the error: it is too long for the clipboard");
}

TEST_CASE("a notice is timed by the clock that never jumps") {
  DeskFixture f;
  f.put(some_jobs(1));
  f.receive();
  Desk::News news;
  news.ticks = 77'000;
  f.desk.receive(std::move(news));
  f.desk.run({action::Copy{"a", "the cell"}});
  CHECK(f.desk.notice_at() == 77'000);
}

TEST_CASE("beyond what is kept here, all that match is selected as far as it is kept, says so, and can be deleted") {
  DeskFixture f;
  const auto jobs = some_jobs(80);
  f.put({jobs.begin(), jobs.begin() + 10}, false);  // of 100
  f.told.over_limit = true;
  f.told.mirror_limit = 100;
  f.told.query_rows = 10;
  f.receive();
  f.desk.run({action::SelectAllMatching{}});
  f.receive();
  CHECK(f.desk.selection().pending());
  f.desk.run({action::AskOrder{RowAction::Delete}});
  CHECK_FALSE(f.desk.order().open());
  SUBCASE("they are loaded") {
    f.put(jobs, false);
    f.told.query_rows = 80;
    f.receive();
    CHECK_FALSE(f.desk.selection().pending());
    CHECK(f.desk.selection().count() == 80);
    CHECK(f.desk.selection().capped_of() == 100);
    f.desk.run({action::AskOrder{RowAction::Delete}});
    CHECK(f.desk.order().count() == 80);
    f.desk.run({action::ConfirmOrder{"80"}});
    REQUIRE(f.removed.size() == 1);
    CHECK(f.removed[0].size() == 80);
  }
  SUBCASE("the filter changes meanwhile: what is loaded stays selected, and nothing waits for ever") {
    Query q = f.desk.query();
    set_collection(q.filter, "1001");
    f.desk.run({action::SetQuery{q}});
    CHECK_FALSE(f.desk.selection().pending());
    CHECK(f.desk.selection().count() == 10);
    CHECK(f.desk.notice().starts_with("Not all"));
  }
}

TEST_CASE("what the list shows of a deletion whose answer got lost is told, also when the dialog was closed") {
  DeskFixture f;
  f.put(some_jobs(3));
  f.told.connection.last_answer = f.told.connection.heard = 1'000;
  f.receive();
  f.desk.run({action::Toggle{f.row(0)}, action::RangeTo{f.row(1)}, action::AskOrder{RowAction::Delete}});
  f.desk.run({action::ConfirmOrder{}});
  REQUIRE(f.removed.size() == 1);
  auto done = std::make_shared<OrderProgress>();
  done->request_id = f.last_request;
  done->finished = true;
  done->checked_of(RowAction::Delete).unclear = 2;
  done->results.add(
      {{"job-1000", OrderResult::Kind::Unclear, "no outcome"}, {"job-1001", OrderResult::Kind::Unclear, "no outcome"}});
  f.progress = done;
  f.receive();
  f.receive();
  CHECK(f.desk.order().unclear() == 2);
  f.desk.run({action::CancelOrder{}});
  CHECK_FALSE(f.desk.order().open());
  f.remove("job-1000");
  f.receive();
  CHECK(f.desk.order().unclear() == 1);
  f.told.connection.last_answer = f.told.connection.heard = 60'000;
  f.receive();
  f.receive();
  CHECK(f.desk.order().unclear() == 0);
  CHECK(f.desk.notice() == "As the list shows: 1 deleted, 1 still in the list");
}
