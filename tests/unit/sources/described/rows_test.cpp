// Every shipped description against the recorded answers of its system, row by row, and over HTTP against servers with
// the manners that these systems have.
#include <doctest/doctest.h>

#include "base/utf8.h"
#include "sources/described/recorded_answers.h"
#include "sources/shipped_sources.h"
#include "unit/sources/described/walked.h"

using namespace syncwall;
using namespace syncwall::test;
using Manners = ReplayServer::Manners;

namespace {

struct System {
  std::string name, folder, expected;
};
const System kSystems[] = {{"airbyte", "airbyte", "airbyte"},
                           {"elastic", "elastic", "elastic"},
                           {"fivetran", "fivetran", "fivetran"},
                           {"kafka-connect", "kafka-connect", "kafka-connect"},
                           {"airflow", "airflow3", "airflow3"},
                           {"kubernetes", "kubernetes", "kubernetes"},
                           {"argo", "argo", "argo"},
                           {"h2ogpte-tasks", "h2ogpte", "h2ogpte-tasks"}};

Json expected(const System& system) { return ReplayServer::fixture("expected.json").at(system.expected); }

// Without the door: recorded answers let everybody in.
std::unique_ptr<JobSource> recorded(const described::Description& d, const std::string& folder) {
  auto open = std::make_shared<described::Description>(d);
  open->auth = {};
  auto answers = described::RecordedAnswers::load(ReplayServer::folder() + "/" + folder);
  REQUIRE_MESSAGE(answers.ok(), answers.problem().text());
  described::Variables variables;
  for (const auto& variable : d.variables) variables[variable.name] = variable.fallback.value_or("x");
  return described::make_described_source(server_with(open, variables, {}), std::move(answers).value());
}

}  // namespace

TEST_CASE("each shipped description is tried here") {
  CHECK(shipped_sources().size() == std::size(kSystems) + 1);  // Syncthing is tried for real (tests/e2e)
  for (const System& system : kSystems) CHECK(parse_source_kind(system.name).value() == SourceKind::Described);
}

TEST_CASE("recorded answers become the expected rows") {
  for (const System& system : kSystems) {
    CAPTURE(system.name);
    const WalkedJobs walked = walk(*recorded(*description_of(system.name), system.folder));
    CHECK_MESSAGE(walked.errors.empty(), walked.errors[0].text());
    CHECK(walked.doubt.empty());
    CHECK(walked.skipped + walked.unreadable == 0);
    check_rows(walked, expected(system));
  }
}

TEST_CASE("a server with the system's manners becomes the same rows, walk after walk") {
  for (const System& system : kSystems) {
    CAPTURE(system.name);
    const ReplayServer server(system.name);
    const auto source = source_at(server.url(), shipped(system.name));
    for (int i = 0; i < 2; ++i) {
      const WalkedJobs walked = walk(*source);
      CHECK_MESSAGE(walked.errors.empty(), walked.errors[0].text());
      CHECK(walked.doubt.empty());
      check_rows(walked, expected(system));
    }
  }
}

TEST_CASE("packed answers, limits that are cut to one row, rows that come twice: the same rows") {
  for (const System& system : kSystems) {
    CAPTURE(system.name);
    const bool offsets = system.name == "airbyte";
    const ReplayServer server(
        system.name, {.most_rows = offsets ? std::size_t{2} : std::size_t{1}, .repeats_a_row = offsets, .gzip = true});
    const WalkedJobs walked = walk(*source_at(server.url(), shipped(system.name)));
    CHECK_MESSAGE(walked.errors.empty(), walked.errors[0].text());
    check_rows(walked, expected(system));
  }
}

TEST_CASE("half answers and gateways' web pages are told, and the walk goes on where it was") {
  for (const System& system : kSystems) {
    CAPTURE(system.name);
    const ReplayServer server(system.name, {.broken = 1, .bad_gateways = 1});
    const WalkedJobs walked = walk(*source_at(server.url(), shipped(system.name)), 2);
    REQUIRE(walked.errors.size() == 2);
    CHECK(walked.errors[0].kind == RequestError::Kind::Unreachable);
    CHECK(walked.errors[0].text().find("half an answer") != std::string::npos);
    CHECK(walked.errors[1].kind == RequestError::Kind::ServerError);
    CHECK(walked.errors[1].status == 502);
    CHECK(walked.errors[1].text().find('<') == std::string::npos);
    check_rows(walked, expected(system));
  }
}

TEST_CASE("what a description has no word for is unknown, which is another thing than never") {
  const ReplayServer server("kafka-connect");
  const WalkedJobs walked = walk(*source_at(server.url(), shipped("kafka-connect")));
  const Job* const job = walked.find("hr-jdbc");
  REQUIRE(job != nullptr);
  CHECK(job->last_sync_at == kUnknownTime);
  CHECK(job->created_at == kUnknownTime);
  CHECK(job->schedule_s == kUnscheduled);
  CHECK_FALSE(lateness_unknown(job->status, job->schedule_s, job->created_at, job->last_sync_at));
  for (const JobField field : {JobField::LastSync, JobField::Created, JobField::UserName})
    CHECK(find_odd_field(job->odd_fields, field)->kind == Oddity::Missing);
  const ReplayServer airbyte("airbyte");
  const WalkedJobs others = walk(*source_at(airbyte.url(), shipped("airbyte")));
  CHECK(others.find("c0ffee00-4444-4a00-8000-000000000005")->last_sync_at == kNever);
}

TEST_CASE("a token that ends in the middle is asked for again, and a wrong secret is told without it") {
  for (const char* name : {"airbyte", "airflow"}) {
    CAPTURE(name);
    const ReplayServer server(name, {.most_rows = 2, .requests_a_token = 3});
    const WalkedJobs walked = walk(*source_at(server.url(), shipped(name)));
    CHECK_MESSAGE(walked.errors.empty(), walked.errors[0].text());
    CHECK(server.tokens_given() >= 2);
    check_rows(walked, ReplayServer::fixture("expected.json").at(name == std::string("airflow") ? "airflow3" : name));
  }
  const ReplayServer server("airbyte");
  const auto wrong =
      server_with(description_of("airbyte"), {}, {{"client_id", "me"}, {"client_secret", "a-wrong-secret"}});
  const WalkedJobs walked = walk(*source_at(server.url(), wrong));
  REQUIRE(walked.errors.size() == 1);
  CHECK(walked.errors[0].kind == RequestError::Kind::Refused);
  CHECK(walked.errors[0].text().find("a-wrong-secret") == std::string::npos);
  CHECK(walked.errors[0].text().starts_with("the token was refused"));
}

TEST_CASE("a key that was replaced in its file works after a 401, without a second one") {
  const ReplayServer server("kubernetes");
  auto kept = std::make_shared<described::Server>(*shipped("kubernetes"));
  int read = 0;
  kept->secrets = [&](const std::string&) -> Result<std::string> { return std::string(++read <= 2 ? "old" : "hush"); };
  const WalkedJobs walked = walk(*source_at(server.url(), kept));
  CHECK_MESSAGE(walked.errors.empty(), walked.errors[0].text());
  CHECK(walked.jobs.size() == 5);
  CHECK(server.asked("GET").size() == server.asked("GET /").size());
}

TEST_CASE("a key is not asked for again and again where it is the same") {
  const ReplayServer server("elastic");
  const auto wrong = server_with(description_of("elastic"), {}, {{"key", "another"}});
  const WalkedJobs walked = walk(*source_at(server.url(), wrong));
  REQUIRE(walked.errors.size() == 1);
  CHECK(walked.errors[0].kind == RequestError::Kind::Refused);
  CHECK(walked.errors[0].problem.why == "unable to authenticate");
  CHECK(server.requests().size() == 1);
}

TEST_CASE("a continue token that ends in the middle begins its list again, but not for ever") {
  for (const auto& [ends, well] : {std::pair{2, true}, std::pair{1'000, false}}) {
    const ReplayServer server("kubernetes", {.most_rows = 2, .expired_cursors = ends});
    const WalkedJobs walked = walk(*source_at(server.url(), shipped("kubernetes")));
    CHECK(walked.errors.empty() == well);
    if (well) check_rows(walked, ReplayServer::fixture("expected.json").at("kubernetes"));
    if (!well) CHECK(walked.errors[0].text().find("aged out") != std::string::npos);
  }
}

TEST_CASE("200 with an error inside is an error, in the server's words") {
  const ReplayServer server("fivetran", {.errors_inside = 1});
  const WalkedJobs walked = walk(*source_at(server.url(), shipped("fivetran")), 1);
  REQUIRE(walked.errors.size() == 1);
  CHECK(walked.errors[0].kind == RequestError::Kind::Nonsense);
  CHECK(walked.errors[0].problem.why == "it burns");
  check_rows(walked, ReplayServer::fixture("expected.json").at("fivetran"));
}

TEST_CASE("no header is sent twice, and a description's own goes before the program's") {
  const ReplayServer server("fivetran");
  CHECK(walk(*source_at(server.url(), shipped("fivetran"))).errors.empty());
  const std::string head = fold(server.requests()[0]);
  for (const char* name : {"\r\naccept: ", "\r\nuser-agent: ", "\r\nauthorization: ", "\r\nhost: "}) {
    REQUIRE(head.find(name) != std::string::npos);
    CHECK(head.find(name) == head.rfind(name));
  }
}

TEST_CASE("a redirect is not followed, and no key goes there") {
  for (const System& system : kSystems) {
    const RawServer other([](const std::string&) { return RawReply{.bytes = http_ok("{}")}; });
    const ReplayServer server(system.name, {.redirect_to = other.url()});
    const WalkedJobs walked = walk(*source_at(server.url(), shipped(system.name)));
    REQUIRE(walked.errors.size() == 1);
    CHECK(walked.errors[0].text().find("it sends us to " + other.url()) != std::string::npos);
    CHECK(other.connections() == 0);
  }
}

TEST_CASE("an empty list that is null is empty") {
  ReplayServer server("argo", {.null_list = true});
  server.put("cron", Json::array());
  server.put("workflows", Json::array());
  const WalkedJobs walked = walk(*source_at(server.url(), shipped("argo")));
  CHECK(walked.errors.empty());
  CHECK(walked.jobs.empty());
}

TEST_CASE("a list where the description says that there is one, and there is none, is told") {
  const RawServer server(
      [](const std::string&) { return RawReply{.bytes = http_ok(R"({"items":{}})"), .keep = true}; });
  const WalkedJobs walked = walk(*source_at(server.url(), shipped("kubernetes")));
  REQUIRE(walked.errors.size() == 1);
  CHECK(walked.errors[0].kind == RequestError::Kind::Nonsense);
  CHECK(walked.errors[0].problem.why == "there is no list where the records are to be");
}

TEST_CASE("a list that was given up leaves unknown what hangs on its rest, unless that is asked for by itself") {
  for (const bool asked : {false, true}) {
    CAPTURE(asked);
    const ReplayServer server("airbyte", {.most_rows = 1});
    auto d = std::make_shared<described::Description>(*description_of("airbyte"));
    d->joins[1].list->max_pages = 2;
    if (!asked) d->joins[1].row.reset();
    const auto with = server_with(d, {}, {{"client_id", "me"}, {"client_secret", "hush"}});
    const WalkedJobs walked = walk(*source_at(server.url(), with));
    CHECK_MESSAGE(walked.errors.empty(), walked.errors[0].text());
    if (asked) {
      check_rows(walked, ReplayServer::fixture("expected.json").at("airbyte"));
      continue;
    }
    const Job* const job = walked.find("c0ffee00-4444-4a00-8000-000000000001");  // its last run is the fourth
    CHECK(job->status == Status::Other);
    CHECK(job->status_text == "unknown");
    CHECK(job->last_sync_at == kUnknownTime);
    CHECK(walked.find("c0ffee00-4444-4a00-8000-000000000004")->status == Status::Running);
    CHECK(walked.find("c0ffee00-4444-4a00-8000-000000000003")->status == Status::Paused);
  }
}

TEST_CASE("names with slashes, numbers beyond 2^53, and ten thousand rows come whole") {
  ReplayServer server("airflow", {.most_rows = 100, .requests_a_token = 100'000});
  Json dags = Json::array(), one = server.rows("dags")[0];
  for (int i = 0; i < 10'000; ++i) {
    one["dag_id"] = i == 7 ? Json("a/b %&?") : Json(std::int64_t{9'007'199'254'740'993} + i);
    dags.push_back(one);
  }
  server.put("dags", dags);
  const WalkedJobs walked = walk(*source_at(server.url(), shipped("airflow")));
  CHECK_MESSAGE(walked.errors.empty(), walked.errors[0].text());
  CHECK(walked.jobs.size() == 10'000);
  CHECK(walked.find("9007199254740993") != nullptr);
  CHECK(walked.find("9007199254740994") != nullptr);
  CHECK(walked.find("a/b %&?") != nullptr);
  CHECK(server.asked("GET /api/v2/dags?").size() == 100);
}

TEST_CASE("records without an id are left out and counted, odd fields are shown as they came") {
  ReplayServer server("elastic");
  Json rows = server.rows("connectors");
  rows[0].erase("id");
  rows[1]["last_synced"] = "yesterday";
  rows[2]["name"] = {{"password", "x"}};
  rows[3]["last_synced"] = "0001-01-01T00:00:00Z";
  server.put("connectors", rows);
  const WalkedJobs walked = walk(*source_at(server.url(), shipped("elastic")));
  CHECK(walked.jobs.size() == 5);
  CHECK(walked.skipped == 1);
  CHECK(walked.skipped_why == "a record of the list: id: missing");
  CHECK(walked.unreadable >= 1);
  CHECK(walked.unreadable_why == "wiki: last_sync_at: «yesterday»");
  CHECK(walked.find("wiki")->last_sync_at == kUnknownTime);
  CHECK(walked.find("archive")->last_sync_at == kNever);
}
