#include <doctest/doctest.h>

#include "support/headless_desk.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {
std::shared_ptr<RequestRecords> some_requests(int n) {
  auto requests = std::make_shared<RequestRecords>();
  for (int i = 0; i < n; ++i)
    requests->push_back({kNow + i, i, "GET", "/api/v1/request-" + std::to_string(i) + " ##%s", 10, ""});
  return requests;
}
}  // namespace

TEST_CASE("F12 shows the last requests, newest first, and copies them for a bug report; F12 or Escape closes") {
  HeadlessDesk desk;
  desk.put(some_jobs(30));
  desk.requests = some_requests(50);
  desk.step(2);
  CHECK_FALSE(desk.find("diagnostic").has_value());
  desk.press(Key::F12);
  desk.step(2);
  CHECK(desk.says("diagnostic", "https://jobs.example.com"));
  CHECK(desk.get("request").name == "GET /api/v1/request-49 ##%s · 49 ms · 10 B");
  desk.click(desk.get("button", "Copy for a bug report"));
  CHECK(desk.clipboard.find("GET /api/v1/request-0 ##%s") != std::string::npos);
  CHECK(desk.clipboard.find("GET /api/v1/request-49 ##%s") != std::string::npos);
  desk.press(Key::Escape);
  CHECK_FALSE(desk.find("diagnostic").has_value());
  desk.press(Key::F12);
  desk.click(desk.get("button", "Close"));
  CHECK_FALSE(desk.find("diagnostic").has_value());
}

TEST_CASE("without a journal there are facts and no requests") {
  HeadlessDesk desk;
  desk.step(2);
  desk.press(Key::F12);
  desk.step(2);
  CHECK(desk.find("diagnostic").has_value());
  CHECK_FALSE(desk.find("request").has_value());
}

TEST_CASE("a wall shows no diagnostics: it is read-only and has no pointer to close them") {
  FilledDesk desk(5);
  desk.press(Key::F11);
  desk.step(2);
  desk.press(Key::F12);
  desk.step(2);
  CHECK_FALSE(desk.find("diagnostic").has_value());
}
