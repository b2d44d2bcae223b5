// Sorting, scrolling, tooltips, menus and the details panel.
#include <doctest/doctest.h>

#include <algorithm>

#include "jobs/plain_filter.h"
#include "support/headless_desk.h"

using namespace syncwall;
using namespace syncwall::test;

TEST_CASE("a header sorts, again reverses, and Shift adds a second key") {
  FilledDesk desk(30);
  CHECK((desk.model.query().sort == std::vector<SortKey>{{SortColumn::Collection, true}}));
  desk.click(desk.get("header", "Type"));
  CHECK((desk.model.query().sort == std::vector<SortKey>{{SortColumn::Type, true}}));
  desk.click(desk.get("header", "Type"));
  CHECK((desk.model.query().sort == std::vector<SortKey>{{SortColumn::Type, false}}));
  desk.click(desk.get("header", "User"), 0, true);
  CHECK((desk.model.query().sort == std::vector<SortKey>{{SortColumn::Type, false}, {SortColumn::User, true}}));
}

TEST_CASE("times sort newest first at the first click") {
  FilledDesk desk(30);
  desk.click(desk.get("header", "Last Sync"));
  CHECK((desk.model.query().sort == std::vector<SortKey>{{SortColumn::LastSync, false}}));
}

TEST_CASE("the wheel scrolls, and the footer and the wish for rows go along") {
  FilledDesk desk(2000);
  const std::int64_t wanted = desk.rows_wanted;
  desk.hover(desk.get("row", "job-1005"));
  for (int i = 0; i < 20; ++i) desk.wheel(-3);
  CHECK(desk.ui.table.first_row > 20);
  CHECK(desk.rows_wanted > wanted);
  CHECK_FALSE(desk.says("rows", "Rows 1–"));
  CHECK_FALSE(desk.find("row", "job-1000").has_value());
}

TEST_CASE("a refresh scrolls nothing: the top row stays the top row") {
  FilledDesk desk(2000);
  desk.hover(desk.get("row", "job-1005"));
  for (int i = 0; i < 20; ++i) desk.wheel(-3);
  const Note top = desk.get("row");
  // A hundred rows that sort before everything.
  std::vector<Job> more;
  for (int i = 0; i < 100; ++i) {
    more.push_back(TableFixture::job(5000 + i));
    more.back().collection_name = "A";
  }
  desk.put(more);
  desk.step(3);
  CHECK(desk.get("row").name == top.name);
  CHECK(desk.get("row").min.y == doctest::Approx(top.min.y).epsilon(0.01));
}

TEST_CASE("the keyboard reaches every row") {
  FilledDesk desk(2000);
  desk.press(Key::Down);
  desk.press(Key::Down);
  REQUIRE(desk.model.cursor().has_value());
  const auto id_at_cursor = [&] {
    Snapshot::IdBuffers ids;
    return std::string(desk.model.news().snapshot.job(*desk.model.cursor(), ids).id);
  };
  CHECK(id_at_cursor() == "job-1001");
  desk.press(Key::End);
  CHECK(id_at_cursor() == "job-2999");
  CHECK(desk.find("row", "job-2999").has_value());
  desk.press(Key::Up);
  CHECK(id_at_cursor() == "job-2998");
  desk.press(Key::Home);
  CHECK(id_at_cursor() == "job-1000");
  CHECK(desk.find("row", "job-1000").has_value());
  desk.press(Key::PageDown);
  CHECK(desk.find("row", id_at_cursor()).has_value());
  CHECK(id_at_cursor() > "job-1015");
}

TEST_CASE("a tooltip comes after 0.3 s of rest, not before") {
  HeadlessDesk desk;
  std::vector<Job> jobs = some_jobs(5);
  jobs[1].status = Status::Failed;
  jobs[1].last_sync_error = "AccessDenied: the bucket refused %s ##";
  desk.put(jobs);
  desk.step(3);
  std::vector<Note> pills;
  const Note row = desk.get("row", "job-1001");
  const Note status = desk.get("header", "Status");
  const Note cell{"", "", {status.min.x, row.min.y}, {status.max.x, row.max.y}};
  desk.hover(cell);
  CHECK_FALSE(desk.find("tooltip").has_value());
  CHECK(desk.next_change_ms <= 300);
  desk.ticks += 301;
  desk.step(2);
  CHECK(desk.says("tooltip", "AccessDenied: the bucket refused %s ##"));
}

TEST_CASE("the right button offers to copy and to filter") {
  HeadlessDesk desk;
  std::vector<Job> jobs = some_jobs(5);
  jobs[2].last_sync_error = "why it failed";
  desk.put(jobs);
  desk.step(3);
  const auto open = [&] {
    const Note row = desk.get("row", "job-1002"), column = desk.get("header", "Collection");
    desk.click({"", "", {column.min.x, row.min.y}, {column.max.x, row.max.y}}, 1);
  };
  open();
  desk.click(desk.get("item", "Copy cell"));
  CHECK(desk.clipboard == "Collection 1002");
  open();
  desk.click(desk.get("item", "Copy error"));
  CHECK(desk.clipboard == "why it failed");
  open();
  desk.click(desk.get("item", "Copy row (JSON)"));
  CHECK(desk.clipboard.find("\"id\":\"job-1002\"") != std::string::npos);
  open();
  desk.click(desk.get("item", "Filter by this value"));
  CHECK(plain_part(desk.model.query().filter).collection == "Collection 1002");
  CHECK(plain_part(desk.model.query().filter).collection == "Collection 1002");
}

TEST_CASE("Ctrl+C copies the cursor's row as TSV") {
  FilledDesk desk(5);
  desk.press(Key::Down);
  desk.press(Key::C, false, true);
  CHECK(desk.clipboard.find("Collection 1000\t") != std::string::npos);
}

TEST_CASE("a double click or Enter opens the details, Escape closes them") {
  FilledDesk desk(5);
  desk.double_click(desk.get("row", "job-1003"));
  CHECK(desk.find("field-value", "Collection id|collection-3").has_value());
  desk.press(Key::Escape);
  CHECK_FALSE(desk.find("field-value").has_value());
  desk.press(Key::Enter);
  CHECK(desk.find("field-value", "Collection id|collection-3").has_value());
}

TEST_CASE("details of a job that is deleted meanwhile say so and stay open") {
  FilledDesk desk(5);
  desk.double_click(desk.get("row", "job-1003"));
  desk.remove("job-1003");
  desk.step(2);
  CHECK(desk.find("field-value", "Collection id|collection-3").has_value());
  CHECK_FALSE(desk.find("button", "Delete…").has_value());
}

TEST_CASE("a relative time changes by itself, and the frame says when") {
  HeadlessDesk desk;
  std::vector<Job> jobs = some_jobs(1);
  jobs[0].last_sync_at = kNow - 61'000;
  desk.put(jobs);
  desk.step(2);
  CHECK(desk.get("cell last_sync").name == "1 min ago");
  CHECK(desk.next_change_ms <= 59'000);
  desk.now += 59'000;
  desk.ticks += 59'000;
  desk.step();
  CHECK(desk.get("cell last_sync").name == "2 min ago");
}

TEST_CASE("Ctrl+C copies the ticked rows in the table's order, hidden ones last") {
  FilledDesk desk(6);
  desk.model.run({action::SetQuery{{{}, {{SortColumn::Collection, false}}}}});
  desk.step(3);
  for (const char* id : {"job-1001", "job-1004", "job-1003"}) desk.click(desk.get("tick", id));
  desk.press(Key::C, false, true);
  const auto lines = [&] { return std::count(desk.clipboard.begin(), desk.clipboard.end(), '\n') + 1; };
  const auto place = [&](const char* name) { return desk.clipboard.find(name); };
  CHECK(lines() == 3);
  CHECK(place("Collection 1004") < place("Collection 1003"));
  CHECK(place("Collection 1003") < place("Collection 1001"));
  CHECK(desk.model.notice() == "Copied 3 rows");
  desk.model.run({action::SetQuery{{filter_of({"", "1001", 0, 0, false, false}), {{SortColumn::Collection, true}}}}});
  desk.step(3);
  desk.press(Key::C, false, true);
  CHECK(lines() == 3);
  CHECK(place("Collection 1001") < place("Collection 1003"));
}

TEST_CASE("what is copied is bounded, and says so") {
  HeadlessDesk desk;
  desk.put(some_jobs(static_cast<int>(syncwall::Desk::kMostCopied) + 10));
  desk.step(2);
  desk.press(Key::A, false, true);
  desk.press(Key::C, false, true);
  CHECK(static_cast<std::size_t>(std::count(desk.clipboard.begin(), desk.clipboard.end(), '\n')) + 1 ==
        syncwall::Desk::kMostCopied);
  CHECK(desk.model.notice() == "Copied the first 50,000 rows of 50,010");
}

TEST_CASE("a double click on a column's edge makes it as wide as its texts want, and no narrower than its label") {
  HeadlessDesk desk;
  std::vector<Job> jobs = some_jobs(5);
  jobs[2].collection_name =
      "A name that is so long that it certainly has no room in the column as it comes, not even half";
  desk.put(jobs);
  desk.step(3);
  desk.ui.columns.flip = Column::Error;  // a column grows into its neighbour only
  desk.step(3);
  const Note before = desk.get("header", "Collection");
  const auto edge = [&](const char* header) {
    const Note note = desk.get("header", header);
    return Note{"", "", {note.max.x - 1, note.min.y + 4}, {note.max.x + 1, note.max.y - 4}};
  };
  desk.double_click(edge("Collection"));
  desk.step(3);
  const float wide = desk.get("header", "Collection").max.x - desk.get("header", "Collection").min.x;
  CHECK(wide > before.max.x - before.min.x + 100);
  const bool cut =
      std::ranges::any_of(desk.texts, [](const DrawnText& t) { return t.cut && t.text.starts_with("A name that"); });
  CHECK_FALSE(cut);
  desk.double_click(edge("Schedule"));
}

TEST_CASE("a status that changes on the screen is marked calmly, and the mark ends by itself") {
  HeadlessDesk desk;
  std::vector<Job> jobs = some_jobs(5);
  desk.put(jobs);
  desk.step(3);
  CHECK_FALSE(desk.find("changed"));
  jobs[3].status = Status::Failed;
  desk.put({jobs[3]});
  desk.step();
  CHECK((desk.names("changed") == std::vector<std::string>{"job-1003"}));
  CHECK(desk.next_change_ms <= ChangeMarks::kStepMs);
  desk.tick(ChangeMarks::kMs);
  CHECK_FALSE(desk.find("changed"));
  // Scrolling and sorting mark nothing.
  desk.model.run({action::SetQuery{{{}, {{SortColumn::Status, true}}}}});
  desk.step(3);
  CHECK_FALSE(desk.find("changed"));
}

TEST_CASE("failures that have become more mark their card, other counts don't") {
  HeadlessDesk desk;
  desk.put(some_jobs(5));
  desk.status.summary = JobSummary{100, {1, 2, 90, 4, 3}, 1};
  desk.step(2);
  desk.status.summary = JobSummary{100, {2, 1, 90, 4, 3}, 2};
  desk.step();
  CHECK_FALSE(desk.find("changed"));
  desk.status.summary = JobSummary{100, {1, 1, 90, 5, 3}, 3};
  desk.step();
  CHECK((desk.names("changed") == std::vector<std::string>{"failed"}));
  desk.status.summary = JobSummary{100, {2, 1, 91, 4, 3}, 4};
  desk.tick(ChangeMarks::kMs);
  desk.step();
  CHECK_FALSE(desk.find("changed"));
}

TEST_CASE("characters that no font here has are told by number in the tooltip") {
  HeadlessDesk desk;
  std::vector<Job> jobs = some_jobs(3);
  jobs[1].collection_name = "\xF0\x90\x8E\xA0\xF0\x90\x8E\xA1 archive";  // Old Persian
  desk.put(jobs);
  desk.step(3);
  for (const char32_t c : {0x103A0, 0x103A1})
    desk.seen.set_missing(desk.seen.stand_in(c), true);  // as window/fonts finds out
  const Note row = desk.get("row", "job-1001"), column = desk.get("header", "Collection");
  desk.hover({"", "", {column.min.x, row.min.y}, {column.max.x, row.max.y}});
  desk.ticks += 301;
  desk.step(2);
  CHECK(desk.says("tooltip", "No font here has U+103A0 U+103A1"));
}

TEST_CASE("rows lie edge to edge: none reaches into the one beside it") {
  FilledDesk desk(30);
  const std::vector<std::string> rows = desk.names("row");
  REQUIRE(rows.size() > 3);
  for (std::size_t i = 1; i < rows.size(); ++i)
    CHECK(desk.get("row", rows[i]).min.y == desk.get("row", rows[i - 1]).max.y);
}
