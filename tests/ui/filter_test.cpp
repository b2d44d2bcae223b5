#include <doctest/doctest.h>

#include "jobs/plain_filter.h"
#include "support/headless_desk.h"

using namespace syncwall;
using namespace syncwall::test;

TEST_CASE("a text filter is applied with every keystroke") {
  FilledDesk desk(30);
  desk.click(desk.get("field", "Collection"));
  desk.type("10");
  CHECK(plain_part(desk.model.query().filter).collection == "10");
  desk.type("1");
  desk.step(2);
  CHECK(plain_part(desk.model.query().filter).collection == "101");
  CHECK(desk.asked.size() == 3);
  CHECK(desk.names("row").size() == 10);
  CHECK(desk.get("count").name.starts_with("10 of"));
}

TEST_CASE("what comes over the limit of a filter is cut, between two characters") {
  FilledDesk desk(30);
  desk.click(desk.get("field", "Collection"));
  std::string fits = "x";
  for (int i = 0; i < 499; ++i) fits += "\xC3\xA9";  // 999 bytes: one more would be 1,001
  desk.driver.type('x');
  for (int i = 0; i < 2'000; ++i) desk.driver.type(U'\u00E9');
  desk.step(5);
  CHECK(plain_part(desk.model.query().filter).collection == fits);
}

TEST_CASE("blanks at the ends of a filter's text are typed, and are no part of what is looked for") {
  FilledDesk desk(30);
  desk.click(desk.get("field", "Collection"));
  desk.type(" 10");
  CHECK(plain_part(desk.model.query().filter).collection == "10");
  const std::size_t asked = desk.asked.size();
  desk.type(" ");
  desk.step(5);
  CHECK(plain_part(desk.model.query().filter).collection == "10");
  CHECK(desk.asked.size() == asked);
  desk.type("x");  // the blank has become one between
  CHECK(plain_part(desk.model.query().filter).collection == "10 x");
}

TEST_CASE("a slash puts the cursor into Collection, and types no slash") {
  FilledDesk desk(30);
  desk.press(Key::Slash);
  desk.type("1002");
  CHECK(plain_part(desk.model.query().filter).collection == "1002");
  // Inside the field it is a character like any other.
  desk.type("/");
  CHECK(plain_part(desk.model.query().filter).collection == "1002/");
}

TEST_CASE("what is typed in the very frames after the slash gets into the field") {
  FilledDesk desk(30);
  desk.driver.type('/');
  desk.driver.key(Key::Slash, true);
  desk.step();
  desk.driver.key(Key::Slash, false);
  for (const char c : {'1', '0', '0', '2'}) {
    desk.driver.type(static_cast<unsigned char>(c));
    desk.step();
  }
  desk.step(2);
  CHECK(plain_part(desk.model.query().filter).collection == "1002");
}

TEST_CASE("letters that are typed into a field press nothing else") {
  FilledDesk desk(30);
  desk.click(desk.get("field", "User"));
  desk.type("a ?");
  desk.press(Key::Delete);
  desk.press(Key::A, false, true);
  CHECK(plain_part(desk.model.query().filter).user == "a ?");
  CHECK_FALSE(desk.find("keys").has_value());
  CHECK(desk.model.selection().empty());
  CHECK_FALSE(desk.model.order().open());
}

TEST_CASE("several types and statuses may be ticked, All clears them") {
  FilledDesk desk(30);
  desk.click(desk.get("choice", "Connector type"));
  desk.click(desk.get("item", "S3"));
  desk.click(desk.get("item", "Confluence"));
  CHECK(plain_part(desk.model.query().filter).types == (bit(ConnectorType::S3) | bit(ConnectorType::Confluence)));
  desk.click(desk.get("item", "All"));
  CHECK(plain_part(desk.model.query().filter).types == 0);
  desk.press(Key::Escape);
  desk.click(desk.get("title"));
  desk.click(desk.get("choice", "Status"));
  desk.click(desk.get("item", "Failed"));
  desk.click(desk.get("item", "Overdue"));
  CHECK(plain_part(desk.model.query().filter).statuses == bit(Status::Failed));
  CHECK(plain_part(desk.model.query().filter).overdue);
}

TEST_CASE("Clear filters clears all of them, and the fields") {
  FilledDesk desk(30);
  CHECK_FALSE(desk.find("button", "Clear filters").has_value());
  desk.click(desk.get("field", "Collection"));
  desk.type("nothing has this");
  desk.click(desk.get("card", "Failed"));
  CHECK(desk.says("empty", "No job matches"));
  desk.click(desk.get("button", "Clear filters"));
  CHECK(desk.model.query().filter.all());
  desk.step(2);
  CHECK(desk.names("row").size() > 10);
}

TEST_CASE("who is no administrator sees no User column and no User filter") {
  HeadlessDesk desk;
  desk.status.account->is_admin = false;
  desk.put(some_jobs(30));
  desk.step(3);
  CHECK_FALSE(desk.find("field", "User").has_value());
  CHECK_FALSE(desk.find("header", "User").has_value());
  CHECK_FALSE(desk.find("cell user").has_value());
  CHECK(desk.find("header", "Collection").has_value());
}

TEST_CASE("the chip says how many changes wait, and a click lets them through") {
  HeadlessDesk desk;
  desk.put(some_jobs(30));
  desk.waiting = 7;
  desk.step(2);
  const auto apply = desk.model.view_request(false).apply;
  desk.click(desk.get("button", "7 changes waiting"));
  CHECK(desk.model.view_request(false).apply == apply + 1);
  desk.waiting = 1;
  desk.step(2);
  CHECK(desk.find("button", "1 change waiting").has_value());
}
