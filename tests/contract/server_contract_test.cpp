// The server held to the contract: every route, parameter and status that is described is tried with a plain HTTP
// client, and each exchange must be as described.
#include <doctest/doctest.h>
#include <httplib.h>
#include <sqlite3.h>

#include "contract/contract.h"
#include "contract/watched_server.h"
#include "support/random_jobs.h"
#include "support/raw_client.h"

using namespace syncwall;
using test::Json;

namespace {

const std::string kBase = "/api/v1";

// Described statuses that can't be provoked from outside, each with why. None so far.
const std::set<std::string> kNotProvoked = {};

class Caller {
 public:
  Caller(int port, const std::string& key) : client_("127.0.0.1", port) {
    // As behind a proxy: only so does /metrics ask for a key.
    httplib::Headers headers{{"X-Forwarded-For", "192.0.2.1"}};
    if (!key.empty()) headers.emplace("Authorization", "Bearer " + key);
    client_.set_default_headers(headers);
  }
  int get(const std::string& path) {
    const bool beside = path == "/metrics";
    const auto answer = client_.Get(beside ? path : kBase + path);
    REQUIRE(answer);
    last_ = Json::parse(answer->body, nullptr, false);
    CHECK(answer->get_header_value("Content-Type") ==
          (beside && answer->status == 200 ? "text/plain; version=0.0.4; charset=utf-8" : "application/json"));
    CHECK(answer->has_header("Retry-After") == (answer->status == 429));
    return answer->status;
  }
  int post(const std::string& path, const std::string& body) {
    const auto answer = client_.Post(kBase + path, body, "application/json");
    REQUIRE(answer);
    last_ = Json::parse(answer->body, nullptr, false);
    return answer->status;
  }
  [[nodiscard]] const Json& last() const { return last_; }

 private:
  httplib::Client client_;
  Json last_;
};

std::vector<std::string> texts_of(const Json& list) {
  std::vector<std::string> texts;
  for (const Json& item : list) texts.push_back(item.get<std::string>());
  return texts;
}

void try_lists(Caller& caller, const std::string& scope, const Json& document) {
  const Json& schemas = document.at("components").at("schemas");
  for (const std::string& column : texts_of(schemas.at("SortColumn").at("enum"))) {
    for (const char* ascending : {"true", "false"}) {
      std::string query = "?limit=7&sort_column=" + column + "&ascending=" + ascending;
      CHECK(caller.get(scope + query) == 200);
      if (!caller.last().contains("next_cursor")) continue;
      CHECK(caller.get(scope + query + "&cursor=" + caller.last()["next_cursor"].get<std::string>()) == 200);
    }
  }
  for (const std::string& type : texts_of(schemas.at("ConnectorType").at("enum"))) {
    CHECK(caller.get(scope + "?type_filter=" + type) == 200);
  }
  const Json& statuses =
      document.at("components").at("parameters").at("StatusFilter").at("schema").at("items").at("enum");
  for (const std::string& status : texts_of(statuses)) CHECK(caller.get(scope + "?status_filter=" + status) == 200);
  for (const char* query :
       {"", "?limit=1", "?limit=1000", "?offset=3&limit=2", "?offset=1000000", "?type_filter=s3,gcs",
        "?type_filter=", "?status_filter=failed,Paused", "?user_filter=%D0%98%D0%A0",
        "?collection_filter=%25&user_filter=_", "?collection_filter=nothing%20has%20this", "?ascending=true",
        "?sort_column=type", "?q=status%3Afailed%2Cpaused%20-type%3As3", "?q=&limit=1",
        "?q=collection%3A%2F%5Eb.*d%2F%20-error%3A403%20last_sync%3A%3E2d&user_filter=a"}) {
    CAPTURE(query);
    CHECK(caller.get(scope + query) == 200);
  }
  for (const char* name : {"limit=0",
                           "limit=1001",
                           "limit=ten",
                           "limit=",
                           "offset=-1",
                           "offset=99999999999999999999",
                           "sort_column=owner",
                           "sort_column=%FF",
                           "ascending=yes",
                           "cursor=",
                           "cursor=AAAA",
                           "type_filter=ftp",
                           "status_filter=overdue",
                           "q=stat%3Afailed",
                           "q=sort%3Auser",
                           "q=server%3Aprod",
                           "q=user%3A%2F%5B%2F",
                           "q=%FF",
                           "user_filter=%FF",
                           "user_filter=a%00b",
                           "collection_filter=abc%00def",
                           "limit=1&limit=1",
                           "user_filter=a&sort_column=type&user_filter=b"}) {
    CAPTURE(name);
    CHECK(caller.get(scope + "?" + name) == 400);
    const std::string parameter(name, std::string(name).find('='));
    CHECK(caller.last().at("message").get<std::string>().starts_with("parameter " + parameter + ":"));
  }
  CHECK(caller.get(scope + "?user_filter=" + std::string(9000, 'a')) == 414);
}

std::string epoch_of(Caller& caller, const std::string& scope) {
  REQUIRE(caller.get(scope + "?limit=1") == 200);
  return caller.last().at("epoch").get<std::string>();
}

void try_changes(Caller& caller, const std::string& scope) {
  CHECK(caller.get(scope + "/changes?since=0") == 200);
  CHECK(caller.get(scope + "/changes?since=0&limit=3") == 200);
  CHECK(caller.last().at("more") == true);
  CHECK(caller.get(scope + "/changes?since=1000000000") == 410);
  CHECK(caller.get(scope + "/changes?since=0&epoch=" + epoch_of(caller, scope)) == 200);
  CHECK(caller.get(scope + "/changes?since=0&epoch=another") == 410);
  for (const char* query : {"", "?since=-1", "?since=x", "?since=0&limit=0", "?since=0&limit=1001"}) {
    CAPTURE(query);
    CHECK(caller.get(scope + "/changes" + query) == 400);
  }
}

void try_deletion(Caller& caller, const std::string& scope, const std::string& id) {
  const std::string path = scope + "/batch_delete";
  CHECK(caller.post(path, Json({{"connector_ids", {id, "never was", id}}}).dump()) == 200);
  CHECK(caller.last().at("count") == 1);
  CHECK(caller.post(path, R"({"connector_ids":[]})") == 200);
  std::vector<std::string> many(1000, "none");
  CHECK(caller.post(path, Json({{"connector_ids", many}}).dump()) == 200);
  many.emplace_back("one too many");
  CHECK(caller.post(path, Json({{"connector_ids", many}}).dump()) == 400);
  const std::string sent = Json({{"connector_ids", {id, "never was"}}, {"request_id", scope}}).dump();
  CHECK(caller.post(path + "/outcome", sent) == 200);
  CHECK(caller.post(path, sent) == 409);
  CHECK(caller.post(path + "/outcome", R"({"connector_ids":[]})") == 400);
  CHECK(caller.post(path + "/outcome", R"({"connector_ids":[],"request_id":""})") == 400);
  CHECK(caller.post(path, R"({"connector_ids":[],"request_id":7})") == 400);
  CHECK(caller.post(path + "/outcome", Json({{"connector_ids", {std::string(5u << 20, 'x')}}}).dump()) == 413);
  for (const char* body :
       {"", "[]", "{}", "{\"connector_ids\":\"a\"}", "{\"connector_ids\":[1]}", "{\"connector_ids\":[\"\xff\"]}"}) {
    CAPTURE(body);
    CHECK(caller.post(path, body) == 400);
  }
  CHECK(caller.post(path, Json({{"connector_ids", {std::string(5u << 20, 'x')}}}).dump()) == 413);
}

// Bodies that no HTTP library sends.
void try_odd_bodies(int port, const std::string& key, const std::string& path) {
  const auto answer_to = [&](const std::string& rest) {
    test::RawClient client(port);
    CHECK(client.send("POST " + kBase + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key + "\r\n" + rest));
    return test::status_of(client.read_all());
  };
  CHECK(answer_to("Content-Length: 10\r\n\r\n{") == 408);
  CHECK(answer_to("Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n") == 411);
  CHECK(answer_to("Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}") == 415);
}

// After the deletions.
void try_audit(Caller& admin, const std::string& user, const std::string& id) {
  CHECK(admin.get("/admin/audit") == 200);
  CHECK(admin.last().at("items").size() >= 2);
  CHECK_FALSE(admin.last().contains("next_cursor"));
  CHECK(admin.get("/admin/audit?limit=1") == 200);
  CHECK(admin.last().at("items").at(0).at("connector_id") == id);
  CHECK(admin.last().at("items").at(0).at("address") == "127.0.0.1");
  CHECK(admin.get("/admin/audit?cursor=" + admin.last().at("next_cursor").get<std::string>()) == 200);
  CHECK(admin.last().at("items").at(0).at("key_name").get<std::string>() == "user-" + user);
  CHECK(admin.get("/admin/audit?user=admin&connector_id=" + id + "&since=2020-01-01T00:00:00Z") == 200);
  CHECK(admin.last().at("items").size() == 1);
  for (const char* none : {"?user=nobody", "?connector_id=never%20was", "?since=2999-01-01T00:00:00Z"}) {
    CHECK(admin.get(std::string("/admin/audit") + none) == 200);
    CHECK(admin.last().at("items").empty());
  }
  for (const char* bad : {"limit=0", "limit=1001", "cursor=", "cursor=0", "cursor=x", "since=yesterday",
                          "since=", "user=%FF", "connector_id=%FF", "user=a%00", "limit=1&limit=2"}) {
    CAPTURE(bad);
    CHECK(admin.get(std::string("/admin/audit?") + bad) == 400);
  }
}

// From here on every request that needs a key fails inside the server.
void break_database(const std::filesystem::path& file) {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &handle) == SQLITE_OK);
  CHECK(sqlite3_exec(handle, "DROP TABLE keys", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(handle);
}

int ask(Caller& caller, const std::string& operation) {
  const std::string path = operation.substr(operation.find(' ') + 1);
  if (operation.starts_with("POST")) return caller.post(path, R"({"connector_ids":[],"request_id":"r"})");
  return caller.get(path + (path.ends_with("/changes") ? "?since=0" : ""));
}

}  // namespace

TEST_CASE("every route, parameter and status of the contract, on the real server") {
  test::Contract contract(test::Contract::read());
  std::set<std::string> operations;
  for (const std::string& entry : contract.described()) operations.insert(entry.substr(0, entry.rfind(' ')));
  operations.erase("GET /health");
  Http::Options http;
  http.limits.silence = std::chrono::milliseconds(1500);
  // As many failures as the test wants answered by 401; the next ones wait for longer than it runs.
  http.throttle.free = 2 * static_cast<int>(operations.size());
  http.throttle.first_ms = http.throttle.longest_ms = 3'600'000;
  test::WatchedServer server(400, http);
  const std::string all = "/admin/scheduled_connectors", own = "/scheduled_connectors";
  {
    Caller admin(server.port(), server.admin_key()), user(server.port(), server.user_key());
    Caller nobody(server.port(), ""), stranger(server.port(), "sk-unknown");
    try_lists(admin, all, contract.document());
    try_lists(user, own, contract.document());
    REQUIRE(user.get(own + "?limit=1") == 200);
    const std::string users = user.last().at("items").at(0).at("id");
    for (Caller* caller : {&admin, &user}) {
      CHECK(caller->get("/users/current") == 200);
      CHECK(caller->get("/capabilities") == 200);
      CHECK(caller->get(own + "/summary") == 200);
      CHECK(caller->get("/jobs") == 404);
      CHECK(caller->post(own, "{}") == 404);
    }
    CHECK(admin.get(all + "/summary") == 200);
    try_changes(admin, all);
    try_changes(user, own);
    try_deletion(user, own, users);
    try_deletion(admin, all, test::RandomJobs::id(1));
    try_audit(admin, "ИРИНА", test::RandomJobs::id(1));
    CHECK(nobody.get("/health") == 200);
    CHECK(nobody.get("/none") == 404);
    CHECK(admin.get("/metrics") == 200);
    for (const std::string operation : {"/batch_delete", "/batch_delete/outcome"}) {
      try_odd_bodies(server.port(), server.user_key(), own + operation);
      try_odd_bodies(server.port(), server.admin_key(), all + operation);
    }
    for (const std::string& operation : operations) {
      CAPTURE(operation);
      CHECK(ask(nobody, operation) == 401);
      CHECK(ask(stranger, operation) == 401);
      if (operation.find("/admin/") != std::string::npos || operation == "GET /metrics")
        CHECK(ask(user, operation) == 403);
    }
    for (const std::string& operation : operations) {
      CAPTURE(operation);
      CHECK(ask(stranger, operation) == 429);
    }
    break_database(server.database());
    for (const std::string& operation : operations) {
      CAPTURE(operation);
      CHECK(ask(admin, operation) == 500);
    }
    CHECK(nobody.get("/health") == 503);  // and so it is told
    CHECK(nobody.last().at("status") == "failed");
  }
  for (const Exchange& exchange : server.stop()) {
    const auto faults = contract.faults(exchange);
    CAPTURE(exchange.target.substr(0, 200));
    CHECK(test::joined(faults) == "");
  }
  for (const std::string& entry : contract.described()) {
    CAPTURE(entry);
    if (entry.ends_with(" 503") && entry != "GET /health 503") continue;  // tests/attack sees to those
    CHECK(contract.met().contains(entry) != kNotProvoked.contains(entry));
  }
}
