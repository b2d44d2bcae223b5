#include <doctest/doctest.h>

#include "support/headless_desk.h"

using namespace syncwall;
using namespace syncwall::test;

TEST_CASE("boxes tick, Shift takes the range, the bar counts") {
  FilledDesk desk(30);
  desk.click(desk.get("tick", "job-1002"));
  CHECK(desk.says("selected", "1 selected"));
  desk.click(desk.get("tick", "job-1006"), 0, true);
  CHECK(desk.says("selected", "5 selected"));
  desk.click(desk.get("tick", "job-1004"));
  CHECK(desk.says("selected", "4 selected"));
  desk.press(Key::Escape);
  CHECK_FALSE(desk.find("selected").has_value());
}

TEST_CASE("the header's box and Ctrl+A take all that match, also what can't be seen") {
  FilledDesk desk(500);
  desk.click(desk.get("tick", "all"));
  CHECK(desk.model.selection().count() == 500);
  desk.click(desk.get("tick", "all"));
  CHECK(desk.model.selection().empty());
  desk.press(Key::A, false, true);
  CHECK(desk.model.selection().count() == 500);
}

TEST_CASE("ticks belong to jobs: they stay through sorting, filtering and refreshing, and hidden ones are counted") {
  FilledDesk desk(30);
  desk.click(desk.get("tick", "job-1002"));
  desk.click(desk.get("tick", "job-1012"));
  desk.click(desk.get("header", "Collection"));
  desk.put(some_jobs(30));
  desk.click(desk.get("field", "Collection"));
  desk.type("101");
  desk.step(2);
  CHECK(desk.model.selection().count() == 2);
  CHECK(desk.says("selected", "1 hidden by the filter"));
}

TEST_CASE("Space ticks the cursor's row") {
  FilledDesk desk(30);
  desk.press(Key::Down);
  desk.press(Key::Space);
  CHECK(desk.model.selection().count() == 1);
  desk.press(Key::Down, true);
  desk.press(Key::Down, true);
  CHECK(desk.model.selection().count() == 3);
}

TEST_CASE("where the server offers no deletion, no control offers it, and each says why") {
  HeadlessDesk desk;
  desk.status.capabilities.actions = {};
  desk.put(some_jobs(30));
  desk.step(3);
  desk.click(desk.get("tick", "job-1002"));
  CHECK_FALSE(desk.find("button", "Delete…").has_value());
  CHECK(desk.get("disabled", "Delete…").name == "Delete…|This server's API offers no deletion");
  desk.press(Key::Delete);
  CHECK_FALSE(desk.model.order().open());
  CHECK(desk.model.notice() == "This server's API offers no deletion");
  desk.click(desk.get("row", "job-1003"), 1);
  CHECK_FALSE(desk.find("item", "Delete…").has_value());
  desk.click(desk.get("disabled", "Delete…|This server's API offers no deletion"));
  CHECK_FALSE(desk.model.order().open());
  desk.press(Key::Escape);
  desk.double_click(desk.get("row", "job-1003"));
  CHECK_FALSE(desk.find("button", "Delete…").has_value());
}
