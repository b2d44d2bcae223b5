#include "e2e/scenes.h"
#include "jobs/plain_filter.h"

#include <array>
#include <cmath>

namespace syncwall::test {

namespace {

constexpr std::array<const char*, 12> kUsers{"Ada Lovelace", "Jürgen Weiß",    "Ольга Иванова", "田中 太郎",
                                             "Søren Ågård",  "Fatima Popescu", "Kwame Berg",    "Zoë O'Brien",
                                             "Ingrid Sato",  "Yusuf Müller",   "Renée Kaya",    "Mateus Yılmaz"};
constexpr std::array<const char*, 12> kCollections{"finance-reports-emea",
                                                   "Legal / Contracts 2026",
                                                   "Отчёты по продажам",
                                                   "顧客サポート手順",
                                                   "Réunions d'équipe",
                                                   "board-papers-eu",
                                                   "Marketing Assets (shared)",
                                                   "onboarding-drafts",
                                                   "product-docs-q1",
                                                   "supplier-quality-2024",
                                                   "HR policies",
                                                   "engineering-runbooks"};
constexpr std::array<const char*, 4> kErrors{
    "AccessDenied: the bucket acme-legal refused the key of this connector (403)",
    "The access token expired on 2026-11-12; sign in again",
    "Throttled by SharePoint: too many requests, retry after 120 s",
    "Could not reach confluence.example.com: connection timed out"};

Job showcase_job(int n) {
  const auto at = [n](const auto& list) { return std::string(list[static_cast<std::size_t>(n) % list.size()]); };
  Job job = TableFixture::job(n);
  job.user_name = kUsers[static_cast<std::size_t>(n * 5 + n / 12) % kUsers.size()];
  job.user_email = "user" + std::to_string(n % 12) + "@example.com";
  job.collection_name = at(kCollections);
  job.type = static_cast<ConnectorType>(n * 5 % 6);
  job.created_at = kNow - 86'400'000LL * (n * 7 % 400 + 1);
  job.last_sync_at = kNow - 60'000LL * (n * 3 % 50 + 1);
  job.status = n % 9 == 2    ? Status::Failed
               : n % 11 == 3 ? Status::Running
               : n % 13 == 5 ? Status::Paused
               : n % 17 == 7 ? Status::Pending
                             : Status::Completed;
  if (n % 4 == 1) job.schedule_s = 86400;
  if (job.status == Status::Failed || job.status == Status::Paused) job.last_sync_error = at(kErrors);
  return job;
}

std::vector<Job> showcase(int n) {
  std::vector<Job> jobs;
  for (int i = 0; i < n; ++i) jobs.push_back(showcase_job(i));
  return jobs;
}

// An hour as it comes: two slow swings and a little unrest, none of it at the last minute.
std::int64_t wave(int minute, double kind) {
  const double t = static_cast<double>(minute) / 60;
  return static_cast<std::int64_t>(
      std::round(9 * std::sin(t * (3 + kind)) + 4 * std::sin(t * (11 + 2 * kind)) + 1.5 * std::sin(t * (43 + kind))));
}

void count(HeadlessDesk& desk, const std::vector<Job>& jobs) {
  JobSummary summary;
  summary.total = static_cast<std::int64_t>(jobs.size());
  for (const Job& job : jobs) ++summary.by_status[static_cast<std::size_t>(job.status)];
  desk.status.summary = summary;
  desk.status.history.clear();
  for (int minute = 60; minute >= 0; --minute) {
    SummaryPoint point{desk.ticks - minute * 60'000, summary};
    for (std::size_t s = 0; s < kStatuses; ++s) point.summary.by_status[s] += wave(minute, static_cast<double>(s) + 1);
    point.summary.total += wave(minute, 7) / 2;
    desk.status.history.push_back(point);
  }
}

void filled(HeadlessDesk& desk, int n = 400) {
  desk.model.run({action::SetQuery{{{}, {{SortColumn::LastSync, false}}}}});
  const std::vector<Job> jobs = showcase(n);
  desk.put(jobs);
  count(desk, jobs);
  desk.step(3);
}

void unanswered(HeadlessDesk& desk, Link link, Problem problem) {
  desk.status.summary.reset();
  desk.status.account.reset();
  desk.status.complete = false;
  desk.status.connection.link = link;
  desk.status.connection.last_answer = kNoTick;
  desk.status.connection.attempt = 3;
  desk.status.connection.next_try = desk.ticks + 8'000;
  desk.status.connection.since_wall = desk.now - 240'000;
  desk.status.connection.problem = std::move(problem);
}

// The cell of the first row with that status, under that header.
void tooltip_on(HeadlessDesk& desk, const std::string& header, Status status) {
  filled(desk);
  const Note column = desk.get("header", header);
  for (const std::string& id : desk.names("row")) {
    const Note row = desk.get("row", id);
    const int n = std::stoi(id.substr(4)) - 1000;
    if (showcase_job(n).status != status) continue;
    desk.hover({"", "", {column.min.x, row.min.y}, {column.max.x, row.max.y}});
    desk.ticks += 400;
    desk.status.connection.last_answer = desk.ticks;
    return desk.step(3);
  }
}

void tick_some(HeadlessDesk& desk, int n) {
  const std::vector<std::string> rows = desk.names("row");
  for (int i = 0; i < n; ++i) desk.click(desk.get("tick", rows[static_cast<std::size_t>(i)]));
}

void ask_to_delete(HeadlessDesk& desk, int n) {
  filled(desk);
  tick_some(desk, n);
  desk.press(Key::Delete);
  desk.step(2);
}

// Three are being deleted, and the server has answered: the first is gone, and this became of the `others`.
void deleting(HeadlessDesk& desk, bool finished, OrderResult::Kind others = OrderResult::Kind::Failed,
              const char* why = "the connector is locked by a running sync") {
  ask_to_delete(desk, 3);
  desk.click(desk.get("button", "Delete 3"));
  auto progress = std::make_shared<OrderProgress>();
  progress->request_id = desk.last_request;
  progress->total = 3;
  if (!desk.removed.empty()) {
    for (const std::string& id : desk.removed.back()) {
      const bool first = progress->results.empty();
      progress->results.add({{id, first ? OrderResult::Kind::Done : others, first ? "" : why}});
      if (!finished) break;
    }
  }
  progress->finished = finished;
  progress->checking = others == OrderResult::Kind::Unknown ? 2 : 0;
  desk.deletion = progress;
  desk.step(3);
}

void hostile(HeadlessDesk& desk) {
  std::vector<Job> jobs = showcase(30);
  const std::array<std::string, 10> names{
      "##hidden id",
      "%s%n%d percent",
      "line\nbreak\ttab",
      std::string(10'000, 'W'),
      "\xFF\xFE broken \xC3",
      "\xE2\x80\xAEreversed override",
      "مرحبا بالعالم",
      "שלום עולם",
      "日本語の長い名前がここに入りますので切れるはずです日本語の長い名前がここに入ります",
      "emoji \xF0\x9F\x98\x80 and Old Persian \xF0\x90\x8E\xA0"};
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    jobs[i].collection_name = to_owned(view_of(jobs[i])).collection_name;
    jobs[i].collection_name = names[i % names.size()];
    jobs[i].user_name = names[(i + 3) % names.size()];
    jobs[i].last_sync_error = names[(i + 5) % names.size()];
  }
  desk.put(jobs);
  count(desk, jobs);
  desk.step(3);
}

void as_wall(HeadlessDesk& desk, int n) {
  filled(desk, n);
  desk.model.show(Screen::Wall);
  desk.step(4);
}

void add_pages(std::vector<Scene>& s) {
  s.push_back({"desk", "dark", true, [](HeadlessDesk& d) { filled(d); }});
  s.push_back({"desk-light", "light", true, [](HeadlessDesk& d) { filled(d); }});
  s.push_back({"desk-contrast", "contrast", true, [](HeadlessDesk& d) { filled(d); }});
  s.push_back({"wall", "dark", true, [](HeadlessDesk& d) { as_wall(d, 400); }});
  s.push_back({"wall-light", "light", false, [](HeadlessDesk& d) { as_wall(d, 400); }});
  s.push_back({"wall-well", "dark", false, [](HeadlessDesk& d) {
                 std::vector<Job> jobs = some_jobs(200);
                 d.put(jobs);
                 count(d, jobs);
                 d.model.show(Screen::Wall);
                 d.step(4);
               }});
  s.push_back({"not-admin", "dark", false, [](HeadlessDesk& d) {
                 d.status.account = Account{"user-7", "ada", "ada@example.com", false};
                 filled(d);
               }});
  s.push_back(
      {"tooltip-collection", "dark", false, [](HeadlessDesk& d) { tooltip_on(d, "Collection", Status::Completed); }});
  s.push_back({"tooltip-user", "dark", false, [](HeadlessDesk& d) { tooltip_on(d, "User", Status::Completed); }});
  s.push_back({"tooltip-time", "dark", false, [](HeadlessDesk& d) { tooltip_on(d, "Last Sync", Status::Completed); }});
  s.push_back({"tooltip-failed", "dark", true, [](HeadlessDesk& d) { tooltip_on(d, "Status", Status::Failed); }});
  s.push_back({"menu", "dark", false, [](HeadlessDesk& d) {
                 filled(d);
                 const Note row = d.get("row"), column = d.get("header", "Collection");
                 d.click({"", "", {column.min.x, row.min.y}, {column.max.x, row.max.y}}, 1);
               }});
  s.push_back({"ticked", "dark", false, [](HeadlessDesk& d) {
                 filled(d);
                 tick_some(d, 3);
               }});
}

void add_dialogs(std::vector<Scene>& s) {
  s.push_back({"dialog", "dark", true, [](HeadlessDesk& d) { ask_to_delete(d, 3); }});
  s.push_back({"dialog-many", "dark", false, [](HeadlessDesk& d) {
                 filled(d);
                 d.press(Key::A, false, true);
                 d.press(Key::Delete);
                 d.step(2);
               }});
  s.push_back({"dialog-sending", "dark", false, [](HeadlessDesk& d) { deleting(d, false); }});
  s.push_back({"dialog-outcome", "dark", false, [](HeadlessDesk& d) { deleting(d, true); }});
  s.push_back({"dialog-unknown", "dark", false, [](HeadlessDesk& d) {
                 deleting(d, true, OrderResult::Kind::Unknown,
                          "127.0.0.1:8470 closed the connection: nothing came back");
               }});
  s.push_back({"dialog-unclear", "light", false, [](HeadlessDesk& d) {
                 deleting(d, true, OrderResult::Kind::Unclear,
                          "the server has no /admin/scheduled_connectors/batch_delete/outcome (404)");
               }});
}

void add_panels(std::vector<Scene>& s) {
  s.push_back({"details", "dark", false, [](HeadlessDesk& d) {
                 filled(d);
                 d.double_click(d.get("row", d.names("row")[2]));
                 d.step(3);
               }});
  s.push_back({"keys", "dark", false, [](HeadlessDesk& d) {
                 filled(d);
                 d.press(Key::Question);
                 d.step(3);
               }});
  s.push_back({"cost", "dark", false, [](HeadlessDesk& d) {
                 filled(d);
                 d.press(Key::F3);
                 d.step(3);
               }});
  s.push_back({"diagnostics", "dark", false, [](HeadlessDesk& d) {
                 auto requests = std::make_shared<RequestRecords>();
                 for (int i = 0; i < 50; ++i) {
                   RequestRecord r{d.now - 2'000 * (50 - i),
                                   7 + i % 5,
                                   "GET",
                                   i % 2 == 0 ? "/api/v1/admin/scheduled_connectors/changes"
                                              : "/api/v1/admin/scheduled_connectors/summary",
                                   120 + i * 90,
                                   ""};
                   if (i % 16 == 9)
                     r.failure =
                         "could not reach https://jobs.example.com: connection refused. Check the address and that the "
                         "server runs",
                     r.bytes = 0;
                   requests->push_back(r);
                 }
                 d.requests = requests;
                 d.ui.names.program_version = "0.1.0";
                 filled(d);
                 d.press(Key::F12);
                 d.step(3);
               }});
}

// What is shown where there is nothing, or not yet, or no longer; and names made to break the page.
void add_states(std::vector<Scene>& s) {
  s.push_back({"empty", "dark", false, [](HeadlessDesk& d) {
                 d.put({});
                 d.step(3);
               }});
  s.push_back({"no-match", "dark", false, [](HeadlessDesk& d) {
                 filled(d);
                 d.model.run({action::SetQuery{
                     {filter_of({"", "zzz", 0, 0, false, false}), {{SortColumn::Collection, true}}}}});
                 d.step(3);
               }});
  s.push_back({"loading", "dark", true, [](HeadlessDesk& d) {
                 d.status.complete = false;
                 d.status.summary.reset();
                 d.status.walked = 3'000;
                 d.status.walk_total = 1'048'576;
                 d.step(3);
               }});
  s.push_back({"stale", "dark", true, [](HeadlessDesk& d) {
                 filled(d);
                 d.status.connection.link = Link::Reconnecting;
                 d.status.connection.problem = {"no answer", "connection refused", ""};
                 d.status.connection.attempt = 3;
                 d.status.connection.next_try = d.ticks + 53'000;
                 d.ticks += 45'000;
                 d.step(3);
               }});
  s.push_back({"stale-wall", "dark", false, [](HeadlessDesk& d) {
                 as_wall(d, 400);
                 d.status.connection.link = Link::Reconnecting;
                 d.status.connection.problem = {"no answer", "connection refused", ""};
                 d.ticks += 45'000;
                 d.step(3);
               }});
  s.push_back({"refused", "dark", false, [](HeadlessDesk& d) {
                 unanswered(d, Link::Refused, {"the key was refused (401)", "", "check SYNCWALL_API_KEY"});
                 d.step(3);
               }});
  s.push_back(
      {"unreachable", "dark", false, [](HeadlessDesk& d) {
         unanswered(d, Link::Reconnecting, {"no connection to https://jobs.example.com", "connection refused", ""});
         d.step(3);
       }});
  s.push_back(
      {"nonsense", "dark", false, [](HeadlessDesk& d) {
         unanswered(d, Link::Nonsense, {"the answer is not as the API describes it", "items[3].id: missing", ""});
         d.step(3);
       }});
  s.push_back({"clock-off", "dark", false, [](HeadlessDesk& d) {
                 filled(d);
                 d.clock_ahead_ms = 180'000;
                 d.step(3);
               }});
  s.push_back({"hostile", "dark", true, [](HeadlessDesk& d) { hostile(d); }});
  s.push_back({"hostile-wall", "dark", false, [](HeadlessDesk& d) {
                 hostile(d);
                 d.model.show(Screen::Wall);
                 d.step(4);
               }});
}

std::vector<Scene> all() {
  std::vector<Scene> s;
  add_pages(s);
  add_dialogs(s);
  add_panels(s);
  add_states(s);
  return s;
}

}  // namespace

const std::vector<Scene>& scenes() {
  static const std::vector<Scene> made = all();
  return made;
}

}  // namespace syncwall::test
