#include <doctest/doctest.h>

#include "support/headless_desk.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

std::shared_ptr<OrderProgress> answered(const HeadlessDesk& desk, std::vector<OrderResult> results,
                                        bool finished = true) {
  auto progress = std::make_shared<OrderProgress>();
  progress->request_id = desk.last_request;
  progress->total = static_cast<std::int64_t>(desk.removed.back().size());
  progress->finished = finished;
  progress->results = std::move(results);
  return progress;
}

}  // namespace

TEST_CASE("the dialog's Cancel has the focus: Enter and Escape delete nothing") {
  for (const Key key : {Key::Enter, Key::Escape, Key::Space}) {
    FilledDesk desk(30);
    desk.click(desk.get("tick", "job-1002"));
    desk.press(Key::Delete);
    CHECK(desk.find("button", "Delete 1 job").has_value());
    desk.press(key);
    CHECK_FALSE(desk.model.order().open());
    CHECK(desk.removed.empty());
    CHECK(desk.model.selection().count() == 1);
  }
}

TEST_CASE("from the tick to the outcome, with the mouse") {
  FilledDesk desk(30);
  desk.click(desk.get("tick", "job-1002"));
  desk.click(desk.get("tick", "job-1004"));
  desk.click(desk.get("button", "Delete…"));
  desk.click(desk.get("button", "Delete 2 jobs"));
  REQUIRE(desk.removed.size() == 1);
  CHECK((desk.removed[0] == std::vector<std::string>{"job-1002", "job-1004"}));
  CHECK(desk.find("button", "Cancel the rest").has_value());
  desk.remove("job-1002");
  desk.deletion = answered(desk, {{"job-1002", OrderResult::Kind::Done, ""},
                                  {"job-1004", OrderResult::Kind::Failed, "the database is locked"}});
  desk.step(3);
  CHECK(desk.says("outcome", "1 job deleted"));
  CHECK_FALSE(desk.find("row", "job-1002").has_value());
  CHECK(desk.find("row", "job-1004").has_value());
  desk.click(desk.get("button", "Retry 1 job"));
  CHECK(desk.find("button", "Delete 1 job").has_value());
  desk.click(desk.get("button", "Delete 1 job"));
  REQUIRE(desk.removed.size() == 2);
  CHECK((desk.removed[1] == std::vector<std::string>{"job-1004"}));
  desk.deletion = answered(desk, {{"job-1004", OrderResult::Kind::AlreadySo, ""}});
  desk.step(3);
  CHECK(desk.says("outcome", "already gone"));
  desk.click(desk.get("button", "Close"));
  CHECK_FALSE(desk.model.order().open());
}

TEST_CASE("from the tick to the outcome, with the keyboard alone") {
  FilledDesk desk(30);
  desk.press(Key::Down);
  desk.press(Key::Delete);
  desk.press(Key::Tab);
  desk.press(Key::Enter);
  REQUIRE(desk.removed.size() == 1);
  CHECK((desk.removed[0] == std::vector<std::string>{"job-1000"}));
}

TEST_CASE("over fifty jobs the number must be typed") {
  FilledDesk desk(60);
  desk.press(Key::A, false, true);
  desk.press(Key::Delete);
  desk.click(desk.get("button", "Delete 60 jobs"));
  CHECK(desk.removed.empty());
  desk.click(desk.get("field", "typed count"));
  desk.type("60");
  desk.click(desk.get("button", "Delete 60 jobs"));
  REQUIRE(desk.removed.size() == 1);
  CHECK(desk.removed[0].size() == 60);
}

TEST_CASE("one thing has the focus where a number is typed, and no digit is lost") {
  FilledDesk desk(60);
  desk.press(Key::A, false, true);
  desk.press(Key::Delete);
  desk.type("6");  // Cancel has the focus
  CHECK(desk.ui.dialog.typed_count == "6");
  CHECK_FALSE(desk.find("active field", "typed count").has_value());
  desk.press(Key::Tab);
  CHECK(desk.find("active field", "typed count").has_value());
  CHECK(desk.ui.dialog.focus == 2);  // no button shows it
  desk.press(Key::Space);
  CHECK(desk.model.order().open());
  for (const int button : {1, 0}) {  // round to Cancel
    desk.press(Key::Tab);
    CHECK_FALSE(desk.find("active field", "typed count").has_value());
    CHECK(desk.ui.dialog.focus == button);
  }
  CHECK(desk.ui.dialog.typed_count == "6");
  desk.type("0");
  CHECK(desk.ui.dialog.typed_count == "60");
  desk.press(Key::Right);
  CHECK(desk.ui.dialog.focus == 1);
  desk.press(Key::Enter);
  REQUIRE(desk.removed.size() == 1);
  CHECK(desk.removed[0].size() == 60);
}

TEST_CASE("what changed since the dialog opened is shown first, and asks again") {
  FilledDesk desk(30);
  desk.click(desk.get("tick", "job-1002"));
  desk.click(desk.get("tick", "job-1004"));
  desk.press(Key::Delete);
  std::vector<Job> running = {TableFixture::job(4, Status::Running)};
  desk.put(running);
  desk.step(2);
  desk.click(desk.get("button", "Delete 2 jobs"));
  CHECK(desk.removed.empty());
  CHECK(desk.says("recheck", "1 began to run"));
  desk.click(desk.get("button", "Delete 2 jobs"));
  CHECK(desk.removed.size() == 1);
}

TEST_CASE("a failed poll closes no dialog and empties no table") {
  FilledDesk desk(30);
  desk.click(desk.get("tick", "job-1002"));
  desk.press(Key::Delete);
  desk.status.connection.link = Link::Reconnecting;
  desk.status.connection.attempt = 3;
  desk.status.connection.problem = {"could not reach it", "connection refused", ""};
  desk.ticks += 60'000;
  desk.step(3);
  CHECK(desk.model.order().open());
  CHECK(desk.names("row").size() > 10);
  CHECK(desk.says("connection", "Reconnecting: "));
  CHECK(desk.says("connection", "attempt 3"));
  CHECK(desk.says("title", "Not live"));
}

TEST_CASE("while the dialog is open the page behind it can't be used") {
  FilledDesk desk(30);
  desk.click(desk.get("tick", "job-1002"));
  desk.press(Key::Delete);
  desk.click(desk.get("tick", "job-1020"));
  desk.click(desk.get("card", "Failed"));
  desk.press(Key::A, false, true);
  CHECK(desk.model.selection().count() == 1);
  CHECK(desk.asked.empty());
}

TEST_CASE("what is unknown is said calmly, and told when it is known, with the dialog open or closed") {
  using Kind = OrderResult::Kind;
  FilledDesk desk(30);
  desk.click(desk.get("tick", "job-1002"));
  desk.click(desk.get("tick", "job-1004"));
  desk.press(Key::Delete);
  desk.click(desk.get("button", "Delete 2 jobs"));
  const auto lost =
      answered(desk, {{"job-1002", Kind::Unknown, "it broke off"}, {"job-1004", Kind::Unknown, "it broke off"}});
  lost->checking = 2;
  desk.deletion = lost;
  desk.step(3);
  CHECK(desk.says("outcome", "0 jobs deleted"));
  CHECK(desk.says("unknown", "2 jobs unknown, checking…"));
  CHECK_FALSE(desk.find("button", "Retry 2 jobs").has_value());
  const auto checked = answered(desk, {{"job-1002", Kind::Done, ""}, {"job-1004", Kind::Failed, "it is still there"}});
  checked->checked_of(RowAction::Delete) = {1, 1, 0};
  SUBCASE("open") {
    desk.deletion = checked;
    desk.step(3);
    CHECK(desk.says("outcome", "1 job deleted"));
    CHECK(desk.names("unknown").empty());
    CHECK(desk.find("button", "Retry 1 job").has_value());
    CHECK(desk.model.notice().empty());
  }
  SUBCASE("the server can't tell") {
    CHECK(desk.model.order().touches(CacheRow(4)));
    const auto unclear =
        answered(desk, {{"job-1002", Kind::Done, ""}, {"job-1004", Kind::Unclear, "it has no such operation"}});
    unclear->checked_of(RowAction::Delete) = {1, 0, 1};
    desk.deletion = unclear;
    desk.step(3);
    CHECK(desk.says("outcome", "1 job deleted"));
    CHECK(desk.says("unclear", "1 job: not known whether it was deleted"));
    CHECK(desk.names("unknown").empty());
    CHECK_FALSE(desk.find("button", "Retry 1 job").has_value());
    CHECK_FALSE(desk.model.order().touches(CacheRow(4)));
  }
  SUBCASE("closed") {
    desk.click(desk.get("button", "Close"));
    CHECK_FALSE(desk.model.order().open());
    desk.deletion = checked;
    desk.step(3);
    CHECK(desk.model.notice() == "Checked with the server: 1 deleted, 1 not deleted");
    CHECK_FALSE(desk.model.order().open());
  }
}

TEST_CASE("where a source offers to pause, menu, bar and dialog say so, and none speaks of deletion") {
  HeadlessDesk desk;
  desk.status.capabilities.actions = {RowAction::Pause};
  desk.put(some_jobs(80));
  desk.step(3);
  desk.click(desk.get("row", "job-1003"), 1);
  CHECK(desk.find("item", "Pause…").has_value());
  CHECK_FALSE(desk.find("item", "Resume…").has_value());
  CHECK_FALSE(desk.find("item", "Sync now…").has_value());
  desk.press(Key::Escape);
  desk.press(Key::A, false, true);
  desk.click(desk.get("button", "Pause…"));
  CHECK(desk.model.order().count() == 80);
  const auto none_speaks_of_deletion = [&] {
    for (const DrawnText& text : desk.texts) {
      INFO(text.text);
      CHECK((text.text.find("elet") == std::string::npos || text.text.find("offers no deletion") != std::string::npos));
    }
  };
  none_speaks_of_deletion();
  CHECK_FALSE(desk.find("field", "typed count").has_value());  // it can be undone
  desk.click(desk.get("button", "Pause 80 jobs"));
  REQUIRE(desk.removed.size() == 1);
  CHECK(desk.last_action == RowAction::Pause);
  none_speaks_of_deletion();
  auto progress = std::make_shared<OrderProgress>();
  progress->request_id = desk.last_request;
  progress->action = RowAction::Pause;
  progress->total = 80;
  progress->finished = true;
  std::vector<OrderResult> results;
  for (const std::string& id : desk.removed[0]) results.push_back({id, OrderResult::Kind::Done, ""});
  results.back() = {results.back().id, OrderResult::Kind::Refused, "not yours"};
  progress->results = std::move(results);
  desk.deletion = progress;
  desk.step(3);
  CHECK(desk.says("outcome", "79 jobs paused"));
  CHECK(desk.says("failed", "1 job not paused:"));
  CHECK(desk.refreshed == 1);
  none_speaks_of_deletion();
}
