// The page as a whole: what is where, keys that work anywhere, and what it costs.
#include <doctest/doctest.h>

#include "support/desk.h"

using namespace syncwall;
using namespace syncwall::test;

TEST_CASE("every part of the page is there, in its place") {
  Desk desk;
  desk.put(some_jobs(100));
  desk.status.summary = JobSummary{100, {1, 2, 90, 4, 3}, 1};
  desk.step(3);
  CHECK(desk.get("title").name == "Auto-Sync Connector Jobs");
  CHECK((desk.names("card") == std::vector<std::string>{"Total Jobs 100", "Pending Jobs 1", "Running Jobs 2", "Completed Jobs 90", "Failed Jobs 4"}));
  CHECK((desk.names("header") == std::vector<std::string>{"User", "Collection", "Type", "Created", "Last Sync", "Status", "Schedule"}));
  CHECK((desk.names("field") == std::vector<std::string>{"User", "Collection"}));
  CHECK((desk.names("choice") == std::vector<std::string>{"Connector type:", "Status:"}));
  CHECK(desk.get("count").name == "100 of 100 jobs");
  CHECK(desk.says("rows", "of 100"));
  CHECK(desk.get("row").name == "job-1000");
  CHECK(desk.get("cell collection").name == "Collection 1000");
  CHECK(desk.get("connection").name.starts_with("Live"));
}

TEST_CASE("a frame draws the rows that can be seen, however many there are") {
  Desk desk;
  desk.put(some_jobs(5000));
  desk.step(3);
  const std::size_t rows = desk.names("row").size();
  CHECK(rows > 15);
  CHECK(rows < 40);
}

TEST_CASE("the page fits a small window and a large scale") {
  for (const float scale : {1.0f, 2.0f}) {
    Desk desk(1280 * scale, 720 * scale, scale);
    desk.put(some_jobs(50));
    desk.step(3);
    for (const Note& row : {desk.get("row"), desk.get("count"), desk.get("card", "Failed")}) {
      CHECK(row.min.x >= 0);
      CHECK(row.max.x <= 1280 * scale);
    }
  }
}

TEST_CASE("a tiny window breaks nothing") {
  Desk desk(200, 120);
  desk.put(some_jobs(50));
  desk.step(5);
  CHECK(desk.driver.vertices() > 0);
}

TEST_CASE("a card sets the status filter, again or Total clears it") {
  Desk desk;
  desk.put(some_jobs(10));
  desk.step(2);
  desk.click(desk.get("card", "Failed"));
  CHECK(desk.page.query().filter.statuses == bit(Status::Failed));
  desk.click(desk.get("card", "Failed"));
  CHECK(desk.page.query().filter.statuses == 0);
  desk.click(desk.get("card", "Running"));
  desk.click(desk.get("card", "Total"));
  CHECK(desk.page.query().filter.statuses == 0);
  CHECK(desk.asked.size() == 4);
}

TEST_CASE("keys that work everywhere") {
  Desk desk;
  desk.put(some_jobs(10));
  desk.step(2);
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
  desk.press(Key::Escape);
  CHECK_FALSE(desk.find("keys").has_value());
}

TEST_CASE("F3 shows what a frame costs, what is cached and how far behind the server it is") {
  Desk desk;
  desk.put(some_jobs(10));
  desk.status.summary = JobSummary{10, {}, 7};
  desk.step(2);
  CHECK_FALSE(desk.find("meter").has_value());
  desk.press(Key::F3);
  REQUIRE(desk.names("meter").size() == 4);
  CHECK(desk.says("meter", "frame "));
  CHECK(desk.says("meter", "10 jobs · "));
  const auto known = static_cast<std::int64_t>(desk.page.news().snapshot.revision());
  CHECK(desk.says("meter", std::to_string(7 - known) + " behind the server"));
  desk.press(Key::F3);
  CHECK_FALSE(desk.find("meter").has_value());
}

TEST_CASE("a hostile name is drawn as data") {
  Desk desk;
  std::vector<Job> jobs = some_jobs(8);
  const std::vector<std::string> names = {"a##b###c", "%s%n%d%99999d", "two\nlines\ttab", std::string(10'000, 'x'), "\xE2\x80\xAE rtl \xD8\xB3", "顧客サポート手順", "##", "😀"};
  for (std::size_t i = 0; i < jobs.size(); ++i) jobs[i].collection_name = jobs[i].user_name = jobs[i].last_sync_error = names[i];
  desk.put(jobs);
  desk.step(3);
  CHECK(desk.names("row").size() == jobs.size());
  for (const std::string& id : desk.names("row")) {
    desk.click(desk.get("tick", id));
    desk.double_click(desk.get("row", id));
    CHECK(desk.find("field-value", "Collection|").has_value());
    desk.press(Key::Escape);
  }
  CHECK(desk.page.selection().count() == static_cast<std::int64_t>(jobs.size()));
  desk.press(Key::Delete);
  CHECK(desk.says("button", "Delete 8 jobs"));
}
