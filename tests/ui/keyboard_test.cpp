// Without a mouse: whatever is on top has the keys, and everything can be reached.
#include <doctest/doctest.h>

#include <algorithm>

#include "jobs/plain_filter.h"
#include "support/headless_desk.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

// What shows the ring: the note of that role and name lies where the ring is.
bool focused(const HeadlessDesk& desk, std::string_view role, std::string_view name) {
  const auto ring = desk.find("focus"), thing = desk.find(role, name);
  return ring && thing && ring->min.x == thing->min.x && ring->min.y == thing->min.y;
}

// Tab until it has the focus; false where it can't be reached.
bool tab_to(HeadlessDesk& desk, std::string_view role, std::string_view name) {
  for (int i = 0; i < 40; ++i) {
    desk.press(Key::Tab);
    if (focused(desk, role, name)) return true;
  }
  return false;
}

std::string cursor_id(const HeadlessDesk& desk) {
  Snapshot::IdBuffers ids;
  return std::string(desk.model.news().snapshot.job(*desk.model.cursor(), ids).id);
}

Note cell_of(const HeadlessDesk& desk, const char* row, const char* header) {
  const Note r = desk.get("row", row), h = desk.get("header", header);
  return {"", "", {h.min.x, r.min.y}, {h.max.x, r.max.y}};
}

}  // namespace

TEST_CASE(
    "a dropdown owns the keys: arrows go through it, Space ticks, Del and Enter reach no row, Esc closes it (D1)") {
  HeadlessDesk desk;
  desk.put(some_jobs(30));
  desk.step(3);
  desk.press(Key::Down);
  desk.press(Key::Space);
  desk.click(desk.get("choice", "Connector type"));
  const std::string before = cursor_id(desk);
  desk.press(Key::Down);
  desk.press(Key::Down);
  desk.press(Key::Space);
  CHECK(plain_part(desk.model.query().filter).types != 0);
  CHECK(desk.find("item", "All").has_value());
  CHECK(cursor_id(desk) == before);
  desk.press(Key::Delete);
  CHECK_FALSE(desk.model.order().open());
  CHECK_FALSE(desk.model.details().has_value());
  CHECK(desk.model.selection().count() == 1);
  desk.press(Key::Escape);
  CHECK_FALSE(desk.find("item", "All").has_value());
  CHECK(desk.model.selection().count() == 1);
  desk.press(Key::Escape);
  CHECK(desk.model.selection().empty());
}

TEST_CASE("a second click on a dropdown closes it") {
  HeadlessDesk desk;
  desk.put(some_jobs(30));
  desk.step(3);
  desk.click(desk.get("choice", "Status"));
  CHECK(desk.find("item", "All").has_value());
  desk.click(desk.get("choice", "Status"));
  CHECK_FALSE(desk.find("item", "All").has_value());
  desk.click(desk.get("choice", "Status"));
  CHECK(desk.find("item", "All").has_value());
}

TEST_CASE("the menus of a row and of a header own the keys, and Esc closes them (D1)") {
  HeadlessDesk desk;
  desk.put(some_jobs(30));
  desk.step(3);
  desk.press(Key::Down);
  desk.click(cell_of(desk, "job-1004", "Collection"), 1);
  CHECK(desk.find("item", "Copy cell").has_value());
  desk.press(Key::Down);
  desk.press(Key::Down);
  CHECK(cursor_id(desk) == "job-1000");
  desk.press(Key::Enter);
  CHECK(desk.clipboard.starts_with("job-1004"));
  CHECK_FALSE(desk.find("item", "Copy cell").has_value());
  desk.click(desk.get("header", "Type"), 1);
  CHECK(desk.names("row").size() > 10);
  desk.press(Key::Down);
  desk.press(Key::Down);
  desk.press(Key::Enter);
  CHECK((desk.model.query().sort == std::vector<SortKey>{{SortColumn::Type, false}}));
  desk.click(desk.get("header", "Type"), 1);
  desk.press(Key::Down);
  desk.press(Key::Escape);
  CHECK(cursor_id(desk) == "job-1000");
}

TEST_CASE("the Menu key and Shift+F10 open the menu of the cursor's row (D2)") {
  HeadlessDesk desk;
  desk.put(some_jobs(30));
  desk.step(3);
  desk.press(Key::Menu);
  CHECK(desk.model.notice() == "No row has the cursor: move it with ↑ and ↓");
  desk.press(Key::Down);
  desk.press(Key::Down);
  for (const bool f10 : {false, true}) {
    CAPTURE(f10);
    desk.press(f10 ? Key::F10 : Key::Menu, f10);
    REQUIRE(desk.find("item", "Details").has_value());
    desk.press(Key::End);
    desk.press(Key::Up);
    desk.press(Key::Enter);
    CHECK(desk.model.details().has_value());
    CHECK(desk.find("field-value", "Collection|Collection 1001").has_value());
    desk.press(Key::Escape);
  }
}

TEST_CASE(
    "Tab goes round cards, filters, dropdowns, chips and the table, Shift+Tab back, and what has the focus shows it") {
  HeadlessDesk desk;
  desk.put(some_jobs(30));
  desk.step(3);
  CHECK(tab_to(desk, "card", "Failed"));
  desk.press(Key::Enter);
  CHECK(plain_part(desk.model.query().filter).statuses == bit(Status::Failed));
  CHECK_FALSE(desk.model.details().has_value());
  CHECK(tab_to(desk, "field", "Collection"));
  desk.type("10");
  CHECK(plain_part(desk.model.query().filter).collection == "10");
  desk.press(Key::Tab);
  CHECK(focused(desk, "choice", "Connector type"));
  desk.press(Key::Space);
  CHECK(desk.find("item", "All").has_value());
  desk.press(Key::Escape);
  CHECK(focused(desk, "choice", "Connector type"));
  desk.press(Key::Tab, true);
  desk.type("1");
  CHECK(plain_part(desk.model.query().filter).collection == "101");
  CHECK(tab_to(desk, "button", "Clear filters"));
  desk.press(Key::Space);
  CHECK(desk.model.query().filter.all());
  // Down leads back into the table, from wherever.
  CHECK(tab_to(desk, "card", "Total"));
  desk.press(Key::Down);
  CHECK_FALSE(desk.find("focus").has_value());
  CHECK(desk.model.cursor().has_value());
}

TEST_CASE("the buttons of details and of diagnostics can be reached, and diagnostics own the keys") {
  HeadlessDesk desk;
  desk.put(some_jobs(30));
  desk.step(3);
  desk.press(Key::Down);
  desk.press(Key::Enter);
  CHECK(tab_to(desk, "button", "Copy row (JSON)"));
  desk.press(Key::Enter);
  CHECK(desk.clipboard.find("\"id\":\"job-1000\"") != std::string::npos);
  desk.press(Key::Escape);  // from the button to the table
  desk.press(Key::Escape);
  CHECK_FALSE(desk.model.details().has_value());
  desk.press(Key::F12);
  desk.press(Key::Down);
  desk.press(Key::Delete);
  CHECK(cursor_id(desk) == "job-1000");
  CHECK_FALSE(desk.model.order().open());
  CHECK(tab_to(desk, "button", "Copy for a bug report"));
  desk.press(Key::Escape);
  CHECK_FALSE(desk.model.diagnostics_shown());
}

TEST_CASE("the list of keys is on top: nothing behind it can be clicked or pressed (D22)") {
  HeadlessDesk desk;
  desk.put(some_jobs(30));
  desk.step(3);
  desk.press(Key::Question);
  CHECK(desk.find("keys").has_value());
  desk.click(desk.get("tick", "job-1002"));
  desk.press(Key::Down);
  CHECK(desk.model.selection().empty());
  CHECK_FALSE(desk.model.cursor().has_value());
  desk.press(Key::Escape);
  CHECK_FALSE(desk.find("keys").has_value());
}

TEST_CASE(
    "Esc in a filter clears it, in an empty one leaves it; there is a cross, and Down leads into the table (D3)") {
  HeadlessDesk desk;
  desk.put(some_jobs(30));
  desk.step(3);
  desk.press(Key::Slash);
  desk.type("101");
  desk.press(Key::Escape);
  CHECK(plain_part(desk.model.query().filter).collection.empty());
  desk.type("7");  // still in the field
  CHECK(plain_part(desk.model.query().filter).collection == "7");
  desk.press(Key::Enter);
  desk.press(Key::Slash);
  desk.type("xyz");
  desk.press(Key::Escape);
  CHECK(plain_part(desk.model.query().filter).collection.empty());
  desk.press(Key::Escape);
  desk.press(Key::Slash);
  desk.type("101");
  desk.press(Key::Down);
  CHECK(cursor_id(desk) == "job-1010");
  desk.press(Key::Down);
  CHECK(cursor_id(desk) == "job-1011");
  desk.click(desk.get("button", "Clear Collection"));
  CHECK(desk.model.query().filter.all());
  desk.click(desk.get("card", "Failed"));
  desk.press(Key::Backspace, false, true);
  CHECK(desk.model.query().filter.all());
}

TEST_CASE("a range goes from where one clicked, and shrinks as it came (D4)") {
  HeadlessDesk desk;
  desk.put(some_jobs(30));
  desk.step(3);
  desk.click(desk.get("row", "job-1003"));
  desk.click(desk.get("row", "job-1007"), 0, true);
  CHECK(desk.model.selection().count() == 5);
  desk.press(Key::Up, true);
  CHECK(desk.model.selection().count() == 4);
  desk.press(Key::Escape);
  desk.click(desk.get("row", "job-1003"));
  desk.press(Key::Down, true);
  desk.press(Key::Down, true);
  CHECK(desk.model.selection().count() == 3);
  desk.press(Key::Escape);
  desk.press(Key::Space);
  desk.press(Key::Space);
  desk.press(Key::Down, true);
  CHECK(desk.model.selection().count() == 2);
}

TEST_CASE("a page down goes on from what is on the screen, and a deletion leaves the cursor at the next row (D5)") {
  HeadlessDesk desk;
  desk.put(some_jobs(2000));
  desk.step(3);
  desk.press(Key::Down);
  desk.hover(desk.get("row", "job-1005"));
  for (int i = 0; i < 60; ++i) desk.wheel(-3);
  const std::int64_t first = desk.ui.table.first_row;
  REQUIRE(first > 60);
  desk.press(Key::PageDown);
  CHECK(desk.ui.table.first_row >= first);
  desk.press(Key::Home);
  desk.press(Key::Down);
  desk.remove("job-1001");
  desk.step(2);
  CHECK(cursor_id(desk) == "job-1002");
  desk.press(Key::End);
  desk.remove("job-2999");
  desk.step(2);
  CHECK(cursor_id(desk) == "job-2998");
}

TEST_CASE("the cursor's row shows it, whatever columns are hidden") {
  HeadlessDesk desk;
  desk.put(some_jobs(30));
  desk.step(3);
  desk.press(Key::Down);
  CHECK(desk.get("cursor").max.x - desk.get("cursor").min.x == 3);
  desk.ui.columns.flip = Column::Error;
  desk.step(3);
  CHECK(desk.get("cursor").max.x - desk.get("cursor").min.x == 3);
}

TEST_CASE("details follow the cursor, so that Del is about the job that they show (D9)") {
  HeadlessDesk desk;
  desk.put(some_jobs(30));
  desk.step(3);
  desk.double_click(desk.get("row", "job-1003"));
  desk.press(Key::Down);
  CHECK(desk.find("field-value", "Collection|Collection 1004").has_value());
  desk.press(Key::Delete);
  REQUIRE(desk.model.order().named().size() == 1);
  CHECK(desk.model.order().named()[0].collection == "Collection 1004");
}

TEST_CASE("a menu or a dropdown holds the order until it is closed, and then the pointer does (D6)") {
  HeadlessDesk desk;
  desk.put(some_jobs(30));
  desk.step(3);
  const Note cell = cell_of(desk, "job-1004", "Collection");
  desk.click(cell, 1);
  CHECK(holds_order(desk.ui));
  const Note item = desk.get("item", "Copy cell");
  REQUIRE(item.min.y > desk.get("header", "Type").max.y);
  desk.driver.mouse_to({item.min.x + 20, item.min.y + 5});
  desk.step(2);
  desk.driver.mouse_button(0, true);
  for (int i = 0; i < 2; ++i) {
    desk.step();
    CHECK(holds_order(desk.ui));
  }
  desk.driver.mouse_button(0, false);
  for (int i = 0; i < 4; ++i) {
    desk.step();
    CHECK(holds_order(desk.ui));
  }
  CHECK(desk.clipboard == "Collection 1004");
  desk.click(desk.get("choice", "Status"));
  CHECK(holds_order(desk.ui));
  desk.driver.mouse_to({5, 5});
  desk.step(2);
  CHECK(holds_order(desk.ui));
  desk.press(Key::Escape);
  CHECK_FALSE(holds_order(desk.ui));
}

TEST_CASE("the chip of waiting changes stays while the pointer goes to it (D21)") {
  HeadlessDesk desk;
  desk.put(some_jobs(30));
  desk.waiting = 7;
  desk.step(2);
  desk.hover(desk.get("button", "7 changes waiting"));
  CHECK(holds_order(desk.ui));
}

TEST_CASE("another query begins at the top, a refresh doesn't (D8)") {
  HeadlessDesk desk;
  desk.put(some_jobs(2000));
  desk.step(3);
  desk.hover(desk.get("row", "job-1005"));
  for (int i = 0; i < 20; ++i) desk.wheel(-3);
  REQUIRE(desk.ui.table.first_row > 10);
  desk.click(desk.get("header", "Type"));
  CHECK(desk.ui.table.first_row == 0);
  for (int i = 0; i < 20; ++i) desk.wheel(-3);
  desk.press(Key::Slash);
  desk.type("1");
  desk.step(2);
  CHECK(desk.ui.table.first_row == 0);
}

TEST_CASE("columns are shown and hidden by a menu that says their names (D21)") {
  HeadlessDesk desk;
  desk.put(some_jobs(30));
  desk.step(3);
  desk.click(desk.get("header", "Type"), 1);
  const Note item = [&] {
    for (const DrawnText& text : desk.texts) {
      if (text.text == "Schedule" && text.min.x > desk.get("header", "Type").min.x - 20 &&
          text.max.x < desk.get("header", "Schedule").min.x)
        return Note{"", "", text.min, text.max};
    }
    return Note{};
  }();
  REQUIRE(item.max.x > 0);
  desk.click(item);
  CHECK_FALSE(desk.find("header", "Schedule").has_value());
  desk.press(Key::Escape);
  CHECK(desk.find("header", "Type").has_value());
}
