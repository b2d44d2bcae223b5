// The commands against servers that change while they are asked, that are busy, and that send what can't be read.
#include "program/walk.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <limits>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "program/commands.h"
#include "program/patient_source.h"
#include "support/fake_source.h"
#include "support/plain_query.h"
#include "support/random_jobs.h"
#include "support/wait_until.h"
#include "unit/program/run_command.h"
#include "wire/job_decode.h"

using namespace syncwall;
using namespace syncwall::test;
using test::FakeServer;
using test::FakeSource;
using Kind = RequestError::Kind;

using test::Output;

namespace {

constexpr WallMs kNow = 1'795'000'000'000;

// Answers with records as text, the way h2oGPTe does: no order, no counts, no changes.
class Records final : public JobSource {
 public:
  explicit Records(std::string body) : body_(std::move(body)) {}
  std::vector<std::string> unread;
  std::int64_t total = -1;
  std::uint64_t revision = 0;
  std::optional<JobSummary> counts;  // a server with a summary
  bool sorts = false;

  Answer<Account> account() override { return Account{"u", "ada", "", true}; }
  Answer<Capabilities> capabilities() override {
    Capabilities offered;
    offered.has_summary = counts.has_value();
    offered.server_order = sorts;
    return offered;
  }
  Answer<JobPage> page(const Query&, const std::string&, int) override {
    JobPage page;
    page.list = decode_job_array(body_).value();
    page.total = total;
    page.revision = revision;
    page.unread_collections = unread;
    if (!unread.empty()) page.unread_why = "collection " + unread[0] + ": 403";
    return page;
  }
  Answer<JobSummary> summary() override {
    if (counts) return *counts;
    return RequestError{Kind::BadRequest, {"no", "", ""}};
  }
  Answer<JobChanges> changes(const Revision&) override { return RequestError{Kind::BadRequest, {"no", "", ""}}; }
  Answer<OrderAnswer> carry_out(const Order&) override { return RequestError{Kind::BadRequest, {"no", "", ""}}; }
  Answer<OrderAnswer> outcome(const Order&) override { return RequestError{Kind::BadRequest, {"no", "", ""}}; }
  Answer<AuditAnswer> audit(const std::string&, int) override { return RequestError{Kind::BadRequest, {"no", "", ""}}; }
  std::string server() const override { return "records"; }
  void cancel() override {}

 private:
  std::string body_;
};

std::string record(const std::string& id, const std::string& rest) {
  return R"({"id":")" + id + R"(","user_id":"u","user_name":"U","collection_id":"c-)" + id +
         R"(","collection_name":"name of )" + id + R"(","type":"s3",)" + rest + "}";
}
const std::string kFine =
    R"("schedule":3600,"created_at":"2026-01-01T00:00:00Z","last_sync_at":"2026-11-18T11:00:00Z","last_sync_status":"Completed")";

void fill(FakeServer& server, std::uint64_t n) {
  test::RandomJobs random(3);
  for (std::uint64_t i = 0; i < n; ++i) server.put(random.job(i));
}

std::vector<std::string> walked_ids(JobSource& source, const Query& query, std::int64_t limit, Walked& walked) {
  std::vector<std::string> ids;
  auto done = walk_jobs(std::vector<NamedSource>{{source, ""}}, query, limit, kNow,
                        [&](const JobView& job) { ids.emplace_back(job.id); });
  REQUIRE(done.ok());
  walked = done.value();
  return ids;
}

// After each page: one job runs, which moves it in the default order, one goes, one comes.
void live(FakeServer& server, FakeSource& source, int& moves) {
  source.after = [&](const std::string& what) {
    if (what != "mirror" && what != "page") return;
    const auto jobs = server.jobs();
    for (int i = 0; i < 40; ++i) {
      Job job = jobs[static_cast<std::size_t>((moves * 97 + i * 61) % static_cast<int>(jobs.size()))];
      job.last_sync_at = kNow + ++moves;
      job.status = i % 2 == 0 ? Status::Failed : Status::Completed;
      server.put(job);
    }
    server.remove(jobs[static_cast<std::size_t>(moves) % jobs.size()].id);
    Job fresh = jobs.front();
    fresh.id = "fresh-" + std::to_string(++moves);
    server.put(fresh);
  };
}

template <class Command>
Output run(Command command, JobSource& source, const Options& options) {
  return test::run(command, source, options, kNow);
}

}  // namespace

TEST_CASE("a list of jobs that change meanwhile is the server's at one moment: none twice, none missing") {
  for (const bool failed_only : {false, true}) {
    FakeServer server;
    fill(server, 4200);
    FakeSource source(server);
    int moves = 0;
    live(server, source, moves);
    Query query;
    if (failed_only) set_statuses(query.filter, bit(Status::Failed));
    Walked walked;
    const auto ids = walked_ids(source, query, -1, walked);
    CHECK(moves >= 41);
    std::vector<Job> expected;
    for (const Job& job : server.jobs()) {
      if (matches(view_of(job), query.filter, kNow)) expected.push_back(job);
    }
    std::sort(expected.begin(), expected.end(),
              [&](const Job& a, const Job& b) { return compare_jobs(view_of(a), view_of(b), query.sort) < 0; });
    REQUIRE(ids.size() == expected.size());
    for (std::size_t i = 0; i < ids.size(); ++i) CHECK(ids[i] == expected[i].id);
    CHECK(walked.total == static_cast<std::int64_t>(ids.size()));
    CHECK_FALSE(walked.incomplete());
  }
}

TEST_CASE("without changes to follow, too, none comes twice and none that stays is missed") {
  FakeServer server;
  fill(server, 4200);
  std::set<std::string> before;
  for (const Job& job : server.jobs()) before.insert(job.id);
  FakeSource source(server);
  source.offered.has_changes = false;
  int moves = 0;
  live(server, source, moves);
  Walked walked;
  const auto ids = walked_ids(source, Query{}, -1, walked);
  const std::set<std::string> once(ids.begin(), ids.end());
  CHECK(once.size() == ids.size());
  CHECK(walked.total == static_cast<std::int64_t>(ids.size()));
  for (const Job& job : server.jobs()) {
    if (before.contains(job.id)) CHECK(once.contains(job.id));
  }
}

TEST_CASE("a few jobs are one request, in the server's order") {
  FakeServer server;
  fill(server, 4200);
  FakeSource source(server);
  Walked walked;
  CHECK(walked_ids(source, Query{}, 5, walked).size() == 5);
  CHECK(walked.total == 4200);
  CHECK(source.times("page") == 1);
  CHECK(source.times("mirror") == 0);
}

TEST_CASE("a walk that the server spoils begins again, and is doubted when it never ends well") {
  FakeServer server;
  fill(server, 2500);
  FakeSource source(server);
  int spoilt = 0;
  source.before = [&](const std::string& what) {
    if (what == "changes" && spoilt++ < 1) server.forget_changes_before(server.revision() + 1);
    if (what == "mirror") server.forget_changes_before(0);
  };
  Walked walked;
  CHECK(walked_ids(source, Query{}, -1, walked).size() == 2500);
  CHECK_FALSE(walked.incomplete());
  spoilt = -1'000'000;
  CHECK(walked_ids(source, Query{}, -1, walked).size() == 2500);
  CHECK(walked.incomplete());
  CHECK_FALSE(walked.missing_why.empty());
}

TEST_CASE("who is busy is asked again after as long as it asks for, a bounded number of times") {
  FakeServer server;
  fill(server, 10);
  FakeSource source(server);
  std::vector<std::int64_t> waits;
  PatientSource patient(source, [&](std::int64_t ms, const Problem&) { waits.push_back(ms); });
  RequestError busy{Kind::ServerError, {"the server asks for fewer requests (429)", "", ""}};
  busy.retry_after_ms = 7'000;
  const RequestError broken{Kind::Unreachable, {"the server closed the connection", "", ""}};
  source.fail_next("account", broken);
  source.fail_next("page", busy);
  source.fail_next("page", broken);
  Walked walked;
  CHECK(walked_ids(patient, Query{}, 10, walked).size() == 10);
  REQUIRE(waits.size() == 3);
  CHECK(waits[1] == 7'000);

  waits.clear();
  for (int i = 0; i < 20; ++i) source.fail_next("summary", RequestError{Kind::ServerError, {"full", "", ""}});
  CHECK_FALSE(patient.summary().ok());
  CHECK(waits.size() == PatientSource::kTries - 1);

  waits.clear();
  busy.retry_after_ms = 3'600'000;  // nobody waits an hour
  source.fail_next("capabilities", busy);
  CHECK_FALSE(patient.capabilities().ok());
  CHECK(waits.empty());

  const std::size_t asked = source.times("account");
  source.fail_next("account", RequestError{Kind::Refused, {"the server refused the key (401)", "", ""}});
  CHECK_FALSE(patient.account().ok());
  CHECK(source.times("account") == asked + 1);
}

TEST_CASE("a failed job with an unreadable time counts as failed") {
  const std::string naive =
      R"([{"id":"ok","user_id":"u","user_name":"U","collection_id":"c1","collection_name":"fine","type":"s3","schedule":3600,"created_at":"2026-01-01T00:00:00Z","last_sync_at":"2026-11-25T09:00:00Z","last_sync_status":"Completed"},
 {"id":"bad","user_id":"u","user_name":"U","collection_id":"c2","collection_name":"payroll","type":"s3","schedule":3600,"created_at":"2026-01-01T00:00:00Z","last_sync_at":"2026-11-25T09:00:00.123456","last_sync_status":"Failed","last_sync_error":"token expired"}])";
  Options options;
  options.fail_if_failed = 1;
  Records without_zone(naive);
  const Output read = run(run_summary, without_zone, options);
  CHECK(read.status == 1);
  CHECK(read.out.find("Failed     1") != std::string::npos);
  CHECK(read.err.empty());
  Records unreadable(
      "[" +
      record(
          "bad",
          R"("schedule":3600,"created_at":"2026-01-01T00:00:00Z","last_sync_at":"2026-13-45","last_sync_status":"Failed")") +
      "]");
  const Output shown = run(run_summary, unreadable, options);
  CHECK(shown.status == 1);
  CHECK(shown.err.find("last_sync_at of job bad is «2026-13-45»") != std::string::npos);
}

TEST_CASE("a status that can't be read may be a failure: counts without it are none; one that isn't known is told") {
  Options options;
  options.fail_if_failed = 1;
  const auto with_status = [](const std::string& status) {
    return "[" + record("a", R"("schedule":3600,"created_at":"2026-01-01T00:00:00Z","last_sync_status":)" + status) +
           "]";
  };
  for (const char* status : {"{}", R"(["Failed"])", R"({"v":"Failed"})"}) {
    CAPTURE(status);
    Records odd(with_status(status));
    const Output read = run(run_summary, odd, options);
    CHECK(read.status == 2);
    CHECK(read.err.find("1 job's status can't be read: counted as Other, and may be failures") != std::string::npos);
  }
  Records other(with_status(R"("Error")"));
  const Output told = run(run_summary, other, options);
  CHECK(told.status == 0);
  CHECK(told.err.find("1 job has a status that this program doesn't know") != std::string::npos);
  CHECK(told.out.find("Total      1\n") != std::string::npos);
  CHECK(told.out.ends_with("Paused     0\nOther      1\n"));
  options.format = Options::Format::Json;
  CHECK(run(run_summary, other, options)
            .out.ends_with(R"("paused_jobs":0,"other_jobs":1})"
                           "\n"));
  options.format = Options::Format::Csv;
  CHECK(run(run_summary, other, options).out.ends_with("Paused,0\r\nOther,1\r\n"));
  Records known(with_status(R"("Failed")"));
  CHECK(run(run_summary, known, options).out.find("Other") == std::string::npos);
}

TEST_CASE("a total that can't be true takes no job away and makes none up") {
  const std::string two = "[" + record("a", kFine) + "," + record("b", kFine) + "]";
  for (const std::int64_t total :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{9'000'000'000}, std::numeric_limits<std::int64_t>::max()}) {
    for (const bool sorts : {false, true}) {
      CAPTURE(total);
      CAPTURE(sorts);
      Records source(two);
      source.total = total;
      source.revision = 7;
      source.sorts = sorts;
      Options options;
      const Output counted = run(run_summary, source, options);
      CHECK(counted.out.starts_with("Total      2\n"));
      CHECK(counted.status == 2);
      CHECK(counted.err.find("jobs may be missing: ") != std::string::npos);
      for (const std::int64_t limit : {-1, 5}) {
        options.limit = limit;
        const Output listed = run(run_list, source, options);
        CHECK(std::count(listed.out.begin(), listed.out.end(), '\n') == 4);
        CHECK(listed.out.find("name of b") != std::string::npos);
        CHECK(listed.status == 2);
      }
    }
  }
}

TEST_CASE("a summary whose parts are more than the whole is counted anew from the list") {
  Records source("[" + record("a", kFine) + "]");
  source.counts = JobSummary{};
  source.counts->by_status[static_cast<std::size_t>(Status::Failed)] = 3;
  Options options;
  options.fail_if_failed = 1;
  const Output counted = run(run_summary, source, options);
  CHECK(counted.out.starts_with("Total      1\n"));
  CHECK(counted.out.find("Failed     0") != std::string::npos);
  CHECK(counted.status == 0);
}

TEST_CASE("a field that can't be read is listed as such and told; the row is there, so the status is 0") {
  Records source(
      "[" + record("a", kFine) + "," +
      record("b", R"("schedule":"hourly","created_at":null,"last_sync_at":"2026-13-45","last_sync_status":5)") + "]");
  Options options;
  const Output table = run(run_list, source, options);
  CHECK(table.status == 0);
  CHECK(table.out.find("unreadable") != std::string::npos);
  CHECK(table.out.find("2 of 2 jobs") != std::string::npos);
  CHECK(table.err.find("1 job has fields that can't be read") != std::string::npos);
  options.format = Options::Format::Csv;
  const Output csv = run(run_list, source, options);
  CHECK(csv.out.find("name of b,c-b,s3,unknown,unreadable: «2026-13-45»,5,unreadable: «hourly»,") != std::string::npos);
  options.format = Options::Format::Json;
  const Output json = run(run_list, source, options);
  const auto again = decode_page(json.out);
  REQUIRE(again.ok());
  REQUIRE(again.value().list.jobs.size() == 2);
  const bool first = again.value().list.jobs[0].id == "b";
  CHECK(again.value().list.jobs[first ? 0 : 1].last_sync_at == kUnknownTime);
  CHECK(again.value().list.jobs[first ? 0 : 1].schedule_s == kUnknownSchedule);
}

TEST_CASE("where something is missing, the status is 2 and says what") {
  Options options;
  Records nameless("[" + record("a", kFine) + ",{\"user_id\":\"u\"}]");
  const Output skipped = run(run_list, nameless, options);
  CHECK(skipped.status == 2);
  CHECK(skipped.out.find("name of a") != std::string::npos);
  CHECK(skipped.err.find("1 record was left out") != std::string::npos);
  CHECK(run(run_summary, nameless, options).status == 2);
  Records forbidden("[" + record("a", kFine) + "]");
  forbidden.unread = {"c-secret"};
  const Output unread = run(run_list, forbidden, options);
  CHECK(unread.status == 2);
  CHECK(unread.err.find("c-secret") != std::string::npos);
  CHECK(unread.err.find("1 collection") != std::string::npos);
  CHECK(run(run_summary, forbidden, options).status == 2);
  // Nobody can tell whether it is late.
  Records unclear(
      "[" +
      record(
          "a",
          R"("schedule":3600,"created_at":"2026-01-01T00:00:00Z","last_sync_at":"soon","last_sync_status":"Completed")") +
      "]");
  set_overdue(options.query.filter, true);
  const Output late = run(run_list, unclear, options);
  CHECK(late.status == 2);
  CHECK(late.err.find("may be late") != std::string::npos);
}

TEST_CASE("who waits for a silent server is told so, and again; who gets an answer reads nothing") {
  using namespace std::chrono_literals;
  FakeServer server;
  FakeSource source(server);
  std::mutex mutex;
  std::vector<std::string> said;
  const auto times = [&] {
    const std::lock_guard lock(mutex);
    return said.size();
  };
  WaitingNote note(
      "fake://server",
      [&](const std::string& text) {
        const std::lock_guard lock(mutex);
        said.push_back(text);
      },
      50ms, 50ms);
  PatientSource patient(
      source, [](std::int64_t, const Problem&) {}, &note);
  source.before = [&](const std::string& what) {
    if (what == "capabilities") CHECK(wait_until([&] { return times() >= 2; }, 10s));
  };
  CHECK(patient.account().ok());
  CHECK(times() == 0);
  CHECK(patient.capabilities().ok());
  const std::size_t so_far = times();
  std::this_thread::sleep_for(200ms);  // nothing is waited for now
  CHECK(times() == so_far);
  CHECK(said[0] == "waiting for fake://server");
  CHECK(said[1] == "still waiting for fake://server: no answer for 0 s");
}
