#include <doctest/doctest.h>

#include "support/desk.h"
#include "ui/wall_layout.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

struct WallDesk : Desk {
  explicit WallDesk(float scale = 3) : Desk(1920, 1080, scale) {}
  void open() {
    step(2);
    press(Key::F11);
    step(3);
  }
};

std::vector<Job> of_each_kind() {
  std::vector<Job> jobs = some_jobs(6);
  const Status statuses[] = {Status::Completed, Status::Pending, Status::Running, Status::Paused, Status::Completed, Status::Failed};
  for (std::size_t i = 0; i < jobs.size(); ++i) jobs[i].status = statuses[i];
  jobs[3].last_sync_error = "paused after five failures";
  jobs[4].last_sync_at = kNow - 3 * 3'600'000;  // overdue
  jobs[5].last_sync_error = "403 from the bucket: access key expired";
  return jobs;
}

}  // namespace

TEST_CASE("letters on a wall subtend at least 16 minutes of arc, on any screen, from any distance") {
  for (const double inches : {24.0, 43.0, 55.0, 98.0}) {
    for (const auto& [width, height] : {std::pair{1280, 720}, {1920, 1080}, {3840, 2160}}) {
      for (const double metres : {1.5, 3.0, 4.0, 5.0, 7.0}) {
        const WallScreen screen{width, height, inches, metres};
        const float scale = wall_scale(screen);
        CHECK(arc_minutes(screen, scale) >= 16.0);
        CHECK(arc_minutes(screen, scale) < 19.0);
      }
    }
  }
}

TEST_CASE("the rows that a 55-inch screen has room for, by distance; pixels make no difference") {
  const std::pair<double, std::size_t> rows[] = {{3, 12}, {4, 8}, {5, 7}, {7, 4}};
  for (const auto& [metres, expected] : rows) {
    const WallScreen hd{1920, 1080, 55, metres}, uhd{3840, 2160, 55, metres};
    CHECK(wall_layout(1920, 1080, wall_scale(hd)).rows == expected);
    CHECK(wall_layout(3840, 2160, wall_scale(uhd)).rows == expected);
  }
}

TEST_CASE("F11 makes it a wall, F11 or Escape a desk again") {
  WallDesk desk;
  desk.put(of_each_kind());
  desk.open();
  CHECK((desk.walls == std::vector<bool>{true}));
  CHECK_FALSE(desk.find("field").has_value());
  desk.press(Key::Escape);
  CHECK((desk.walls == std::vector<bool>{true, false}));
  CHECK(desk.find("field").has_value());
}

TEST_CASE("problems come first: failed, overdue, paused, running, pending, completed") {
  WallDesk desk(2);
  desk.put(of_each_kind());
  desk.status.summary = JobSummary{6, {1, 1, 2, 1, 1}, 1};
  desk.open();
  CHECK((desk.names("row") == std::vector<std::string>{"job-1005", "job-1004", "job-1003", "job-1002", "job-1001", "job-1000"}));
}

TEST_CASE("with many jobs only what needs a look is asked for") {
  CHECK(wall_query(nullptr).filter.overdue);
  const JobSummary few{1000, {}, 1}, many{1'000'000, {}, 1};
  CHECK(wall_query(&few).filter.all());
  CHECK((wall_query(&many).filter.statuses & bit(Status::Completed)) == 0);
  CHECK((wall_query(&many).filter.statuses & bit(Status::Failed)) != 0);
}

TEST_CASE("pages turn by themselves, with a countdown, and show every row once") {
  WallDesk desk;
  std::vector<Job> jobs = some_jobs(30);
  for (Job& job : jobs) job.status = Status::Failed;
  desk.put(jobs);
  desk.open();
  std::vector<std::string> shown;
  const std::string first = desk.get("page").name;
  CHECK(first.find("page 1 of") != std::string::npos);
  CHECK(first.find("next in 15 s") != std::string::npos);
  CHECK(desk.next_change_ms <= 1000);
  const std::size_t each = desk.names("row").size();
  const std::size_t pages = (jobs.size() + each - 1) / each;
  for (std::size_t i = 0; i < pages; ++i) {
    for (const std::string& id : desk.names("row")) shown.push_back(id);
    desk.tick(WallPlan::kPageMs);
  }
  std::sort(shown.begin(), shown.end());
  CHECK(std::adjacent_find(shown.begin(), shown.end()) == shown.end());
  CHECK(shown.size() == jobs.size());
}

TEST_CASE("nothing on a wall is a button, and no key deletes") {
  WallDesk desk;
  desk.put(of_each_kind());
  desk.open();
  desk.press(Key::Down);
  desk.press(Key::Delete);
  desk.press(Key::A, false, true);
  desk.click(desk.get("row"));
  CHECK(desk.names("button").empty());
  CHECK(desk.page.selection().empty());
  CHECK_FALSE(desk.page.deletion().open());
}

TEST_CASE("a wall without trouble says so; one that knows nothing doesn't") {
  WallDesk desk;
  desk.put({});
  desk.status.summary = JobSummary{500'000, {0, 0, 500'000, 0, 0}, 1};
  desk.open();
  CHECK(desk.says("empty", "All is well"));
  WallDesk blind;
  blind.status.complete = false;
  blind.status.summary.reset();
  blind.status.connection.link = Link::Reconnecting;
  blind.open();
  CHECK_FALSE(blind.says("empty", "All is well"));
  CHECK(blind.says("empty", "Could not reach"));
}

TEST_CASE("the picture glides by a few px a minute and comes round") {
  float most = 0;
  for (std::int64_t minute = 0; minute < 200; ++minute) {
    const Glide a = glide(minute * 60'000, 3), b = glide((minute + 1) * 60'000, 3);
    most = std::max({most, std::abs(a.x), std::abs(a.y)});
    CHECK(std::abs(a.x - b.x) <= 4);
    CHECK(std::abs(a.y - b.y) <= 4);
  }
  CHECK(most <= 12);
  CHECK(most >= 6);
  CHECK(glide(0, 3).x == glide(24 * 60'000, 3).x);
}
