// The page as a whole: what is where, keys that work anywhere, and what it costs.
#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "base/utf8.h"
#include "jobs/plain_filter.h"
#include "support/headless_desk.h"
#include "table/commands.h"

using namespace syncwall;
using namespace syncwall::test;

TEST_CASE("every part of the page is there, in its place") {
  HeadlessDesk desk;
  desk.put(some_jobs(100));
  desk.status.summary = JobSummary{100, {1, 2, 90, 4, 3}, 1};
  desk.step(3);
  CHECK(desk.get("title").name == "Auto-Sync Connector Jobs");
  CHECK((desk.names("card") == std::vector<std::string>{"Total Jobs 100", "Pending Jobs 1", "Running Jobs 2",
                                                        "Completed Jobs 90", "Failed Jobs 4"}));
  CHECK((desk.names("header") == std::vector<std::string>{"User", "Collection", "Type", "Created", "Last Sync",
                                                          "Status", "Schedule", "Error"}));
  CHECK((desk.names("field") == std::vector<std::string>{"User", "Collection"}));
  CHECK((desk.names("choice") == std::vector<std::string>{"Connector type:", "Status:"}));
  CHECK(desk.get("count").name == "100 of 100 jobs");
  CHECK(desk.says("rows", "of 100"));
  CHECK(desk.get("row").name == "job-1000");
  CHECK(desk.get("cell collection").name == "Collection 1000");
  CHECK(desk.get("connection").name.starts_with("Live"));
}

TEST_CASE("a frame draws the rows that can be seen, however many there are") {
  FilledDesk desk(5000);
  const std::size_t rows = desk.names("row").size();
  CHECK(rows > 15);
  CHECK(rows < 40);
}

TEST_CASE("the page fits a small window and a large scale") {
  for (const float scale : {1.0f, 2.0f}) {
    HeadlessDesk desk(1280 * scale, 720 * scale, scale);
    desk.put(some_jobs(50));
    desk.step(3);
    for (const Note& row : {desk.get("row"), desk.get("count"), desk.get("card", "Failed")}) {
      CHECK(row.min.x >= 0);
      CHECK(row.max.x <= 1280 * scale);
    }
  }
}

TEST_CASE("a tiny window breaks nothing") {
  HeadlessDesk desk(200, 120);
  desk.put(some_jobs(50));
  desk.step(5);
  CHECK(desk.driver.vertices() > 0);
}

TEST_CASE("a card sets the status filter, again or Total clears it") {
  FilledDesk desk(10);
  desk.click(desk.get("card", "Failed"));
  CHECK(plain_part(desk.model.query().filter).statuses == bit(Status::Failed));
  desk.click(desk.get("card", "Failed"));
  CHECK(plain_part(desk.model.query().filter).statuses == 0);
  desk.click(desk.get("card", "Running"));
  desk.click(desk.get("card", "Total"));
  CHECK(plain_part(desk.model.query().filter).statuses == 0);
  CHECK(desk.asked.size() == 4);
}

TEST_CASE("keys that work everywhere") {
  FilledDesk desk(10);
  desk.press(Key::F5);
  CHECK(desk.refreshed == 1);
  desk.press(Key::T, false, true);
  CHECK(desk.themes == 1);
  desk.press(Key::Plus, false, true);
  desk.press(Key::Plus, false, true);
  CHECK(desk.zoomed == 2);
  desk.press(Key::Zero, false, true);
  CHECK(desk.zoomed == 0);
  desk.press(Key::Question);
  CHECK(desk.find("keys").has_value());
  CHECK(desk.find("key", "Ctrl + / − / 0|Zoom").has_value());
  CHECK(desk.names("key").size() ==
        static_cast<std::size_t>(std::ranges::count_if(commands(), [](const Command& c) { return !c.help.empty(); })));
  desk.press(Key::Escape);
  CHECK_FALSE(desk.find("keys").has_value());
}

TEST_CASE("F3 shows what a frame costs, what is cached and how far behind the server it is") {
  HeadlessDesk desk;
  desk.put(some_jobs(10));
  desk.status.summary = JobSummary{10, {}, 7};
  desk.step(2);
  CHECK_FALSE(desk.find("meter").has_value());
  desk.press(Key::F3);
  REQUIRE(desk.names("meter").size() == 4);
  CHECK(desk.says("meter", "frame "));
  CHECK(desk.says("meter", "10 jobs · "));
  const auto known = static_cast<std::int64_t>(desk.model.news().snapshot.of(Origin{}).revision);
  CHECK(desk.says("meter", std::to_string(7 - known) + " behind the server"));
  desk.press(Key::F3);
  CHECK_FALSE(desk.find("meter").has_value());
}

namespace {

// What of a line is there, as drawn, and where.
std::vector<DrawnText> drawn_with(const HeadlessDesk& desk, std::string_view part) {
  std::vector<DrawnText> found;
  std::ranges::copy_if(desk.texts, std::back_inserter(found),
                       [&](const DrawnText& t) { return t.text.find(part) != std::string::npos; });
  return found;
}

}  // namespace

TEST_CASE("only what can be seen counts as drawn: not what is cut away, scrolled off or measured") {
  HeadlessDesk desk;
  std::vector<Job> jobs = some_jobs(200);
  std::string lengthy = "!";  // sorts first
  for (char32_t c = 0x4E00; c < 0x4F00; ++c) append_code_point(lengthy, c);
  jobs[1].collection_name = lengthy;
  for (std::size_t i = 100; i < 200; ++i)
    jobs[i].collection_name = "zz \xE9\xBE\x8D";  // U+9F8D, on a row that nobody has scrolled to
  desk.put(jobs);
  desk.step(3);
  std::size_t counted = 0;
  char32_t last = 0;
  for (const CodePoints::Key key : desk.seen.drawn_lately()) {
    if (key.drawn >= 0x4E00 && key.drawn < 0x4F00) ++counted, last = std::max(last, key.drawn);
    CHECK(key.drawn != 0x9F8D);
  }
  REQUIRE(counted > 3);
  CHECK(counted < 100);
  CHECK(last == 0x4E00 + counted - 1);  // the first ones
  const auto faces_of = [&](char32_t c) {
    std::set<Face> faces;
    for (const CodePoints::Key key : desk.seen.drawn_lately()) {
      if (key.drawn == c) faces.insert(key.face);
    }
    return faces;
  };
  CHECK((faces_of(0x4E00) == std::set<Face>{Face::Body}));
}

TEST_CASE("right-to-left text that is too long keeps its beginning, which is its right end") {
  HeadlessDesk desk;
  std::vector<Job> jobs = some_jobs(3);
  const std::string first = "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D";  // shalom
  std::string name = first;
  for (int i = 0; i < 40; ++i) name += " abc\xD7\x90\xD7\x91";
  jobs[1].collection_name = name;
  desk.put(jobs);
  desk.step(3);
  const std::string turned = "\xD7\x9D\xD7\x95\xD7\x9C\xD7\xA9";
  // The letters of the first word are seen, where the line begins with it.
  std::set<char32_t> seen;
  for (const CodePoints::Key key : desk.seen.drawn_lately()) seen.insert(key.drawn);
  for (const char32_t c : {0x5E9, 0x5DC, 0x5D5, 0x5DD}) CHECK(seen.contains(c));
  CHECK(std::ranges::any_of(drawn_with(desk, turned),
                            [&](const DrawnText& t) { return t.cut && t.text.ends_with(turned); }));
}

TEST_CASE("a hostile name is drawn as data") {
  HeadlessDesk desk;
  std::vector<Job> jobs = some_jobs(8);
  const std::vector<std::string> names = {"a##b###c",
                                          "%s%n%d%99999d",
                                          "two\nlines\ttab",
                                          std::string(10'000, 'x'),
                                          "\xE2\x80\xAE rtl \xD8\xB3",
                                          "顧客サポート手順",
                                          "##",
                                          "😀"};
  for (std::size_t i = 0; i < jobs.size(); ++i)
    jobs[i].collection_name = jobs[i].user_name = jobs[i].last_sync_error = names[i];
  desk.put(jobs);
  desk.step(3);
  CHECK(desk.names("row").size() == jobs.size());
  for (const std::string& id : desk.names("row")) {
    desk.click(desk.get("tick", id));
    desk.double_click(desk.get("row", id));
    CHECK(desk.find("field-value", "Collection|").has_value());
    desk.press(Key::Escape);
  }
  CHECK(desk.model.selection().count() == static_cast<std::int64_t>(jobs.size()));
  desk.press(Key::Delete);
  CHECK(desk.says("button", "Delete 8 jobs"));
}
