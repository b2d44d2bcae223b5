// What is done to jobs by a description: each verb of each system, and each way in which it can be refused.
#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "unit/sources/described/walked.h"

using namespace syncwall;
using namespace syncwall::test;
using Outcome = OrderResult::Kind;

namespace {

// A walk by one source; orders by another, as in the window.
class Ordered {
 public:
  Ordered(const std::string& system, ReplayServer::Manners manners)
      : server(system, std::move(manners)), with_(shipped(system)), orders_(source_at(server.url(), with_)) {
    const WalkedJobs walked = walk(*source_at(server.url(), with_));
    REQUIRE_MESSAGE(walked.errors.empty(), walked.errors[0].text());
  }
  explicit Ordered(const std::string& system) : Ordered(system, ReplayServer::Manners()) {}

  OrderResult one(RowAction action, const std::string& id) {
    const std::vector<std::string> ids{id};
    const auto answer = orders_->carry_out({action, ids, "r"});
    REQUIRE(answer.ok());
    REQUIRE(answer.value().results.size() == 1);
    CHECK(answer.value().results[0].id == id);
    return answer.value().results[0];
  }
  [[nodiscard]] std::string last() const { return server.requests().back(); }
  JobSource& orders() { return *orders_; }

  ReplayServer server;

 private:
  std::shared_ptr<const described::Server> with_;
  std::unique_ptr<JobSource> orders_;
};

const std::string kConnection = "c0ffee00-4444-4a00-8000-00000000000";

bool is(const OrderResult& result, Outcome kind, const std::string& message) {
  CHECK(result.message == message);
  return result.kind == kind;
}

}  // namespace

TEST_CASE("Airbyte: each verb, and each refusal in its own words") {
  Ordered airbyte("airbyte");
  CHECK(airbyte.one(RowAction::Pause, kConnection + "1").kind == Outcome::Done);
  CHECK(airbyte.server.rows("connections")[0]["status"] == "inactive");
  CHECK(airbyte.last().starts_with("PATCH /v1/connections/" + kConnection + "1 HTTP/1.1"));
  CHECK(airbyte.one(RowAction::Resume, kConnection + "1").kind == Outcome::Done);
  CHECK(airbyte.server.rows("connections")[0]["status"] == "active");
  CHECK(airbyte.one(RowAction::SyncNow, kConnection + "1").kind == Outcome::Done);
  CHECK(airbyte.last().ends_with(R"({"connectionId":")" + kConnection + R"(1","jobType":"sync"})"));
  CHECK(is(airbyte.one(RowAction::SyncNow, kConnection + "4"), Outcome::Refused,
           "A sync is already running for: " + kConnection + "4"));
  const std::size_t asked = airbyte.server.requests().size();
  CHECK(is(airbyte.one(RowAction::SyncNow, kConnection + "3"), Outcome::Refused, "the connection is not active"));
  CHECK(airbyte.server.requests().size() == asked);
  CHECK(airbyte.one(RowAction::Delete, kConnection + "2").kind == Outcome::Done);
  CHECK(airbyte.one(RowAction::Delete, kConnection + "2").kind == Outcome::AlreadySo);
  CHECK(airbyte.server.rows("connections").size() == 4);
  CHECK(airbyte.one(RowAction::Delete, "nobody").kind == Outcome::Failed);  // its row was never read
}

TEST_CASE("Elastic: a pause takes the intervals of the row with it") {
  Ordered elastic("elastic");
  CHECK(elastic.one(RowAction::Pause, "wiki").kind == Outcome::Done);
  const Json row = elastic.server.rows("connectors")[1];
  CHECK(row["scheduling"]["full"] == Json{{"enabled", false}, {"interval", "0 30 2 * * ?"}});
  CHECK(row["scheduling"]["incremental"] == Json{{"enabled", false}, {"interval", "0 0/15 * * * ?"}});
  CHECK(elastic.one(RowAction::Resume, "wiki").kind == Outcome::Done);
  CHECK(elastic.server.rows("connectors")[1]["scheduling"]["full"]["enabled"] == true);
  CHECK(elastic.one(RowAction::SyncNow, "wiki").kind == Outcome::Done);
  CHECK(elastic.one(RowAction::Delete, "wiki").kind == Outcome::Done);
  CHECK(elastic.one(RowAction::Delete, "wiki").kind == Outcome::AlreadySo);
  CHECK(is(elastic.one(RowAction::SyncNow, "wiki"), Outcome::Failed,
           "the server has no /_connector/_sync_job (404): connector [nope] not found"));
}

TEST_CASE("Fivetran: 429 is waited for as it asks, and asked again") {
  Ordered fivetran("fivetran", {.throttled = 1, .retry_after = true});
  const auto begun = std::chrono::steady_clock::now();
  CHECK(fivetran.one(RowAction::Pause, "amber_lantern").kind == Outcome::Done);
  CHECK(std::chrono::steady_clock::now() - begun >= std::chrono::milliseconds(900));
  CHECK(fivetran.server.rows("connections")[0]["paused"] == true);
  CHECK(fivetran.last().ends_with(R"({"paused":true,"run_setup_tests":false})"));
  CHECK(fivetran.one(RowAction::Resume, "amber_lantern").kind == Outcome::Done);
  CHECK(fivetran.one(RowAction::SyncNow, "amber_lantern").kind == Outcome::Done);
  CHECK(fivetran.one(RowAction::Delete, "amber_lantern").kind == Outcome::Done);
  CHECK(fivetran.one(RowAction::Delete, "amber_lantern").kind == Outcome::AlreadySo);
}

TEST_CASE("Kafka: a rebalance is waited for, a name may have a slash, what is accepted shows later") {
  Ordered kafka("kafka-connect", {.throttled = 2});
  CHECK(kafka.one(RowAction::Resume, "wiki/pages").kind == Outcome::Done);
  CHECK(kafka.server.asked("PUT /connectors/wiki%2Fpages/resume").size() == 3);
  const auto source = source_at(kafka.server.url(), shipped("kafka-connect"));
  CHECK(walk(*source).find("wiki/pages")->status == Status::Paused);
  CHECK(walk(*source).find("wiki/pages")->status == Status::Running);
  CHECK(kafka.one(RowAction::SyncNow, "contracts-s3-sink").kind == Outcome::Done);
  CHECK(kafka.last().starts_with("POST /connectors/contracts-s3-sink/restart?includeTasks=true&onlyFailed=true "));
  CHECK(kafka.one(RowAction::SyncNow, "hr-jdbc").kind == Outcome::Refused);
  CHECK(kafka.one(RowAction::Pause, "hr-jdbc").kind == Outcome::Done);
  CHECK(kafka.one(RowAction::Delete, "hr-jdbc").kind == Outcome::Done);
  CHECK(kafka.one(RowAction::Delete, "hr-jdbc").kind == Outcome::AlreadySo);
}

TEST_CASE("Airflow: a deletion answers with null, a paused DAG isn't started") {
  Ordered airflow("airflow", {.requests_a_token = 4});
  CHECK(airflow.one(RowAction::SyncNow, "sync_wiki").kind == Outcome::Refused);
  CHECK(airflow.one(RowAction::SyncNow, "sync_hr").kind == Outcome::Done);
  CHECK(airflow.last().ends_with(R"({"logical_date":null})"));
  CHECK(airflow.one(RowAction::Pause, "sync_hr").kind == Outcome::Done);
  CHECK(airflow.last().starts_with("PATCH /api/v2/dags/sync_hr?update_mask=is_paused "));
  CHECK(airflow.one(RowAction::Resume, "sync_hr").kind == Outcome::Done);
  CHECK(airflow.one(RowAction::Delete, "sync_hr").kind == Outcome::Done);
  CHECK(airflow.one(RowAction::Delete, "sync_hr").kind == Outcome::AlreadySo);
}

TEST_CASE("Kubernetes: a patch of the right kind, and a Job made of the row's template") {
  Ordered kubernetes("kubernetes");
  CHECK(kubernetes.one(RowAction::Pause, "etl/hr").kind == Outcome::Done);
  CHECK(kubernetes.server.rows("cronjobs")[2]["spec"]["suspend"] == true);
  CHECK(kubernetes.one(RowAction::Resume, "etl/hr").kind == Outcome::Done);
  CHECK(kubernetes.one(RowAction::SyncNow, "etl/hr").kind == Outcome::Done);
  const std::string sent = kubernetes.last();
  CHECK(sent.starts_with("POST /apis/batch/v1/namespaces/etl/jobs "));
  const Json body = Json::parse(sent.substr(sent.find("\r\n\r\n")));
  CHECK(body["spec"] == kubernetes.server.rows("cronjobs")[2]["spec"]["jobTemplate"]["spec"]);
  CHECK(body["metadata"]["generateName"] == "hr-");
  CHECK(kubernetes.one(RowAction::Delete, "etl/hr").kind == Outcome::Done);
  CHECK(kubernetes.one(RowAction::Delete, "etl/hr").kind == Outcome::AlreadySo);
}

TEST_CASE("Argo and h2oGPTe's tasks: each verb") {
  Ordered argo("argo");
  CHECK(argo.one(RowAction::Pause, "argo/archive").kind == Outcome::Done);
  CHECK(argo.server.rows("cron")[0]["spec"]["suspend"] == true);
  CHECK(argo.one(RowAction::Resume, "argo/archive").kind == Outcome::Done);
  CHECK(argo.server.rows("cron")[0]["spec"]["suspend"] == false);
  CHECK(argo.one(RowAction::SyncNow, "argo/archive").kind == Outcome::Done);
  CHECK(argo.one(RowAction::Delete, "argo/archive").kind == Outcome::Done);
  Ordered tasks("h2ogpte-tasks");
  const std::string id = "9d3f0000-8888-4a00-8000-000000000001";
  CHECK(tasks.one(RowAction::Pause, id).kind == Outcome::Done);
  CHECK(tasks.server.rows("tasks")[0]["status"] == "paused");
  CHECK(tasks.one(RowAction::Resume, id).kind == Outcome::Done);
  CHECK(is(tasks.one(RowAction::SyncNow, id), Outcome::Refused, "only its owner can start a task"));
  CHECK(tasks.one(RowAction::Delete, id).kind == Outcome::Done);
  CHECK(tasks.server.rows("tasks").size() == 2);
}

TEST_CASE("what is offered is what the description has") {
  const ReplayServer server("airbyte");
  const auto offered = source_at(server.url(), shipped("airbyte"))->capabilities().value();
  CHECK(offered.actions == RowActions{RowAction::Delete, RowAction::SyncNow, RowAction::Pause, RowAction::Resume});
  CHECK_FALSE(offered.has_summary);
  CHECK_FALSE(offered.server_order);
}

TEST_CASE("an answer that got lost: sent again where that is harmless, else nobody knows") {
  int asked = 0, syncs = 0;
  ReplayServer list("airbyte");
  const auto with = shipped("airbyte");
  CHECK(walk(*source_at(list.url(), with)).jobs.size() == 5);
  const RawServer server([&](const std::string& request) {
    if (request.find("/token") != std::string::npos)
      return RawReply{.bytes = http_ok(R"({"access_token":"t"})"), .keep = true};
    if (request.starts_with("POST")) return ++syncs, RawReply{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"};
    return ++asked == 1 ? RawReply{.bytes = ""} : RawReply{.bytes = http_error(204, ""), .keep = true};
  });
  const auto orders = source_at(server.url() + "/v1", with);
  const std::vector<std::string> ids{kConnection + "1", kConnection + "2"};
  const auto paused = orders->carry_out({RowAction::Pause, ids, "r"});
  CHECK(paused.value().results[0].kind == Outcome::Done);
  CHECK(paused.value().results[1].kind == Outcome::Done);
  CHECK(asked == 3);
  const auto synced = orders->carry_out({RowAction::SyncNow, ids, "r"});
  CHECK(synced.value().results[0].kind == Outcome::Unclear);
  CHECK(synced.value().results[1].kind == Outcome::Failed);
  CHECK(synced.value().results[1].message.starts_with("not sent: "));
  CHECK(syncs == 1);
  CHECK(orders->outcome({RowAction::SyncNow, ids, "r"}).value().results[1].kind == Outcome::Unclear);
}

TEST_CASE("waiting for a server that is busy ends when it is cancelled") {
  Ordered kafka("kafka-connect", {.throttled = 1'000});
  std::jthread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    kafka.orders().cancel();
  });
  const auto begun = std::chrono::steady_clock::now();
  CHECK(kafka.one(RowAction::Pause, "hr-jdbc").kind == Outcome::Failed);
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(3));
}
