#include "support/replay_server.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "support/gzip.h"

namespace syncwall::test {

namespace {

std::string unescaped(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

// "/a/b/c" without its beginning; empty where it begins otherwise.
std::string after(const std::string& path, const std::string& beginning) {
  return path.starts_with(beginning) ? path.substr(beginning.size()) : "";
}

}  // namespace

std::string ReplayServer::folder() { return SYNCWALL_REPLAY; }

ReplayServer::Json ReplayServer::fixture(const std::string& file) {
  std::ifstream in(folder() + "/" + file);
  return Json::parse(in);
}

ReplayServer::ReplayServer(std::string system, Manners manners)
    : system_(std::move(system)),
      manners_(std::move(manners)),
      server_([this](const std::string& text) { return answer(text); }) {
  const std::lock_guard lock(mutex_);
  load();
}

void ReplayServer::load() {
  const auto add = [&](const std::string& list, const std::string& file, const std::string& at) {
    const Json found = fixture(file).at(Json::json_pointer(at));
    Json& rows = lists_[list];
    if (!rows.is_array()) rows = Json::array();
    for (const auto& [key, row] : found.items())
      rows.push_back(found.is_object() ? Json{{"key", key}, {"value", row}} : row);
  };
  if (system_ == "airbyte") {
    for (const char* file : {"connections.0", "connections.3"})
      add("connections", "airbyte/" + std::string(file) + ".json", "/data");
    add("sources", "airbyte/sources.json", "/data");
    add("jobs", "airbyte/jobs.json", "/data");
  } else if (system_ == "elastic") {
    for (const char* file : {"connector.0", "connector.4"})
      add("connectors", "elastic/" + std::string(file) + ".json", "/results");
  } else if (system_ == "fivetran") {
    for (const char* file : {"connections.first", "connections.second"})
      add("connections", "fivetran/" + std::string(file) + ".json", "/data/items");
    add("users", "fivetran/users.json", "/data/items");
  } else if (system_ == "kafka-connect") {
    add("connectors", "kafka-connect/connectors.json", "");
  } else if (system_ == "airflow") {
    for (const char* file : {"dags.0", "dags.3"}) add("dags", "airflow3/" + std::string(file) + ".json", "/dags");
    add("runs", "airflow3/dagRuns.json", "/dag_runs");
  } else if (system_ == "kubernetes") {
    for (const char* file : {"cronjobs.first", "cronjobs.second"})
      add("cronjobs", "kubernetes/" + std::string(file) + ".json", "/items");
    add("jobs", "kubernetes/jobs.json", "/items");
  } else if (system_ == "argo") {
    add("cron", "argo/cron-workflows.json", "/items");
    add("workflows", "argo/workflows.json", "/items");
  } else {
    add("tasks", "h2ogpte/admin.scheduled_tasks.json", "/items");
    add("runs", "h2ogpte/admin.scheduled_tasks.executions.json", "/items");
  }
}

std::vector<std::string> ReplayServer::asked(const std::string& beginning) const {
  std::vector<std::string> found = requests();
  std::erase_if(found, [&](const std::string& request) { return !request.starts_with(beginning); });
  return found;
}

ReplayServer::Json ReplayServer::rows(const std::string& list) const {
  const std::lock_guard lock(mutex_);
  return lists_.at(list);
}

void ReplayServer::put(const std::string& list, Json rows) {
  const std::lock_guard lock(mutex_);
  lists_[list] = std::move(rows);
}

int ReplayServer::tokens_given() const {
  const std::lock_guard lock(mutex_);
  return tokens_;
}

std::string ReplayServer::Request::parameter(const std::string& name) const {
  const auto found = std::ranges::find(parameters, name, &std::pair<std::string, std::string>::first);
  return found == parameters.end() ? "" : found->second;
}

std::size_t ReplayServer::Request::number(const std::string& name, std::size_t absent) const {
  const std::string text = parameter(name);
  return text.empty() ? absent : std::stoul(text);
}

std::string ReplayServer::Request::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? "" : found->second;
}

ReplayServer::Request ReplayServer::parse(const std::string& text) {
  Request request;
  const std::size_t head = text.find("\r\n\r\n");
  request.body = text.substr(head + 4);
  std::istringstream lines(text.substr(0, head));
  std::string line, target;
  lines >> request.method >> target;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    const std::size_t colon = line.find(": ");
    if (line.ends_with('\r')) line.pop_back();
    request.headers[lower(line.substr(0, colon))] = line.substr(colon + 2);
  }
  const std::size_t question = target.find('?');
  request.path = target.substr(0, question);
  std::istringstream parameters(question == std::string::npos ? "" : target.substr(question + 1));
  while (std::getline(parameters, line, '&')) {
    const std::size_t equals = line.find('=');
    request.parameters.emplace_back(unescaped(line.substr(0, equals)), unescaped(line.substr(equals + 1)));
  }
  return request;
}

RawReply ReplayServer::answer(const std::string& text) {
  const std::lock_guard lock(mutex_);
  const Request request = parse(text);
  const bool list = request.method == "GET";
  if (list && !manners_.redirect_to.empty())
    return {.bytes = http_error(302, "", "Location: " + manners_.redirect_to + request.path + "\r\n"), .keep = true};
  if (list && manners_.broken > 0) {
    --manners_.broken;
    return {.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"data\":["};
  }
  if (list && manners_.bad_gateways > 0) {
    --manners_.bad_gateways;
    return {.bytes = http_error(502, "<html><body>Bad Gateway</body></html>"), .keep = true};
  }
  if (list && manners_.errors_inside > 0) {
    --manners_.errors_inside;
    return {.bytes = http_ok(R"({"code":"ServerError","message":"it burns"})"), .keep = true};
  }
  if (!list && manners_.throttled > 0 && request.path.find("token") == std::string::npos) {
    --manners_.throttled;
    const bool kafka = system_ == "kafka-connect";
    const std::string body = fixture(kafka ? "kafka-connect/error.409.json" : "fivetran/error.429.json").dump();
    const std::string when = manners_.retry_after ? "Retry-After: 1\r\n" : "";
    return {.bytes = http_error(kafka ? 409 : 429, body, when), .keep = true};
  }
  const Reply reply = answer(request);
  const std::string body = reply.empty ? "" : reply.body.dump();
  const bool packed = manners_.gzip && !body.empty();
  const std::string headers = reply.headers + (packed ? "Content-Encoding: gzip\r\n" : "");
  return {.bytes = http_error(reply.status, packed ? gzipped(body) : body, headers), .keep = true};
}

ReplayServer::Reply ReplayServer::answer(const Request& request) {
  if (system_ == "airbyte") return airbyte(request);
  if (system_ == "elastic") return elastic(request);
  if (system_ == "fivetran") return fivetran(request);
  if (system_ == "kafka-connect") return kafka(request);
  if (system_ == "airflow") return airflow(request);
  if (system_ == "kubernetes") return kubernetes(request);
  if (system_ == "argo") return argo(request);
  return tasks(request);
}

ReplayServer::Json* ReplayServer::find(const std::string& list, const std::string& key, const std::string& id) {
  for (Json& row : lists_[list]) {
    if (row.value(Json::json_pointer(key), Json()) == id) return &row;
  }
  return nullptr;
}

bool ReplayServer::erase(const std::string& list, const std::string& key, const std::string& id) {
  Json& rows = lists_[list];
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].value(Json::json_pointer(key), Json()) != id) continue;
    rows.erase(i);
    return true;
  }
  return false;
}

ReplayServer::Json ReplayServer::page(const std::string& list, std::size_t offset, std::size_t limit) const {
  const Json& rows = lists_.at(list);
  Json some = Json::array();
  if (manners_.repeats_a_row && offset > 0) --offset;
  for (std::size_t i = offset; i < rows.size() && some.size() < std::min(limit, manners_.most_rows); ++i)
    some.push_back(rows[i]);
  return some;
}

bool ReplayServer::bearer_is_good(const Request& request) {
  return request.header("authorization") == "Bearer token-" + std::to_string(tokens_) && uses_left_-- > 0;
}

ReplayServer::Reply ReplayServer::airbyte(const Request& request) {
  const std::string path = after(request.path, "/v1");
  if (path == "/applications/token") {
    const Json asked = request.json();
    if (asked.value("client_id", "") != "me" || asked.value("client_secret", "") != "hush" ||
        asked.value("grant-type", "") != "client_credentials")
      return {401, fixture("airbyte/error.401.json")};
    uses_left_ = manners_.requests_a_token;
    return {200,
            {{"access_token", "token-" + std::to_string(++tokens_)}, {"token_type", "Bearer"}, {"expires_in", 900}}};
  }
  if (!bearer_is_good(request)) return {401, fixture("airbyte/error.401.json")};
  if (request.method != "GET") return airbyte_change(request);
  const std::string list = path.substr(1);
  if (!lists_.contains(list)) return {404, fixture("airbyte/error.404.json")};
  const std::size_t offset = request.number("offset", 0), limit = request.number("limit", 20);
  Json data;
  if (list == "jobs") {
    const bool descending = request.parameter("orderBy") == "createdAt|DESC";
    const std::string only = request.parameter("connectionId");
    Json rows = Json::array();
    for (const Json& row : lists_["jobs"]) {
      if (only.empty() || row["connectionId"] == only) rows.push_back(row);
    }
    if (!descending) std::reverse(rows.begin(), rows.end());
    data = Json::array();
    for (std::size_t i = offset; i < rows.size() && data.size() < std::min(limit, manners_.most_rows); ++i)
      data.push_back(rows[i]);
  } else {
    data = page(list, offset, limit);
  }
  const std::string next =
      data.empty() ? "" : "https://elsewhere.example/v1/" + list + "?offset=" + std::to_string(offset + limit);
  return {200, {{"previous", ""}, {"next", next}, {"data", data}}};
}

ReplayServer::Reply ReplayServer::airbyte_change(const Request& request) {
  const auto conflict = [](const std::string& title, const std::string& message) {
    Json body = fixture("airbyte/error.409.json");
    body["title"] = title;
    body["data"]["message"] = message;
    return Reply{409, body};
  };
  if (request.path == "/v1/jobs") {
    const std::string id = request.json().value("connectionId", "");
    const Json* const row = find("connections", "/connectionId", id);
    if (row == nullptr) return {404, fixture("airbyte/error.404.json")};
    if ((*row)["status"] != "active") return conflict("state-conflict", "Could not fulfill request");
    for (const Json& job : lists_["jobs"]) {
      if (job["connectionId"] == id && (job["status"] == "running" || job["status"] == "incomplete"))
        return conflict("try-again-later", "A sync is already running for: " + id);
    }
    return {200, fixture("airbyte/job_created.json")};
  }
  const std::string id = after(request.path, "/v1/connections/");
  Json* const row = find("connections", "/connectionId", id);
  if (row == nullptr) return {404, fixture("airbyte/error.404.json")};
  if (request.method == "DELETE") return erase("connections", "/connectionId", id), Reply{204, nullptr, "", true};
  if ((*row)["status"] == "locked") return conflict("state-conflict", "Connection is locked");
  (*row)["status"] = request.json().at("status");
  return {200, *row};
}

ReplayServer::Reply ReplayServer::elastic(const Request& request) {
  if (request.header("authorization") != "ApiKey hush")
    return {401, {{"error", {{"type", "security_exception"}, {"reason", "unable to authenticate"}}}, {"status", 401}}};
  for (const auto& [name, value] : request.parameters) {
    if (name != "from" && name != "size" && name != "delete_sync_jobs")
      return {400,
              {{"error", {{"reason", "request contains unrecognized parameter: [" + name + "]"}}}, {"status", 400}}};
  }
  if (request.path == "/_connector")
    return {200,
            {{"count", lists_["connectors"].size()},
             {"results", page("connectors", request.number("from", 0), request.number("size", 100))}}};
  if (request.path == "/_connector/_sync_job") {
    const bool known = find("connectors", "/id", request.json().value("id", "")) != nullptr;
    return known ? Reply{201, fixture("elastic/sync_job.created.json")} : Reply{404, fixture("elastic/error.404.json")};
  }
  const std::string rest = after(request.path, "/_connector/");
  const std::string id = unescaped(rest.substr(0, rest.find('/')));
  Json* const row = find("connectors", "/id", id);
  if (row == nullptr) return {404, fixture("elastic/error.404.json")};
  if (request.method == "DELETE") return erase("connectors", "/id", id), Reply{200, fixture("elastic/deleted.json")};
  const Json scheduling = request.json().at("scheduling");
  for (const auto& [kind, one] : scheduling.items()) {
    if (!one.contains("interval")) return {400, {{"error", {{"reason", "interval is required"}}}, {"status", 400}}};
    (*row)["scheduling"][kind] = one;
  }
  return {200, fixture("elastic/scheduling.updated.json")};
}

ReplayServer::Reply ReplayServer::fivetran(const Request& request) {
  if (request.header("authorization") != "Basic bWU6aHVzaA==")
    return {401, {{"code", "Unauthorized"}, {"message", "Authorization header is missing"}}};
  if (request.header("accept") != "application/json;version=2") return {406, {{"code", "NotAcceptable"}}};
  const std::string rest = after(request.path, "/");
  if (request.method == "GET" && lists_.contains(rest)) return by_cursor(request, rest, "cursor", false);
  std::string id = after(request.path, "/connections/");
  const bool sync = id.ends_with("/sync");
  if (sync) id.resize(id.size() - 5);
  Json* const row = find("connections", "/id", id);
  if (row == nullptr) return {404, fixture("fivetran/error.404.json")};
  if (sync) return {200, fixture("fivetran/synced.json")};
  if (request.method == "DELETE") return erase("connections", "/id", id), Reply{200, fixture("fivetran/deleted.json")};
  (*row)["paused"] = request.json().at("paused");
  return {200, {{"code", "Success"}, {"data", *row}}};
}

// Fivetran: the last page has no cursor, and one in the middle is empty. Kubernetes: a cursor may have ended.
ReplayServer::Reply ReplayServer::by_cursor(const Request& request, const std::string& list,
                                            const std::string& parameter, bool kubernetes) {
  const std::string cursor = request.parameter(parameter);
  if (!cursor.empty() && manners_.expired_cursors > 0) {
    --manners_.expired_cursors;
    return {410, fixture("kubernetes/error.410.json")};
  }
  const bool hole = cursor == "hole";
  const std::size_t offset = cursor.empty() || hole ? 0 : std::stoul(cursor.substr(2));
  const std::size_t at = hole ? std::min(manners_.most_rows, lists_.at(list).size()) : offset;
  const Json rows = hole ? Json::array() : page(list, at, 1'000);
  const std::size_t next = at + rows.size();
  const bool more = next < lists_.at(list).size();
  const bool hole_next = more && cursor.empty() && !kubernetes;
  const std::string next_cursor = hole_next ? "hole" : "c=" + std::to_string(next);
  if (kubernetes) {
    Json metadata{{"resourceVersion", "88200"}};
    if (more) metadata["continue"] = next_cursor;
    return {200, {{"metadata", metadata}, {"items", rows.empty() && manners_.null_list ? Json() : rows}}};
  }
  Json data{{"items", rows}};
  if (more) data["next_cursor"] = next_cursor;
  return {200, {{"code", "Success"}, {"message", ""}, {"data", data}}};
}

ReplayServer::Reply ReplayServer::kafka(const Request& request) {
  if (request.path == "/connectors") {
    const auto expanded = std::ranges::count(request.parameters, "expand", &std::pair<std::string, std::string>::first);
    if (expanded != 2) return {200, Json::array()};
    Json map = Json::object();
    for (Json& row : lists_["connectors"]) {
      const auto late = late_states_.find(row["key"]);
      if (late != late_states_.end() && late->second.second-- <= 0)
        row["value"]["status"]["connector"]["state"] = late->second.first;
      map[row["key"].get<std::string>()] = row["value"];
    }
    return {200, map};
  }
  const std::string rest = after(request.path, "/connectors/");
  const std::string name = unescaped(rest.substr(0, rest.find('/')));
  const std::string verb = rest.find('/') == std::string::npos ? "" : rest.substr(rest.find('/'));
  if (find("connectors", "/key", name) == nullptr) return {404, fixture("kafka-connect/error.404.json")};
  if (request.method == "DELETE") return erase("connectors", "/key", name), Reply{204, nullptr, "", true};
  if (verb == "/pause" || verb == "/resume") {
    late_states_[name] = {verb == "/pause" ? "PAUSED" : "RUNNING", 1};
    return {202, nullptr, "", true};
  }
  return {202, {{"name", name}}};
}

ReplayServer::Reply ReplayServer::airflow(const Request& request) {
  if (request.path == "/auth/token") {
    if (request.json() != Json{{"username", "ada"}, {"password", "hush"}})
      return {401, {{"detail", "Invalid credentials"}}};
    uses_left_ = manners_.requests_a_token;
    return {201, {{"access_token", "token-" + std::to_string(++tokens_)}}};
  }
  if (!bearer_is_good(request)) return {401, {{"detail", "Invalid JWT token"}}};
  const std::size_t offset = request.number("offset", 0), limit = request.number("limit", 50);
  if (request.path == "/api/v2/dags")
    return {200, {{"dags", page("dags", offset, limit)}, {"total_entries", lists_["dags"].size()}}};
  if (request.path == "/api/v2/dags/~/dagRuns") {
    Json runs = page("runs", offset, limit);
    if (request.parameter("order_by") != "-run_after") std::reverse(runs.begin(), runs.end());
    return {200, {{"dag_runs", runs}, {"total_entries", lists_["runs"].size()}}};
  }
  std::string id = unescaped(after(request.path, "/api/v2/dags/"));
  const bool of_runs = id.ends_with("/dagRuns");
  if (of_runs) id.resize(id.size() - 8);
  Json* const row = find("dags", "/dag_id", id);
  if (row == nullptr) return {404, fixture("airflow3/error.404.json")};
  if (of_runs && request.method == "GET") {
    Json runs = Json::array();
    for (const Json& run : lists_["runs"]) {
      if (run["dag_id"] == id && runs.size() < limit) runs.push_back(run);
    }
    return {200, {{"dag_runs", runs}, {"total_entries", runs.size()}}};
  }
  if (of_runs) return {200, fixture("airflow3/dag_run.created.json")};
  if (request.method == "DELETE") return erase("dags", "/dag_id", id), Reply{200, nullptr};
  (*row)["is_paused"] = request.json().at("is_paused");
  return {200, *row};
}

ReplayServer::Reply ReplayServer::kubernetes(const Request& request) {
  if (request.header("authorization") != "Bearer hush")
    return {401, {{"kind", "Status"}, {"message", "Unauthorized"}, {"code", 401}}};
  const std::string rest = after(request.path, "/apis/batch/v1/");
  if (request.method == "GET" && lists_.contains(rest)) return by_cursor(request, rest, "continue", true);
  if (request.method == "POST") return {201, request.json()};
  const std::string name = rest.substr(rest.rfind('/') + 1);
  Json* const row = find("cronjobs", "/metadata/name", name);
  if (row == nullptr) return {404, {{"kind", "Status"}, {"message", "cronjobs.batch \"" + name + "\" not found"}}};
  if (request.method == "DELETE")
    return erase("cronjobs", "/metadata/name", name), Reply{200, fixture("kubernetes/deleted.json")};
  if (request.header("content-type") != "application/merge-patch+json")
    return {415, {{"kind", "Status"}, {"message", "the body of the request was in an unknown format"}}};
  row->merge_patch(request.json());
  return {200, *row};
}

ReplayServer::Reply ReplayServer::argo(const Request& request) {
  if (request.header("authorization") != "Bearer hush") return {401, {{"code", 16}, {"message", "token not valid"}}};
  if (request.method == "GET" && request.path.starts_with("/api/v1/cron-workflows/"))
    return by_cursor(request, "cron", "listOptions.continue", true);
  if (request.method == "GET") return by_cursor(request, "workflows", "listOptions.continue", true);
  if (request.path.ends_with("/submit")) return {200, {{"metadata", {{"name", request.json()["resourceName"]}}}}};
  const std::string rest = after(request.path, "/api/v1/cron-workflows/argo/");
  const std::string name = rest.substr(0, rest.find('/'));
  Json* const row = find("cron", "/metadata/name", name);
  if (row == nullptr) return {404, {{"code", 5}, {"message", "cronworkflows \"" + name + "\" not found"}}};
  if (request.method == "DELETE") return erase("cron", "/metadata/name", name), Reply{200, Json::object()};
  (*row)["spec"]["suspend"] = rest.ends_with("/suspend");
  return {200, *row};
}

ReplayServer::Reply ReplayServer::tasks(const Request& request) {
  if (request.header("authorization") != "Bearer hush") return {401, {{"code", 401}, {"message", "Unauthorized"}}};
  const std::string path = after(request.path, "/api/v1");
  const std::size_t offset = request.number("offset", 0), limit = request.number("limit", 100);
  if (path == "/admin/scheduled_tasks")
    return {200, {{"items", page("tasks", offset, limit)}, {"total", lists_["tasks"].size()}}};
  if (path == "/admin/scheduled_tasks/executions")
    return {200, {{"items", page("runs", offset, limit)}, {"total", lists_["runs"].size()}}};
  if (path == "/admin/scheduled_tasks/batch_delete") {
    int count = 0;
    const Json body = request.json();
    for (const Json& id : body.at("task_ids")) count += erase("tasks", "/id", id) ? 1 : 0;
    return {200, {{"status", "ok"}, {"count", count}}};
  }
  const std::string rest = path.substr(path.find("scheduled_tasks/") + 16);
  Json* const row = find("tasks", "/id", rest.substr(0, rest.find('/')));
  if (row == nullptr) return {404, {{"code", 404}, {"message", "Task not found"}}};
  if (rest.ends_with("/trigger"))
    return (*row)["is_owner"] == true ? Reply{200, {{"status", "running"}}} : Reply{403, {{"message", "not yours"}}};
  (*row)["status"] = request.json().at("status");
  return {200, {{"status", (*row)["status"]}}};
}

}  // namespace syncwall::test
