// Each empty and broken state has its own words.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "jobs/odd_fields.h"
#include "jobs/plain_filter.h"
#include "support/headless_desk.h"
#include "ui/connection_text.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

std::string empty_words(HeadlessDesk& desk) {
  desk.step(3);
  return desk.get("empty").name;
}

}  // namespace

TEST_CASE("no jobs, nothing matches, loading, refused, forbidden, unreachable, nonsense: seven different sentences") {
  std::set<std::string> words;
  {
    HeadlessDesk desk;
    desk.put({});
    words.insert(empty_words(desk));
    CHECK(desk.says("empty", "no connector jobs yet"));
  }
  {
    HeadlessDesk desk;
    desk.put(some_jobs(3));
    desk.model.run({action::SetQuery{{filter_of({"", "zzz", 0, 0, false, false}), {{SortColumn::Collection, true}}}}});
    words.insert(empty_words(desk));
    CHECK(desk.says("empty", "No job matches"));
  }
  {
    HeadlessDesk desk;
    desk.status.complete = false;
    words.insert(empty_words(desk));
    CHECK(desk.says("empty", "Loading"));
  }
  const std::pair<Link, std::string> broken[] = {{Link::Refused, "401"},
                                                 {Link::Forbidden, "403"},
                                                 {Link::Reconnecting, "Could not reach"},
                                                 {Link::Nonsense, "items[3].id"},
                                                 {Link::NoKey, "/home/x/key"}};
  for (const auto& [link, part] : broken) {
    HeadlessDesk desk;
    desk.status.complete = false;
    desk.status.connection.link = link;
    desk.status.connection.problem = {"the answer is not as agreed", "items[3].id: missing", ""};
    if (link == Link::Reconnecting)
      desk.status.connection.problem = {"could not reach https://jobs.example.com", "connection refused", ""};
    if (link == Link::NoKey)
      desk.status.connection.problem = {"could not read the key file /home/x/key", "No such file or directory", ""};
    words.insert(empty_words(desk));
    CHECK(desk.says("empty", part));
  }
  CHECK(words.size() == 8);
}

TEST_CASE("a server that answered was reached; a key that was never sent was never refused") {
  HeadlessDesk desk;
  desk.status.complete = false;
  Connection& c = desk.status.connection;
  c.link = Link::Unavailable;
  c.problem = {"the server answered with an error (503)", "closed for maintenance", ""};
  CHECK(empty_words(desk).starts_with("The server answered with an error (503): closed for maintenance|"));
  CHECK(desk.says("connection", "Unavailable: the server answered with an error (503): closed for maintenance"));
  c.link = Link::NoKey;
  c.problem = {"the key file /home/x/key is not for its owner only", "its mode is 0644",
               "run: chmod 600 '/home/x/key'"};
  CHECK(empty_words(desk) ==
        "The key file /home/x/key is not for its owner only: its mode is 0644|run: chmod 600 '/home/x/key'");
  CHECK(
      desk.says("connection", "No key to send: the key file /home/x/key is not for its owner only: its mode is 0644"));
  for (const char* wrong : {"401", "refused the key", "Could not reach"}) {
    CHECK_FALSE(desk.says("empty", wrong));
    CHECK_FALSE(desk.says("connection", wrong));
  }
}

TEST_CASE("the cause stands before what may be cut, and no attempt is the zeroth") {
  Connection c;
  c.link = Link::Reconnecting;
  c.problem = {"could not reach https://a", "connection refused", ""};
  CHECK(connection_line(c, 0).text.view() == "Reconnecting: connection refused · trying now");
  c.attempt = 3;
  c.next_try = 8'000;
  CHECK(connection_line(c, 0).text.view() == "Reconnecting: connection refused · attempt 3 · next in 8 s");
  c.problem.why = std::string(10'000, 'x');
  CHECK(connection_line(c, 0).text.view().ends_with("x… · attempt 3 · next in 8 s"));
}

TEST_CASE("numbers that may be old are never shown as new") {
  HeadlessDesk desk;
  desk.put(some_jobs(3));
  desk.ticks += desk.status.connection.poll_interval_ms * 2;
  desk.step(2);
  CHECK_FALSE(desk.says("connection", "Stale"));
  desk.ticks += 1000;
  desk.step(2);
  CHECK(desk.says("connection", "Stale for 5 s"));
  CHECK_FALSE(desk.says("connection", "Live ·"));
}

TEST_CASE("the age of the last answer counts up by itself") {
  Connection c;
  c.link = Link::Live;
  c.last_answer = 10'000;
  CHECK(connection_line(c, 11'400).text.view() == "Live · updated 1 s ago");
  CHECK(connection_line(c, 11'400).changes_in == 600);
  CHECK(connection_line(c, 12'000).text.view() == "Live · updated 2 s ago");
}

TEST_CASE("slow, unreachable, refused, nonsense: each its own line") {
  Connection c;
  c.server = "https://a";
  c.last_answer = 0;
  c.problem = {"could not reach https://a", "connection refused", ""};
  std::set<std::string> texts;
  for (const Link link :
       {Link::Live, Link::Reconnecting, Link::Unavailable, Link::Refused, Link::Forbidden, Link::Nonsense}) {
    c.link = link;
    texts.insert(connection_line(c, 1000).text.str());
    CHECK_FALSE(connection_line(c, 60'000).banner.empty());
  }
  c.link = Link::Live;
  c.request_since = 1000;
  texts.insert(connection_line(c, 60'000).text.str());
  c.link = Link::Connecting;
  texts.insert(connection_line(c, 1000).text.str());
  CHECK(texts.size() == 8);
}

TEST_CASE("cards without counts say so instead of a zero") {
  HeadlessDesk desk;
  desk.status.summary.reset();
  desk.put(some_jobs(3), false);
  desk.step(2);
  CHECK(desk.get("card", "Failed").name == "Failed Jobs ");
}

TEST_CASE("a partly loaded list shows how far it is") {
  HeadlessDesk desk;
  desk.put(some_jobs(30), false);
  desk.status.complete = false;
  desk.status.walked = 30;
  desk.status.walk_total = 100;
  desk.step(2);
  CHECK(desk.says("rows", "of 100"));
}

TEST_CASE("while jobs are on their way their places are drawn, and no longer when they are there") {
  HeadlessDesk desk;
  desk.status.complete = false;
  desk.status.summary.reset();
  desk.step(3);
  CHECK(desk.names("skeleton").size() == 6);  // five cards, and the rows
  desk.put(some_jobs(3));
  desk.status.complete = true;
  desk.status.summary = JobSummary{3, {0, 0, 3, 0, 0}, 1};
  desk.step(3);
  CHECK_FALSE(desk.find("skeleton"));
}

TEST_CASE("a server whose clock is off is said to be, and times go by its clock") {
  HeadlessDesk desk;
  std::vector<Job> jobs = some_jobs(2);
  jobs[0].last_sync_at = kNow + 3 * 60'000;  // just now, by the server's clock
  desk.put(jobs);
  desk.step(2);
  CHECK_FALSE(desk.says("times", "clock"));
  desk.now += 3 * 60'000;  // as the dashboard shifts it
  desk.clock_ahead_ms = 3 * 60'000;
  desk.step(2);
  CHECK(desk.says("times", "server clock is 3 min ahead"));
  CHECK(desk.get("cell last_sync").name == "just now");
  desk.clock_ahead_ms = -3 * 60'000;
  desk.step(2);
  CHECK(desk.says("times", "server clock is 3 min behind"));
}

TEST_CASE("what can't be read is counted where one looks: in the footer, and in the wall's top line") {
  HeadlessDesk desk;
  std::vector<Job> jobs = some_jobs(5);
  append_odd_field(jobs[2].odd_fields, JobField::Created, Oddity::Unreadable, "2026-13-45");
  jobs[2].created_at = kUnknownTime;
  desk.put(jobs);
  desk.status.skipped = 2;
  desk.step(2);
  CHECK(desk.says("times", "2 unreadable records left out · 1 job with unreadable fields"));
  desk.press(Key::F11);
  desk.step(3);
  CHECK(desk.says("connection", "2 unreadable records left out · 1 job with unreadable fields"));
}

TEST_CASE("jobs of a status that nobody knows here are counted, and can be looked for; without any there is no word") {
  HeadlessDesk desk;
  std::vector<Job> jobs = some_jobs(5);
  for (Job& job : jobs) job.status = Status::Completed;
  jobs[3].status = Status::Other;
  jobs[3].status_text = "Quiescing";
  desk.put(jobs);
  desk.status.summary = JobSummary{5, {0, 0, 5, 0, 0}, 1};
  desk.step(2);
  desk.click(desk.get("choice", "Status"));
  CHECK_FALSE(desk.find("item", "Other").has_value());
  desk.press(Key::Escape);
  desk.click(desk.get("title"));
  CHECK_FALSE(desk.says("times", "unknown status"));

  desk.status.summary = JobSummary{5, {0, 0, 4, 0, 0}, 1};
  desk.step(2);
  CHECK(desk.says("times", "1 job of unknown status"));
  CHECK(std::ranges::any_of(desk.texts, [](const DrawnText& t) { return t.text == "0 paused · 1 other"; }));
  desk.click(desk.get("choice", "Status"));
  desk.click(desk.get("item", "Other"));
  desk.step(2);
  REQUIRE(desk.names("row").size() == 1);
  CHECK(desk.get("row").name == jobs[3].id);
  desk.click(desk.get("item", "Completed"));  // both hold for no job: the one takes the other's place
  desk.step(2);
  CHECK(desk.names("row").size() == 4);
  desk.click(desk.get("item", "Other"));
  desk.click(desk.get("item", "Other"));
  CHECK(desk.model.query().filter.all());
  desk.press(Key::Escape);
  desk.click(desk.get("title"));
  desk.press(Key::F11);
  desk.step(3);
  CHECK(desk.says("connection", "1 job of unknown status"));
}
