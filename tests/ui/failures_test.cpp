#include <doctest/doctest.h>

#include "support/headless_desk.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

std::vector<Job> failing() {
  std::vector<Job> jobs = some_jobs(40);
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    jobs[i].status = i < 30 ? Status::Failed : Status::Completed;
    jobs[i].last_sync_error = i >= 30  ? ""
                              : i < 20 ? "403 Forbidden: bucket b-" + std::to_string(i) + " ##%s"
                              : i < 25 ? "dial tcp 10.0.0." + std::to_string(i) + ":443: connection refused"
                                       : "";
  }
  return jobs;
}

}  // namespace

TEST_CASE("G shows why jobs fail; a reason that is clicked or typed by its number is what the table shows, and back") {
  HeadlessDesk desk;
  desk.put(failing());
  desk.step(2);
  CHECK_FALSE(desk.find("failures").has_value());
  desk.press(Key::G);
  CHECK(desk.get("failures").name == "30 failed jobs, 3 reasons");
  CHECK(desk.names("failure group") == std::vector<std::string>{"20 × 403 Forbidden: bucket … ##%s",
                                                                "5 × No reason given",
                                                                "5 × dial tcp …: connection refused"});
  desk.click(desk.get("failure group", "20 ×"));
  desk.step(2);
  REQUIRE_FALSE(desk.asked.empty());
  CHECK(desk.model.news().view.view->size() == 20);
  CHECK(desk.names("failure group").size() == 3);  // the others can still be chosen
  desk.press(Key::Three);
  desk.step(2);
  CHECK(desk.model.news().view.view->size() == 5);
  desk.press(Key::Three);
  desk.step(2);
  CHECK(desk.model.news().view.view->size() == 40);
  desk.press(Key::Nine);  // there is none
  desk.step(2);
  CHECK(desk.model.news().view.view->size() == 40);
  desk.press(Key::Escape);
  desk.step(2);
  CHECK_FALSE(desk.find("failures").has_value());
  desk.press(Key::One);  // closed, digits do nothing
  desk.step(2);
  CHECK(desk.model.news().view.view->size() == 40);
}

TEST_CASE("a letter typed into a filter opens nothing") {
  HeadlessDesk desk;
  desk.put(failing());
  desk.step(2);
  desk.press(Key::Slash);
  desk.type("g1");
  desk.step(2);
  CHECK_FALSE(desk.find("failures").has_value());
}

TEST_CASE("failures are counted while they are shown, and not otherwise") {
  HeadlessDesk desk;
  desk.put(failing());
  desk.step(2);
  CHECK_FALSE(desk.model.view_request(false).failures);
  desk.press(Key::G);
  CHECK(desk.model.view_request(false).failures);
  desk.press(Key::F11);
  desk.step(2);
  CHECK_FALSE(desk.model.view_request(false).failures);
}
