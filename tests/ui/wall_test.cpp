#include <doctest/doctest.h>

#include <algorithm>
#include <tuple>

#include "support/headless_desk.h"
#include "support/plain_query.h"
#include "ui/wall/wall_layout.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

struct WallDesk : HeadlessDesk {
  explicit WallDesk(float scale = 3) : HeadlessDesk(1920, 1080, scale) {}
  void open() {
    step(2);
    press(Key::F11);
    step(3);
  }
};

std::vector<Job> of_each_kind() {
  std::vector<Job> jobs = some_jobs(6);
  const Status statuses[] = {Status::Completed, Status::Pending,   Status::Running,
                             Status::Paused,    Status::Completed, Status::Failed};
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
  CHECK((desk.shown == std::vector{Screen::Wall}));
  CHECK_FALSE(desk.find("field").has_value());
  desk.press(Key::Escape);
  CHECK((desk.shown == std::vector{Screen::Wall, Screen::Table}));
  CHECK(desk.find("field").has_value());
}

TEST_CASE("problems come first: failed, overdue, paused, running, pending, completed") {
  WallDesk desk(2);
  desk.put(of_each_kind());
  desk.status.summary = JobSummary{6, {1, 1, 2, 1, 1}, 1};
  desk.open();
  CHECK((desk.names("row") ==
         std::vector<std::string>{"job-1005", "job-1004", "job-1003", "job-1002", "job-1001", "job-1000"}));
}

TEST_CASE("with many jobs only what needs a look is asked for") {
  CHECK(plain_part(wall_query(nullptr).filter).overdue);
  const JobSummary few{1000, {}, 1}, many{1'000'000, {}, 1};
  CHECK(wall_query(&few).filter.all());
  CHECK((plain_part(wall_query(&many).filter).statuses & bit(Status::Completed)) == 0);
  CHECK((plain_part(wall_query(&many).filter).statuses & bit(Status::Failed)) != 0);
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
  CHECK(desk.model.selection().empty());
  CHECK_FALSE(desk.model.order().open());
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

namespace {

JobSummary big() { return JobSummary{1'048'576, {12'480, 3'907, 1'019'664, 412'706, 4'211}, 1}; }

// Jobs whose names hold no digits: those that are drawn are ours.
std::vector<Job> unnumbered(int n) {
  std::vector<Job> jobs = some_jobs(n);
  for (Job& job : jobs) {
    job.status = Status::Failed;
    job.collection_name = "Quarterly reports of the finance department";
    job.user_name = "Mara Lindqvist";
    job.last_sync_error = "access key expired";
  }
  return jobs;
}

// What of our numbers is not to be read whole: cut away, or outside of what is seen.
// `below`: also below or above it, where nothing scrolls.
std::vector<std::string> broken_numbers(const HeadlessDesk& desk, ImVec2 display, bool below = false) {
  const auto digit = [](const std::string& text, std::size_t i) {
    return i < text.size() && text[i] >= '0' && text[i] <= '9';
  };
  std::vector<std::string> broken;
  for (const DrawnText& t : desk.texts) {
    if (t.text.find_first_of("0123456789") == std::string::npos) continue;
    const std::size_t end = t.shown.size();
    const bool point = end < t.text.size() && (t.text[end] == ',' || t.text[end] == '.');
    const bool cut =
        t.cut && end > 0 && digit(t.shown, end - 1) && (digit(t.text, end) || (point && digit(t.text, end + 1)));
    const bool beside = t.min.x < -13 || t.max.x > display.x + 13,
               under = below && (t.min.y < -13 || t.max.y > display.y + 13);
    const bool outside = !t.cut && (beside || under);
    if (cut || outside) broken.push_back(t.text + " as " + t.shown + (outside ? " (outside)" : ""));
  }
  return broken;
}

std::string joined(const std::vector<std::string>& all) {
  std::string text;
  for (const std::string& one : all) text += one + " | ";
  return text;
}

}  // namespace

// Headless text is Dear ImGui's own face at one size, so the scale goes into the global font scale.
TEST_CASE("no number is cut on a wall: any screen, any distance, big counts, live and not") {
  struct Monitor {
    int width, height;
    double inches;
  };
  const Monitor kScreens[] = {{1280, 720, 55},  {1920, 1080, 55}, {3840, 2160, 55}, {7680, 4320, 55}, {1080, 1920, 55},
                              {3440, 1440, 55}, {2560, 1080, 55}, {800, 480, 7},    {480, 800, 7},    {1280, 800, 10}};
  for (const auto& [width, height, inches] : kScreens) {
    for (const auto& [metres, zoom] : {std::pair{2.0, 1.0},
                                       {4.0, 1.0},
                                       {7.0, 1.0},
                                       {10.0, 1.0},
                                       {15.0, 1.0},
                                       {20.0, 1.0},
                                       {30.0, 1.0},
                                       {4.0, 2.5},
                                       {15.0, 3.1}}) {
      const float scale = wall_scale({width, height, inches, metres}, zoom);
      HeadlessDesk desk(static_cast<float>(width), static_cast<float>(height), scale);
      ImGui::GetIO().FontGlobalScale = 18.0f * scale / 13.0f;
      desk.put(unnumbered(40));
      desk.status.summary = big();
      desk.model.show(Screen::Wall);
      for (const Link link : {Link::Live, Link::Reconnecting}) {
        desk.status.connection.link = link;
        if (link != Link::Live) {
          desk.status.connection.problem = {"could not reach https://jobs.example.com", "connection refused", ""};
          desk.status.connection.attempt = 12;
          desk.ticks += 45'000;
        }
        desk.step(3);
        CAPTURE(width);
        CAPTURE(height);
        CAPTURE(metres);
        CAPTURE(zoom);
        CHECK(joined(broken_numbers(desk, {static_cast<float>(width), static_cast<float>(height)}, true)) == "");
        for (const char* card :
             {"Failed 412,706", "Total 1,048,576", "Pending 12,480", "Running 3,907", "Completed 1,019,664"})
          CHECK(desk.says("card", card));
        for (const std::string& name : desk.names("card"))
          CHECK(desk.get("card", name).max.y <= static_cast<float>(height) + 13);
        CHECK(desk.says("whose", "https://jobs.example.com · all jobs"));
      }
      ImGui::GetIO().FontGlobalScale = 1;
    }
  }
}

TEST_CASE("no number is cut on a desk, down to 900 px and at any zoom") {
  for (const auto& [width, height] : {std::pair{900, 600}, {1280, 720}, {1920, 1080}, {3840, 2160}}) {
    for (const float zoom : {0.5f, 1.0f, 1.5f, 2.0f, 3.0f}) {
      HeadlessDesk desk(static_cast<float>(width), static_cast<float>(height), zoom);
      ImGui::GetIO().FontGlobalScale = 18.0f * zoom / 13.0f;
      desk.put(unnumbered(40));
      desk.status.summary = big();
      desk.status.complete = false;
      desk.status.walked = 412'706;
      desk.status.walk_total = 1'048'576;
      desk.step(3);
      CAPTURE(width);
      CAPTURE(zoom);
      CHECK(joined(broken_numbers(desk, {static_cast<float>(width), static_cast<float>(height)})) == "");
      ImGui::GetIO().FontGlobalScale = 1;
    }
  }
}

TEST_CASE("in a window that is too small parts are left out, and nothing is drawn over anything else") {
  for (const auto& [width, height, scale] : {std::tuple{640.0f, 480.0f, 2.0f},
                                             {640.0f, 480.0f, 1.0f},
                                             {320.0f, 240.0f, 1.0f},
                                             {320.0f, 240.0f, 4.0f},
                                             {640.0f, 1200.0f, 2.0f},
                                             {900.0f, 600.0f, 2.0f}}) {
    HeadlessDesk desk(width, height, scale);
    ImGui::GetIO().FontGlobalScale = 18.0f * scale / 13.0f;
    desk.put(unnumbered(40));
    desk.status.summary = big();
    desk.step(3);
    CAPTURE(width);
    CAPTURE(height);
    CAPTURE(scale);
    std::vector<std::string> over;
    for (std::size_t i = 0; i < desk.texts.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const DrawnText &a = desk.texts[i], &b = desk.texts[j];
        const float left = std::max({a.min.x, b.min.x, a.clip.x, b.clip.x}),
                    right = std::min({a.max.x, b.max.x, a.clip.z, b.clip.z}),
                    top = std::max({a.min.y, b.min.y, a.clip.y, b.clip.y}),
                    bottom = std::min({a.max.y, b.max.y, a.clip.w, b.clip.w});
        if (right - left > 1 && bottom - top > 2 * scale) over.push_back(a.text + " over " + b.text);
      }
    }
    CHECK(joined(over) == "");
    for (const Note& part : {desk.find("card", "Failed").value_or(Note{}), desk.find("rows").value_or(Note{})})
      CHECK(part.max.y <= height);
    ImGui::GetIO().FontGlobalScale = 1;
  }
}

TEST_CASE("all is well only while it is so: with few jobs and many, running and pending ones or none") {
  for (const std::int64_t many : {std::int64_t{40}, std::int64_t{2'000}, std::int64_t{500'000}}) {
    WallDesk desk(1);
    std::vector<Job> jobs = some_jobs(40);
    for (std::size_t i = 0; i < jobs.size(); ++i) jobs[i].status = i % 2 == 0 ? Status::Running : Status::Pending;
    desk.put(jobs);
    desk.status.summary = JobSummary{many, {20, 20, many - 40, 0, 0}, 1};
    desk.open();
    CAPTURE(many);
    CHECK(desk.says("empty", "All is well since"));
    CHECK(desk.says("empty", "20 running"));
    CHECK(desk.names("row").size() > 3);
    const auto never = [&](const char* why) {
      desk.step(2);
      CAPTURE(why);
      CHECK_FALSE(desk.says("empty", "All is well"));
    };
    const FetchStatus good = desk.status;
    desk.status.summary->by_status[3] = 1;
    desk.status.summary->by_status[2] -= 1;
    never("one failed, whose row isn't here yet");
    desk.status = good;
    desk.status.connection.link = Link::Reconnecting;
    never("not connected");
    desk.status = good;
    desk.status.connection.last_answer -= 60'000;
    never("stale");
    desk.status = good;
    desk.status.skipped = 2;
    never("records that could not be read");
    desk.status = good;
    desk.status.summary->total += 3;
    never("jobs of a status that isn't known");
    desk.status = good;
    desk.step(2);
    CHECK(desk.says("empty", "All is well"));
    Job failed = TableFixture::job(7, Status::Failed);
    desk.put({failed});
    never("one failed");
  }
}

TEST_CASE("a wall never says that all is well over the rows of another query") {
  WallDesk desk(1);
  desk.put(of_each_kind());
  desk.status.summary = JobSummary{6, {0, 0, 6, 0, 0}, 1};  // as from a server that counts late
  desk.step(2);
  // The view is still the desk's, of a filter that nothing matches.
  syncwall::Desk::News news;
  news.snapshot = desk.cache.snapshot();
  Query nothing = desk.model.query();
  set_collection(nothing.filter, "zzz");
  news.view.view = desk.view(nothing);
  news.view.current = true;
  news.status = std::make_shared<FetchStatus>(desk.status);
  news.now = desk.now;
  desk.model.show(Screen::Wall);
  desk.model.receive(std::move(news));
  desk.tick(10);
  CHECK_FALSE(desk.says("empty", "All is well"));
  CHECK_FALSE(desk.says("empty", "No job matches"));
  CHECK(desk.says("empty", "Loading"));
}

TEST_CASE("what is few doesn't change with each job that comes and goes") {
  const JobSummary at_most{2'000, {}, 1}, over{2'001, {}, 1}, back{1'801, {}, 1}, few{1'800, {}, 1};
  bool is_few = wall_scope(&at_most, {}, true).few;
  CHECK(is_few);
  is_few = wall_scope(&over, {}, is_few).few;
  CHECK_FALSE(is_few);
  CHECK_FALSE(wall_scope(&at_most, {}, is_few).few);
  CHECK_FALSE(wall_scope(&back, {}, is_few).few);
  CHECK(wall_scope(&few, {}, is_few).few);
}

TEST_CASE("whose jobs a wall shows is always said: the server, one's own, the filter, in every layout, live or not") {
  for (const float scale : {0.6f, 1.0f, 3.0f, 6.0f}) {
    for (const bool live : {true, false}) {
      WallDesk desk(scale);
      ImGui::GetIO().FontGlobalScale = 18.0f * scale / 13.0f;
      desk.put(of_each_kind());
      desk.status.summary = JobSummary{6, {1, 1, 2, 1, 1}, 1};
      desk.status.account = Account{"user-7", "ada", "ada@example.com", false};
      desk.ui.names.server_name = "prod-eu";
      Query q = desk.model.query();
      set_collection(q.filter, "100");
      set_statuses(q.filter, bit(Status::Failed) | bit(Status::Paused));
      desk.model.run({action::SetQuery{q}});
      desk.open();
      if (!live) desk.ticks += 60'000;
      desk.step(3);
      CAPTURE(scale);
      CHECK(desk.get("whose").name == "prod-eu · own jobs of ada@example.com · only failed, paused · collection “100”");
      bool server = false;
      for (const DrawnText& t : desk.texts) server = server || t.text == "prod-eu";
      CHECK(server);
      // The filter holds, for the rows and for the counts.
      CHECK(desk.model.shown_query().filter == q.filter);
      CHECK(desk.says("card", "Total 2"));
      CHECK(desk.says("card", "Failed 1"));
      CHECK(desk.says("card", "Running 0"));
      ImGui::GetIO().FontGlobalScale = 1;
    }
  }
}

TEST_CASE("a page keeps its place when rows come, and turns by one") {
  WallDesk desk;
  std::vector<Job> jobs = some_jobs(60);
  for (Job& job : jobs) job.status = Status::Failed;
  desk.put({jobs.begin(), jobs.begin() + 30});
  desk.status.connection.poll_interval_ms = 3'600'000;  // never stale
  desk.open();
  desk.tick(WallPlan::kPageMs);
  const std::string page = desk.get("page").name;
  CHECK(page.find("page 2 of") != std::string::npos);
  desk.put(jobs);
  desk.step(2);
  CHECK(desk.get("page").name.find("page 2 of") != std::string::npos);
  desk.tick(WallPlan::kPageMs);
  CHECK(desk.get("page").name.find("page 3 of") != std::string::npos);
}
