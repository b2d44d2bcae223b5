// Several servers on one desk: whose a job is, how each of them is, and what is old.
#include <doctest/doctest.h>

#include <algorithm>

#include "support/headless_desk.h"
#include "table/commands.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

std::shared_ptr<FetchStatus> live(TickMs at) {
  auto status = std::make_shared<FetchStatus>();
  status->connection.link = Link::Live;
  status->connection.last_answer = status->connection.heard = at;
  status->connection.last_answer_wall = kNow;
  status->complete = true;
  status->capabilities.actions = {RowAction::Delete};
  status->summary.emplace();
  status->summary->total = 5;
  return status;
}

struct Two : HeadlessDesk {
  std::shared_ptr<FetchStatus> eu = live(ticks), us = live(ticks);
  Two() : HeadlessDesk(1920, 1080, 1, 2) {
    put(some_jobs(5));
    put(some_jobs(5), true, Origin{1});
    status = *live(ticks);
    status.summary->total = 10;
    tell();
  }
  void tell(std::int64_t us_clock = 0) {
    servers = {{"prod-eu", std::make_shared<FetchStatus>(*eu), 0},
               {"prod-us", std::make_shared<FetchStatus>(*us), us_clock}};
    step(3);
  }
};

}  // namespace

TEST_CASE("each job says whose it is, in a column of its own and in its details; one server needs neither") {
  Two desk;
  CHECK(desk.find("header", "Server"));
  std::vector<std::string> cells = desk.names("cell server");
  REQUIRE(cells.size() == 10);
  CHECK(std::ranges::count(cells, "prod-eu") == 5);
  CHECK(std::ranges::count(cells, "prod-us") == 5);
  desk.double_click(desk.get("row", "job-1001"));
  CHECK(desk.says("field-value", "Server|prod-"));

  HeadlessDesk one;
  one.put(some_jobs(5));
  one.step(3);
  CHECK(!one.find("header", "Server"));
  one.double_click(one.get("row", "job-1001"));
  CHECK(!one.says("field-value", "Server|"));
}

TEST_CASE("the top bar says that all are live, or which is not and why") {
  Two desk;
  CHECK(desk.get("connection").name == "2 servers · Live · updated 0 s ago");
  desk.us->connection.link = Link::Reconnecting;
  desk.us->connection.problem = {"could not reach us", "connection refused", ""};
  desk.us->connection.next_try = desk.ticks + 3'000;
  desk.tell();
  CHECK(desk.get("connection").name.starts_with("prod-us: Reconnecting: connection refused"));
  desk.eu->connection.link = Link::Refused;
  desk.tell();
  CHECK(desk.get("connection").name.starts_with("prod-eu: Key refused"));
  CHECK(desk.get("connection").name.ends_with(" · and 1 other"));
}

TEST_CASE("one server's old numbers make a wall say so by its name, and the desk's page stays as it is") {
  Two desk;
  desk.us->connection.link = Link::Reconnecting;
  desk.ticks += 60'000;
  desk.eu->connection.last_answer = desk.ticks;
  desk.status.connection.last_answer = desk.ticks;
  desk.tell();
  CHECK(desk.get("title").name == "Auto-Sync Connector Jobs");
  CHECK(!desk.model.news().all_live(desk.ticks));
  desk.model.show(Screen::Wall);
  desk.step(3);
  CHECK(desk.get("title").name.starts_with("prod-us: Not live: numbers of "));
}

TEST_CASE("a job is as old as its own server's clock says") {
  Two desk;
  desk.tell(3'600'000);
  const std::vector<std::string> ages = desk.names("cell last_sync"), whose = desk.names("cell server");
  REQUIRE(ages.size() == whose.size());
  for (std::size_t i = 0; i < ages.size(); ++i) CHECK(ages[i] == (whose[i] == "prod-eu" ? "1 min ago" : "1 h ago"));
}

TEST_CASE("what one server can't do isn't offered for its jobs, and is for the other's") {
  Two desk;
  desk.us->capabilities.actions = {};
  desk.tell();
  const View& view = *desk.model.news().view.view;
  for (const CacheRow row : view.rows) {
    const bool eu = view.basis.origin(row) == Origin{};
    CHECK(availability(CommandId::Delete, desk.model, {row}).enabled() == eu);
  }
}

TEST_CASE("a card's tooltip tells each server's share; whose jobs are in no count is said on the card") {
  Two desk;
  desk.us->summary->total = 4'000;
  desk.tell();
  desk.hover(desk.get("card", "Total"));
  CHECK(desk.get("tooltip").name == "prod-eu  5|prod-us  4,000");
  const auto said = [&](const std::string& text) {
    return std::ranges::any_of(desk.texts, [&](const DrawnText& t) { return t.text.find(text) != std::string::npos; });
  };
  CHECK(!said("without prod-us"));
  desk.us->summary.reset();
  desk.us->connection.link = Link::Reconnecting;
  desk.tell();
  CHECK(said("without prod-us"));
  CHECK(desk.get("tooltip").name == "prod-eu  5|prod-us  not known yet");
}

TEST_CASE("diagnostics tell of each server") {
  Two desk;
  desk.us->connection.link = Link::Refused;
  desk.us->connection.server = "https://us.example.com";
  desk.tell();
  desk.press(Key::F12);
  desk.step(3);
  CHECK(desk.says("diagnostic", "Server|prod-eu, "));
  CHECK(desk.says("diagnostic", "Server|prod-us, https://us.example.com"));
  CHECK(desk.says("diagnostic", "Connection|key refused"));
}
