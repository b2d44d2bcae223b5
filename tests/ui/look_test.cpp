// What is drawn, and whether it can be used: the scroll bar, dialogs in small windows, skeletons, the error column.
#include <doctest/doctest.h>

#include <algorithm>

#include "jobs/plain_filter.h"
#include "support/headless_desk.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

constexpr const char* kTraceback =
    "Traceback (most recent call last):\n  File \"/app/sync.py\", line 12, in run\n    client.list()\n"
    "botocore.exceptions.ClientError: AccessDenied: no permission to list";

bool inside(const Note& note, float width, float height) {
  return note.min.x >= 0 && note.min.y >= 0 && note.max.x <= width && note.max.y <= height;
}

}  // namespace

TEST_CASE("the error has a column where there is room, its reason first, and the tooltip says the whole (P14)") {
  HeadlessDesk desk;
  std::vector<Job> jobs = some_jobs(5);
  jobs[1].status = Status::Failed;
  jobs[1].last_sync_error = kTraceback;
  desk.put(jobs);
  desk.step(3);
  CHECK(desk.says("cell error", "botocore.exceptions.ClientError: AccessDenied"));
  const Note row = desk.get("row", "job-1001");
  for (const char* header : {"Error", "Status"}) {
    const Note column = desk.get("header", header);
    desk.hover({"", "", {column.min.x, row.min.y}, {column.min.x + 60, row.max.y}});
    desk.ticks += 301;
    desk.step(2);
    CHECK(desk.says("tooltip", "|botocore.exceptions.ClientError"));
    CHECK(desk.says("tooltip", "line 12, in run"));
  }
  // No query orders by it.
  const auto sort = desk.model.query().sort;
  desk.click(desk.get("header", "Error"));
  CHECK(desk.model.query().sort == sort);
  // Filtering by it shows the jobs that fail for the same reason.
  const Note column = desk.get("header", "Error");
  desk.click({"", "", {column.min.x, row.min.y}, {column.min.x + 60, row.max.y}}, 1);
  desk.click(desk.get("item", "Filter by this value"));
  desk.step(2);
  CHECK(desk.names("row") == std::vector<std::string>{"job-1001"});
  CHECK(desk.find("chip", "group:").has_value());
}

TEST_CASE("where there is little room the error's column is not shown by itself, and the menu shows it") {
  HeadlessDesk desk(1280, 720);
  desk.put(some_jobs(5));
  desk.step(3);
  CHECK_FALSE(desk.find("header", "Error").has_value());
  desk.ui.columns.flip = Column::Error;
  desk.step(3);
  CHECK(desk.find("header", "Error").has_value());
}

TEST_CASE("a tooltip that cuts a long error says so (P14)") {
  HeadlessDesk desk;
  std::vector<Job> jobs = some_jobs(3);
  jobs[1].status = Status::Failed;
  jobs[1].last_sync_error = "quota exceeded" + std::string(9'000, 'x');
  desk.put(jobs);
  desk.step(3);
  const Note row = desk.get("row", "job-1001"), column = desk.get("header", "Status");
  desk.hover({"", "", {column.min.x, row.min.y}, {column.max.x, row.max.y}});
  desk.ticks += 301;
  desk.step(2);
  CHECK(desk.says("tooltip", "… more: Enter shows all of it"));
}

TEST_CASE("the scroll bar is large enough to be hit at a hundred thousand jobs, and takes one anywhere (D15)") {
  HeadlessDesk desk;
  desk.put(some_jobs(100'000));
  desk.step(3);
  const Note bar = desk.get("scroll bar");
  CHECK(bar.max.x - bar.min.x >= 14);
  CHECK(bar.max.y - bar.min.y >= 40);
  CHECK(bar.min.y >= desk.get("header", "Status").max.y - 1);
  desk.driver.mouse_to({(bar.min.x + bar.max.x) / 2, (bar.min.y + bar.max.y) / 2});
  desk.step(2);
  desk.driver.mouse_button(0, true);
  desk.step(2);
  CHECK(desk.ui.table.first_row == 0);
  desk.driver.mouse_to({bar.min.x, 5000});
  desk.step(3);
  desk.driver.mouse_button(0, false);
  desk.step(2);
  CHECK(desk.ui.table.first_row + desk.ui.table.rows_on_screen >= 100'000);
  desk.driver.mouse_to({bar.min.x + 5, bar.min.y + 300});
  desk.driver.mouse_button(0, true);
  desk.step(3);
  desk.driver.mouse_button(0, false);
  desk.step(2);
  CHECK(desk.ui.table.first_row > 20'000);
  CHECK(desk.ui.table.first_row < 80'000);
}

TEST_CASE("columns stand still when the scroll bar comes, and the headers' band ends at the cards' edge (D19)") {
  HeadlessDesk desk;
  desk.put(some_jobs(3));
  desk.step(3);
  const float before = desk.get("header", "Status").min.x;
  CHECK_FALSE(desk.find("scroll bar").has_value());
  desk.put(some_jobs(300));
  desk.step(3);
  CHECK(desk.get("header", "Status").min.x == before);
  CHECK(desk.get("scroll bar").max.x == desk.get("card", "Failed").max.x);
}

TEST_CASE("rows are whole at the top, and the selection bar lies over none that can't be scrolled out from under it") {
  HeadlessDesk desk;
  desk.put(some_jobs(200));
  desk.step(3);
  const auto rows = desk.names("row");
  const float header = desk.get("header", "Status").max.y;
  std::size_t whole = 0;
  for (const std::string& name : rows) whole += desk.get("row", name).max.y <= 1080 - 40 ? 1 : 0;
  CHECK(static_cast<std::int64_t>(whole) >= desk.ui.table.rows_on_screen);
  CHECK(desk.get("row").min.y >= header - 1);
  desk.click(desk.get("tick", "job-1001"));
  desk.press(Key::End);
  desk.step(2);
  CHECK(desk.get("row", "job-1199").max.y <= desk.get("selected").min.y);
}

TEST_CASE("the footer counts the rows that are seen: the last one too (D12)") {
  HeadlessDesk desk;
  desk.put(some_jobs(417));
  desk.step(3);
  desk.press(Key::End);
  desk.step(2);
  CHECK(desk.find("row", "job-1416").has_value());
  CHECK(desk.get("rows").name.ends_with("–417 of 417"));
}

TEST_CASE("empty states say whose and why, with a button (D12)") {
  HeadlessDesk desk;
  desk.put(some_jobs(3));
  desk.model.run({action::SetQuery{{filter_of({"", "zzz", bit(ConnectorType::S3), 0, false, false}), {{}}}}});
  desk.step(3);
  CHECK(desk.says("empty", "zzz"));
  CHECK(desk.says("empty", "S3"));
  CHECK(std::ranges::count(desk.names("button"), "Clear filters") == 2);  // the bar's, and one under the words
  HeadlessDesk own;
  own.status.account->is_admin = false;
  own.put({});
  own.step(3);
  CHECK(own.says("empty", "You have no connector jobs yet"));
}

TEST_CASE("while nobody counts, the count says what is known and not that it is being counted (D12)") {
  HeadlessDesk desk;
  desk.put(some_jobs(30), false);
  desk.status.connection.link = Link::Reconnecting;
  desk.status.complete = false;
  desk.model.run({action::SetQuery{{filter_of({"", "10", 0, 0, false, false}), {{SortColumn::Status, true}}}}});
  desk.step(3);
  CHECK_FALSE(desk.says("count", "counting"));
}

TEST_CASE("dialogs are on the screen with all they say, whatever its size and zoom (D16)") {
  struct Size {
    float width, height, scale;
  };
  for (const Size size : {Size{1280, 720, 1.5f}, Size{900, 600, 1}, Size{800, 500, 1}, Size{1920, 1080, 1}}) {
    CAPTURE(size.width);
    HeadlessDesk desk(size.width, size.height, size.scale);
    desk.put(some_jobs(200));
    desk.step(3);
    desk.press(Key::Question);
    desk.step(3);
    CHECK(inside(desk.get("dialog"), size.width, size.height));
    CHECK(inside(desk.get("button", "Close"), size.width, size.height));
    desk.press(Key::Escape);
    desk.press(Key::A, false, true);
    desk.press(Key::Delete);
    desk.step(4);
    CHECK(inside(desk.get("dialog"), size.width, size.height));
    CHECK(inside(desk.get("button", "Cancel"), size.width, size.height));
    CHECK(inside(desk.get("field", "typed count"), size.width, size.height));
  }
}

TEST_CASE("loading bars stand in the columns (D19)") {
  HeadlessDesk desk;
  desk.step(3);
  const Note bar = desk.get("skeleton bar", "status");
  const Note header = desk.get("header", "Status");
  CHECK(bar.min.x >= header.min.x);
  CHECK(bar.max.x <= header.max.x);
}

TEST_CASE("a card tells what it counts after a moment, and not over its numbers (D21)") {
  HeadlessDesk desk;
  desk.put(some_jobs(3));
  desk.step(3);
  desk.hover(desk.get("card", "Failed"));
  CHECK_FALSE(desk.find("tooltip").has_value());
  for (int i = 0; i < 8; ++i) desk.tick(100);
  CHECK(desk.says("tooltip", "last sync failed"));
}

TEST_CASE("a change of one in ten thousand is no cliff, one of a fifth is seen, and a minute is no history (D13)") {
  HeadlessDesk desk;
  desk.put(some_jobs(3));
  const auto history = [&](std::int64_t last, std::int64_t step_ms) {
    desk.status.history.clear();
    for (int i = 0; i < 61; ++i) {
      const std::int64_t total = i < 60 ? 10'000 : last;
      desk.status.history.push_back({i * step_ms, JobSummary{total, {0, 0, total, 0, 0}, 1}});
    }
    desk.status.summary = desk.status.history.back().summary;
    desk.step(2);
  };
  history(9'999, 60'000);
  CHECK(desk.get("sparkline", "Total").name == "Total Jobs 0 %");
  history(8'000, 60'000);
  CHECK(desk.get("sparkline", "Total").name == "Total Jobs 100 %");
  history(8'000, 1'000);
  CHECK_FALSE(desk.find("sparkline").has_value());
}

TEST_CASE("what began to run is told once; all go, or those are left out (D10)") {
  HeadlessDesk desk;
  desk.put(some_jobs(30));
  desk.step(3);
  desk.press(Key::A, false, true);
  desk.press(Key::Delete);
  desk.put({TableFixture::job(4, Status::Running)});
  desk.step(2);
  desk.click(desk.get("button", "Delete 30 jobs"));
  CHECK(desk.says("recheck", "1 began to run"));
  CHECK(desk.removed.empty());
  desk.put({TableFixture::job(5, Status::Running)});
  desk.step(2);
  SUBCASE("all") {
    desk.click(desk.get("button", "Delete 30 jobs"));
    REQUIRE(desk.removed.size() == 1);
    CHECK(desk.removed[0].size() == 30);
  }
  SUBCASE("left out, by keys") {
    desk.press(Key::Left);  // round to the last button
    desk.press(Key::Enter);
    REQUIRE(desk.removed.size() == 1);
    CHECK(desk.removed[0].size() == 28);
  }
}
