// The one place of the server that knows cpp-httplib.
#include "server/http.h"

#include <httplib.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "base/json_text.h"
#include "base/utf8.h"
#include "jobs/job_json.h"
#include "server/keys.h"
#include "server/parameters.h"

namespace syncwall {

namespace {

constexpr std::size_t kMostBody = 4u << 20;  // bytes
constexpr std::size_t kMostIds = 1000;       // of one batch_delete

constexpr const char* kJson = "application/json";
constexpr const char* kBase = "/api/v1";

void fail(httplib::Response& response, int status, std::string_view message) {
  response.status = status;
  response.set_content("{\"code\":" + std::to_string(status) + ",\"message\":" + json_quoted(to_utf8(message)) + "}", kJson);
}

void bad_request(httplib::Response& response, const Problem& problem) {
  fail(response, 400, problem.todo.empty() ? problem.what : problem.what + " (" + problem.todo + ")");
}

std::string member(std::string_view key, std::int64_t value) { return json_quoted(key) + ":" + std::to_string(value); }

std::string items(const std::vector<Job>& jobs) {
  std::string out = "\"items\":[";
  for (const Job& job : jobs) {
    if (out.back() != '[') out += ',';
    append_job_json(out, view_of(job));
  }
  return out += ']';
}

std::string_view word(DeleteResult::Kind kind) {
  switch (kind) {
    case DeleteResult::Kind::Deleted: return "deleted";
    case DeleteResult::Kind::AlreadyGone: return "not_found";
    case DeleteResult::Kind::Forbidden: return "forbidden";
    case DeleteResult::Kind::Failed: return "error";
  }
  return "error";
}

Result<std::vector<std::string>> parse_ids(const std::string& body) {
  const auto json = nlohmann::json::parse(body, nullptr, false);
  const Problem wrong{"the body must be {\"connector_ids\": [up to 1000 strings]}", "", ""};
  if (!json.is_object() || !json.contains("connector_ids")) return wrong;
  const auto& list = json["connector_ids"];
  if (!list.is_array() || list.size() > kMostIds) return wrong;
  std::vector<std::string> ids;
  for (const auto& id : list) {
    if (!id.is_string()) return wrong;
    ids.push_back(id.get<std::string>());
  }
  return ids;
}

}  // namespace

struct Http::State {
  State(Store& s, Options o) : store(s), options(std::move(o)), embedded_hash(options.embedded_key.empty() ? "" : key_hash(options.embedded_key)) {}

  Store& store;
  const Options options;
  const std::string embedded_hash;
  httplib::Server server;
  int port = 0;
  std::jthread thread;

  using Request = httplib::Request;
  using Response = httplib::Response;
  using Handler = std::function<void(const Request&, Response&, const Account&)>;

  std::optional<Account> account_of(const Request& request, Response& response);
  httplib::Server::Handler with_key(bool admin_only, Handler handler);
  void list(const Request& request, Response& response, const Scope& scope);
  void summary(Response& response, const Scope& scope);
  void changes(const Request& request, Response& response, const Scope& scope);
  void remove(const Request& request, Response& response, const Scope& scope);
  void routes();
  void lists_under(const std::string& prefix, bool admin_only);
  void set_up();
};

std::optional<Account> Http::State::account_of(const Request& request, Response& response) {
  const std::string header = request.get_header_value("Authorization");
  if (!header.starts_with("Bearer ")) {
    fail(response, 401, "no API key: send Authorization: Bearer sk-…");
    return std::nullopt;
  }
  const std::string key = header.substr(7);
  if (!embedded_hash.empty() && key_hash(key) == embedded_hash) {
    return Account{"embedded", "demo", "admin@localhost", true};
  }
  const auto account = store.account_of(key);
  if (!account.ok()) {
    fail(response, 500, account.problem().text());
    return std::nullopt;
  }
  if (!account.value()) fail(response, 401, "unknown API key");
  return account.value();
}

httplib::Server::Handler Http::State::with_key(bool admin_only, Handler handler) {
  return [this, admin_only, handler = std::move(handler)](const Request& request, Response& response) {
    const auto account = account_of(request, response);
    if (!account) return;
    if (admin_only && !account->is_admin) return fail(response, 403, "this needs an administrator's key");
    handler(request, response, *account);
  };
}

void Http::State::list(const Request& request, Response& response, const Scope& scope) {
  const auto wanted = parse_page_request(request.params);
  if (!wanted.ok()) return bad_request(response, wanted.problem());
  const auto page = store.page(scope, wanted.value());
  if (!page.ok()) return fail(response, 500, page.problem().text());
  const StoredPage& p = page.value();
  std::string body = "{" + items(p.jobs) + "," + member("total", p.total) + "," + member("revision", static_cast<std::int64_t>(p.revision));
  if (p.next) body += ",\"next_cursor\":" + json_quoted(to_text(*p.next));
  response.set_content(body + "}", kJson);
}

void Http::State::summary(Response& response, const Scope& scope) {
  const auto summary = store.summary(scope);
  if (!summary.ok()) return fail(response, 500, summary.problem().text());
  const JobSummary& s = summary.value();
  response.set_content("{" + member("total_jobs", s.total) + "," + member("pending_jobs", s.of(Status::Pending)) + "," +
                           member("running_jobs", s.of(Status::Running)) + "," + member("completed_jobs", s.of(Status::Completed)) + "," +
                           member("failed_jobs", s.of(Status::Failed)) + "," + member("paused_jobs", s.of(Status::Paused)) + "," +
                           member("revision", static_cast<std::int64_t>(s.revision)) + "}",
                       kJson);
}

void Http::State::changes(const Request& request, Response& response, const Scope& scope) {
  const auto wanted = parse_changes_request(request.params);
  if (!wanted.ok()) return bad_request(response, wanted.problem());
  const auto changes = store.changes(scope, wanted.value().since, wanted.value().limit);
  if (!changes.ok()) return fail(response, 500, changes.problem().text());
  const StoredChanges& c = changes.value();
  if (c.forgotten) return fail(response, 410, "changes since that revision are no longer known: read the list afresh");
  std::string body = "{" + items(c.jobs) + ",\"deleted_ids\":[";
  for (const std::string& id : c.deleted_ids) {
    if (body.back() != '[') body += ',';
    append_json(body, id);
  }
  body += "]," + member("revision", static_cast<std::int64_t>(c.revision)) + ",\"more\":" + (c.more ? "true" : "false") + "}";
  response.set_content(body, kJson);
}

void Http::State::remove(const Request& request, Response& response, const Scope& scope) {
  const auto ids = parse_ids(request.body);
  if (!ids.ok()) return bad_request(response, ids.problem());
  const auto removed = store.remove(scope, ids.value());
  if (!removed.ok()) return fail(response, 500, removed.problem().text());
  std::string results;
  std::int64_t deleted = 0;
  for (const DeleteResult& r : removed.value().results) {
    if (!results.empty()) results += ',';
    results += "{\"id\":" + json_quoted(r.id) + ",\"status\":" + json_quoted(word(r.kind)) + ",\"message\":" + json_quoted(r.message) + "}";
    deleted += r.kind == DeleteResult::Kind::Deleted ? 1 : 0;
  }
  response.set_content("{\"status\":\"ok\"," + member("count", deleted) + ",\"results\":[" + results + "]," +
                           member("revision", static_cast<std::int64_t>(removed.value().revision)) + "}",
                       kJson);
}

void Http::State::lists_under(const std::string& prefix, bool admin_only) {
  const auto scope = [admin_only](const Account& account) { return Scope{admin_only, account.id}; };
  server.Get(prefix, with_key(admin_only, [=, this](const Request& q, Response& r, const Account& a) { list(q, r, scope(a)); }));
  server.Get(prefix + "/summary", with_key(admin_only, [=, this](const Request&, Response& r, const Account& a) { summary(r, scope(a)); }));
  server.Get(prefix + "/changes", with_key(admin_only, [=, this](const Request& q, Response& r, const Account& a) { changes(q, r, scope(a)); }));
  server.Post(prefix + "/batch_delete", with_key(admin_only, [=, this](const Request& q, Response& r, const Account& a) { remove(q, r, scope(a)); }));
}

void Http::State::routes() {
  const std::string base = kBase;
  lists_under(base + "/admin/scheduled_connectors", true);
  lists_under(base + "/scheduled_connectors", false);
  server.Get(base + "/users/current", with_key(false, [](const Request&, Response& r, const Account& a) {
    r.set_content("{\"id\":" + json_quoted(a.id) + ",\"username\":" + json_quoted(a.username) + ",\"email\":" + json_quoted(a.email) +
                      ",\"is_admin\":" + (a.is_admin ? "true" : "false") + "}", kJson);
  }));
  server.Get(base + "/capabilities", with_key(false, [](const Request&, Response& r, const Account&) {
    r.set_content(R"({"can_delete":true,"has_summary":true,"has_changes":true,)"
                  R"("sort_columns":["user_name","collection_name","type","created_at","last_sync_at","status","schedule"],)"
                  R"("filters":["user_filter","collection_filter","type_filter","status_filter"]})", kJson);
  }));
  server.Get(base + "/health", [](const Request&, Response& r) {
    r.set_content(R"({"status":"ok","version":")" SYNCWALL_VERSION R"("})", kJson);
  });
}

void Http::State::set_up() {
  server.set_payload_max_length(kMostBody);
  server.set_tcp_nodelay(true);
  server.set_keep_alive_max_count(1'000'000);
  server.set_keep_alive_timeout(10);
  // One thread per kept connection: enough for a room of dashboards.
  server.new_task_queue = [] { return new httplib::ThreadPool(32); };  // owned by the server, as httplib asks
  server.set_error_handler([](const Request& request, Response& response) {
    if (!response.body.empty()) return;
    switch (response.status) {
      case 404: return fail(response, 404, "EndpointError: there is no " + request.method + " " + to_utf8(request.path));
      case 413: return fail(response, 413, "the body is larger than 4 MiB");
      default: return fail(response, response.status, "the request can't be read");
    }
  });
  server.set_exception_handler([](const Request&, Response& response, const std::exception_ptr&) { fail(response, 500, "an error inside the server"); });
  if (options.observer) {
    server.set_logger([this](const Request& request, const Response& response) {
      options.observer({request.method, request.target, request.body, response.status, response.body});
    });
  }
  routes();
}

Http::Http(std::unique_ptr<State> state) : state_(std::move(state)) {}

Http::~Http() { state_->server.stop(); }

int Http::port() const { return state_->port; }

Result<std::unique_ptr<Http>> Http::start(Store& store, const Options& options) {
  auto state = std::make_unique<State>(store, options);
  state->set_up();
  const bool any = options.port == 0;
  state->port = any ? state->server.bind_to_any_port(options.host.c_str()) : options.port;
  if (state->port < 0 || (!any && !state->server.bind_to_port(options.host.c_str(), options.port))) {
    return Problem{"could not listen on " + options.host + ":" + std::to_string(options.port), "the address is taken or not this machine's",
                   "choose another one with --listen"};
  }
  state->thread = std::jthread([s = state.get()] { s->server.listen_after_bind(); });
  // stop() before the listening has begun would be lost.
  while (!state->server.is_running()) std::this_thread::yield();
  return std::unique_ptr<Http>(new Http(std::move(state)));
}

}  // namespace syncwall
