// list and summary against the real server, held to the one order and the one filter.
#include "program/commands.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/time_text.h"
#include "jobs/failure_reason.h"
#include "net/client/api_key.h"
#include "program/failure_list.h"
#include "server/job_server.h"
#include "sources/open_source.h"
#include "support/fake_source.h"
#include "support/naive_view.h"
#include "support/plain_query.h"
#include "support/random_jobs.h"
#include "unit/program/run_command.h"
#include "wire/job_decode.h"

using namespace syncwall;
using namespace syncwall::test;

using test::Output;

namespace {

constexpr WallMs kNow = 1'795'000'000'000;

class Running {
 public:
  explicit Running(std::uint64_t n) {
    JobServer::Options options;
    options.database = folder_ / "jobs.db";
    options.http.embedded_key = "sk-test";
    std::filesystem::create_directories(folder_);
    auto started = JobServer::start(options);
    REQUIRE(started.ok());
    server = std::move(started).value();
    test::RandomJobs random(11);
    for (std::uint64_t i = 0; i < n; ++i) jobs.push_back(random.job(i));
    REQUIRE(server->store().put(jobs).ok());
  }
  ~Running() {
    server.reset();
    std::filesystem::remove_all(folder_);
  }
  std::unique_ptr<JobSource> source(const std::string& key = "sk-test") const {
    SourceSettings settings;
    settings.url = "http://127.0.0.1:" + std::to_string(server->port());
    settings.key = fixed_key(key);
    auto opened = open_source(settings);
    REQUIRE(opened.ok());
    return std::move(opened).value();
  }

  std::unique_ptr<JobServer> server;
  std::vector<Job> jobs;

 private:
  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("syncwall-commands-" + std::to_string(getpid()));
};

std::vector<std::string> listed(const std::string& json) {
  const auto page = decode_page(json);
  REQUIRE(page.ok());
  std::vector<std::string> ids;
  for (const JobView& job : page.value().list.jobs) ids.emplace_back(job.id);
  return ids;
}

template <class Command>
Output run(Command command, JobSource& source, const Options& options) {
  return test::run(command, source, options, kNow);
}

}  // namespace

TEST_CASE("list answers as the one filter and the one order do: one key, two keys, lateness") {
  const Running running(2500);
  const auto source = running.source();
  Options options;
  options.format = Options::Format::Json;
  std::vector<Query> queries(4);
  set_statuses(queries[0].filter, bit(Status::Failed));
  set_collection(queries[1].filter, "ИРИНА");
  queries[1].sort = {{SortColumn::Collection, true}};
  queries[2].sort = {{SortColumn::Status, true}, {SortColumn::User, false}};
  set_overdue(queries[3].filter, true);
  queries[3].sort = {{SortColumn::Created, true}};
  for (const Query& query : queries) {
    options.query = query;
    const Output output = run(run_list, *source, options);
    CHECK(output.status == 0);
    CHECK((listed(output.out) == test::ids_of(test::naive_view(running.jobs, query, kNow))));
  }
}

TEST_CASE("--limit takes the first ones, and the total counts all that match") {
  const Running running(2500);
  const auto source = running.source();
  Options options;
  options.format = Options::Format::Json;
  for (const std::int64_t limit : {0, 1, 7, 1000, 1001, 5000}) {
    options.limit = limit;
    const Output output = run(run_list, *source, options);
    auto expected = test::ids_of(test::naive_view(running.jobs, options.query, kNow));
    if (static_cast<std::int64_t>(expected.size()) > limit) expected.resize(static_cast<std::size_t>(limit));
    CHECK((listed(output.out) == expected));
    CHECK(output.out.ends_with("\"total\":2500}\n"));
  }
}

TEST_CASE("summary: counts, filtered counts, and the condition") {
  const Running running(500);
  const auto source = running.source();
  Options options;
  options.format = Options::Format::Json;
  std::int64_t failed = 0;
  for (const Job& job : running.jobs) failed += job.status == Status::Failed ? 1 : 0;
  REQUIRE(failed > 2);
  CHECK(run(run_summary, *source, options).out.find("\"failed_jobs\":" + std::to_string(failed)) != std::string::npos);
  options.fail_if_failed = failed;
  CHECK(run(run_summary, *source, options).status == 1);
  options.fail_if_failed = failed + 1;
  CHECK(run(run_summary, *source, options).status == 0);
  set_types(options.query.filter, bit(ConnectorType::S3));
  const auto matching = test::naive_view(running.jobs, options.query, kNow);
  CHECK(run(run_summary, *source, options).out.find("{\"total_jobs\":" + std::to_string(matching.size()) + ",") == 0);
}

TEST_CASE("summary --groups: failures by reason, within the query, in three formats") {
  const Running running(500);
  const auto source = running.source();
  Options options;
  options.groups = true;
  std::map<std::string, int> expected;
  for (const Job& job : running.jobs) {
    if (job.status == Status::Failed) ++expected[failure_reason(job.last_sync_error)];
  }
  REQUIRE_FALSE(expected.empty());
  const std::string table = run(run_summary, *source, options).out;
  options.format = Options::Format::Json;
  const auto json = nlohmann::json::parse(run(run_summary, *source, options).out);
  std::map<std::string, int> told;
  int last = INT_MAX;
  for (const auto& group : json["failures"]) {
    told[group["reason"]] = group["jobs"];
    CHECK(group["jobs"] <= last);
    last = group["jobs"];
    CHECK_FALSE(group["types"].empty());
    CHECK(table.find(group["reason"].get<std::string>()) != std::string::npos);
  }
  CHECK(told == expected);
  options.format = Options::Format::Csv;
  const std::string csv = run(run_summary, *source, options).out;
  CHECK(csv.starts_with("reason,jobs,types\r\n"));
  CHECK(std::ranges::count(csv, '\n') == static_cast<std::ptrdiff_t>(expected.size()) + 1);
  set_types(options.query.filter, bit(ConnectorType::S3));
  const std::string only_s3 = run(run_summary, *source, options).out;
  CHECK(only_s3.find("gcs") == std::string::npos);
  options.groups = false;
  options.format = Options::Format::Json;
  CHECK(run(run_summary, *source, options).out.find("failures") == std::string::npos);
}

TEST_CASE("of more reasons than anybody reads each is not kept, and each job is counted") {
  FailureList list;
  Job job;
  const std::size_t jobs = FailureList::kMost + 1000;
  for (std::size_t i = 0; i < jobs; ++i) {
    job.last_sync_error = "kind ";
    for (std::size_t n = i + 1; n > 0; n /= 26) job.last_sync_error += static_cast<char>('a' + n % 26);
    list.add(view_of(job));
  }
  const std::string csv = list.csv();
  CHECK(std::ranges::count(csv, '\n') == static_cast<std::ptrdiff_t>(FailureList::kMost) + 2);  // a heading, and "…"
  CHECK(csv.find("\u2026,1000,") != std::string::npos);
  CHECK(list.table().starts_with(grouped(static_cast<std::int64_t>(jobs)).view()));
}

TEST_CASE("audit: who deleted what, newest first, in three formats; a limit takes the newest") {
  const Running running(2100);
  const auto source = running.source();
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < 2050; ++i) ids.push_back(running.jobs[i].id);
  REQUIRE(running.server->store().remove({true, ""}, ids, {"=ops", "42", "192.0.2.7", kNow}).ok());
  Options options;
  const auto lines = [&](Options::Format format, std::int64_t limit) {
    options.format = format;
    options.limit = limit;
    const Output output = run(run_audit, *source, options);
    CHECK(output.status == 0);
    return output.out;
  };
  const auto answer = decode_audit(lines(Options::Format::Json, -1));
  REQUIRE(answer.ok());
  REQUIRE(answer.value().records.size() == ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) CHECK(answer.value().records[i].connector_id == ids[ids.size() - 1 - i]);
  CHECK(decode_audit(lines(Options::Format::Json, 3)).value().records.size() == 3);
  CHECK(decode_audit(lines(Options::Format::Json, 0)).value().records.empty());
  const std::string csv = lines(Options::Format::Csv, 1);
  CHECK(csv.find("\r\n2050," + to_rfc3339(kNow) + ",'=ops,42,192.0.2.7," + ids.back() + ",") != std::string::npos);
  CHECK(csv.ends_with(",deleted\r\n"));
  const std::string table = lines(Options::Format::Table, 2);
  CHECK(std::count(table.begin(), table.end(), '\n') == 4);
  CHECK(table.find("192.0.2.7") != std::string::npos);
  CHECK(table.ends_with("2 records\n"));
}

TEST_CASE("audit: status 2 for whoever may not see it, and where there is none") {
  const Running running(5);
  const auto key = running.server->store().add_key("someone", false);
  REQUIRE(key.ok());
  const auto user = running.source(key.value());
  const Output refused = run(run_audit, *user, Options{});
  CHECK(refused.status == 2);
  CHECK(refused.out.empty());
  CHECK(refused.err.find("administrator") != std::string::npos);
  test::FakeServer server;
  test::FakeSource without(server);
  const Output none = run(run_audit, without, Options{});
  CHECK(none.status == 2);
  CHECK(none.out.empty());
  CHECK(none.err.find("keeps no audit") != std::string::npos);
  without.offered.has_audit = true;  // says so, but has no such operation
  CHECK(run(run_audit, without, Options{}).status == 2);
}

TEST_CASE("a server that can't be asked is status 2, with the reason and without the key") {
  const Running running(5);
  const auto stranger = running.source("sk-stranger");
  const Output refused = run(run_list, *stranger, Options{});
  CHECK(refused.status == 2);
  CHECK(refused.out.empty());
  CHECK(refused.err.find("401") != std::string::npos);
  CHECK(refused.err.find("sk-stranger") == std::string::npos);
  SourceSettings settings;
  settings.url = "http://127.0.0.1:1";
  settings.key = fixed_key("sk-test");
  const auto nobody = open_source(settings);
  REQUIRE(nobody.ok());
  CHECK(run(run_summary, *nobody.value(), Options{}).status == 2);
}

TEST_CASE("what can't be written is no success") {
  const Running running(500);
  const auto source = running.source();
  std::FILE* full = std::fopen("/dev/full", "w");
  REQUIRE(full != nullptr);
  std::FILE* null = std::fopen("/dev/null", "w");
  CHECK(run_list(std::vector<NamedSource>{{*source, ""}}, Options{}, kNow, full, null) == 2);
  std::fclose(full);
  std::fclose(null);
}
