// The command palette and the search line.
#include <doctest/doctest.h>

#include "jobs/plain_filter.h"
#include "support/headless_desk.h"

using namespace syncwall;
using namespace syncwall::test;

TEST_CASE("the palette: letters narrow it, arrows choose, Enter runs") {
  HeadlessDesk desk;
  desk.put(some_jobs(30));
  desk.step(3);
  desk.press(Key::K, false, true);
  CHECK(desk.names("command").size() > 5);
  desk.type("st sort");
  CHECK(desk.get("chosen command").name == "Sort by Status, ascending");
  desk.press(Key::Down);
  CHECK(desk.get("chosen command").name == "Sort by Status, descending");
  desk.press(Key::Enter);
  CHECK((desk.model.query().sort == std::vector<SortKey>{{SortColumn::Status, false}}));
  CHECK_FALSE(desk.find("chosen command").has_value());
  CHECK_FALSE(desk.model.cursor().has_value());
}

TEST_CASE("the palette says why a command can't be run, and runs nothing then") {
  HeadlessDesk desk;
  desk.status.capabilities.actions = {};
  desk.put(some_jobs(30));
  desk.step(3);
  desk.press(Key::Down);
  desk.press(Key::K, false, true);
  desk.type("delete");
  CHECK(desk.get("chosen command").name == "Delete…|This server's API offers no deletion");
  desk.press(Key::Enter);
  CHECK(desk.find("chosen command").has_value());
  CHECK_FALSE(desk.model.order().open());
  desk.type("zzz");
  CHECK(desk.find("no command").has_value());
  desk.press(Key::Escape);
  CHECK_FALSE(desk.find("field", "palette").has_value());
}

TEST_CASE("the palette owns the keys, opens over what is typed at once, and leads to fields, menus and lists") {
  HeadlessDesk desk;
  desk.put(some_jobs(30));
  desk.step(3);
  const auto run = [&](std::string_view words) {
    desk.press(Key::K, false, true);
    desk.type(words);
    desk.press(Key::Enter);
    desk.step(2);
  };
  run("columns");
  desk.press(Key::Down);
  desk.press(Key::Down);
  desk.press(Key::Space);
  CHECK_FALSE(desk.find("header", "Collection").has_value());
  desk.press(Key::Escape);
  run("failures by reason");
  CHECK(desk.model.failures_shown());
  desk.press(Key::Escape);
  run("search collections");
  desk.type("1002");
  CHECK(plain_part(desk.model.query().filter).collection == "1002");
  desk.press(Key::Enter);
  run("clear filters");
  CHECK(desk.model.query().filter.all());
  desk.press(Key::Down);
  run("copy row json");
  CHECK(desk.clipboard.find("\"id\":\"job-1000\"") != std::string::npos);
}

TEST_CASE("a click outside closes the palette and reaches nothing behind it") {
  HeadlessDesk desk;
  desk.put(some_jobs(30));
  desk.step(3);
  const Note tick = desk.get("tick", "job-1020");
  desk.press(Key::K, false, true);
  desk.click(tick);
  CHECK_FALSE(desk.find("field", "palette").has_value());
  CHECK(desk.model.selection().empty());
}

TEST_CASE("the search line shows the whole query as text, and asks as it is typed") {
  HeadlessDesk desk;
  desk.put(some_jobs(30));
  desk.step(3);
  desk.model.run({action::SetQuery{{filter_of({"", "Collection", 0, 0, false, false}), {{SortColumn::Type, true}}}}});
  desk.step(2);
  desk.press(Key::F, false, true);
  CHECK(desk.get("query").name == query_text(desk.model.query()) + " ");
  CHECK_FALSE(desk.find("choice", "Status").has_value());
  desk.type("id:job-101");
  CHECK(desk.names("row").size() > 10);  // half a word is no query: nothing is asked for yet
  desk.ticks += 301;
  desk.step(2);
  CHECK(desk.names("row").size() == 10);
  desk.press(Key::Enter);
  CHECK(desk.find("choice", "Status").has_value());
  CHECK(desk.find("chip", "id:job-101").has_value());
  CHECK(plain_part(desk.model.query().filter).collection == "Collection");
}

TEST_CASE("a wrong query says what and where in place, keeps the rows and asks nothing; Esc goes back") {
  HeadlessDesk desk;
  desk.put(some_jobs(30));
  desk.step(3);
  desk.press(Key::Colon);
  desk.type("id:job-1001");
  desk.ticks += 301;
  desk.step(3);
  CHECK(desk.names("row").size() == 1);
  const std::size_t asked = desk.asked.size();
  desk.type(" stat:x");
  desk.ticks += 301;
  desk.step(2);
  CHECK(desk.says("query problem", "did you mean"));
  CHECK(desk.find("query mark").has_value());
  CHECK(desk.names("row").size() == 1);
  desk.press(Key::Enter);
  CHECK(desk.find("query problem").has_value());
  CHECK(desk.asked.size() == asked);
  desk.press(Key::Escape);
  CHECK_FALSE(desk.find("query").has_value());
  CHECK(desk.model.query().filter.all());
  CHECK(desk.names("row").size() > 10);
}

TEST_CASE("the search line remembers what was kept, by the arrows") {
  HeadlessDesk desk;
  desk.put(some_jobs(30));
  desk.step(3);
  for (const char* text : {"id:job-1001", "id:job-1002"}) {
    desk.press(Key::Colon);
    desk.type(text);
    desk.press(Key::Enter);
    desk.press(Key::Backspace, false, true);
  }
  CHECK(desk.model.query().filter.all());
  desk.press(Key::Colon);
  desk.press(Key::Up);
  CHECK(desk.get("query").name == "sort:collection id:job-1002");
  desk.press(Key::Up);
  CHECK(desk.get("query").name == "sort:collection id:job-1001");
  desk.press(Key::Enter);
  desk.step(2);
  CHECK(desk.names("row") == std::vector<std::string>{"job-1001"});
}
