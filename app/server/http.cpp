// Puts the parts together: connections (Listener), their HTTP (serve_http), whose request it is (Authenticator), what
// it asks (Api), and what is recorded of it (Metrics, Log).
#include "server/http.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <variant>

#include "base/guarded.h"
#include "net/server/budget.h"
#include "net/server/http_session.h"
#include "net/server/listener.h"
#include "net/server/turns.h"
#include "server/api.h"
#include "server/authenticator.h"
#include "server/health.h"
#include "server/metrics.h"
#include "server/request_log.h"
#include "server/store_failed.h"

namespace syncwall {

namespace {

constexpr std::chrono::milliseconds kTurnPatience{10'000};
constexpr Turns::Options kWriters{1, 1, 64, kTurnPatience};  // they wait for one another in the store anyway
constexpr std::size_t kBodyBytes = 64u << 20;                // of all connections together
constexpr std::size_t kAnswerBytes = 256u << 20;             // as they are sent, mostly compressed

// The store's read connections, shared out so that whoever has a turn finds one free: a quarter for look-ups of keys,
// one for what the store does by itself, the rest for operations, of which one account gets three quarters.
Turns::Options key_lookups_of(const JobStore& store) {
  const auto n = static_cast<std::size_t>(std::max(1, store.most_readers() / 4));
  return {n, n, 1'000, kTurnPatience};
}
Turns::Options readers_of(const JobStore& store) {
  const auto all = static_cast<std::size_t>(std::max(1, store.most_readers())),
             others = key_lookups_of(store).at_once + 1;
  const std::size_t n = all > others ? all - others : 1;
  return {n, std::max<std::size_t>(1, n * 3 / 4), 1'000, kTurnPatience};
}

HttpAnswer try_later(std::string_view message) {
  HttpAnswer answer = http_error(503, message);
  answer.headers.emplace_back("Retry-After", "2");
  return answer;
}

}  // namespace

struct Http::State {
  State(Store& s, const Options& o, Api a)
      : store(s),
        options(o),
        api(std::move(a)),
        authenticator(store, o.clock != nullptr ? *o.clock : system_clock, o.throttle, o.embedded_key),
        log(o.log),
        health(s, o.clock != nullptr ? *o.clock : system_clock) {}

  Store& store;
  const Options options;
  SystemClock system_clock;
  Api api;
  Authenticator authenticator;
  Metrics metrics;
  RequestLog log;
  Health health;
  Turns readers{readers_of(store)}, writers{kWriters}, key_lookups{key_lookups_of(store)};
  Budget bodies{kBodyBytes}, answers{kAnswerBytes};
  Mutex tls_mutex;
  std::shared_ptr<ssl_ctx_st> tls SYNCWALL_GUARDED_BY(tls_mutex);
  std::unique_ptr<Listener> listener;

  HttpAnswer answer(HttpRequest& request);
  HttpAnswer answer_of(const Operation& operation, HttpRequest& request);
  HttpAnswer work(const Operation& operation, const HttpRequest& request, const Account& account);
  std::variant<Account, HttpAnswer> account_of(HttpRequest& request);
  void log_failure(const HttpRequest& request, HttpAnswer& answer);
  HttpAnswer health_report();
  HttpAnswer metrics_text();
  void sent(const HttpSent& sent);
  void serve(ClientConnection& connection, Listener::Slot& slot);
  std::shared_ptr<ssl_ctx_st> tls_now() {
    Lock lock(tls_mutex);
    return tls;
  }
};

HttpAnswer Http::State::answer(HttpRequest& request) {
  const Operation* const operation = api.find(request.method, request.path);
  if (operation == nullptr) return http_error(404, "EndpointError: there is no " + request.method + " " + request.path);
  HttpAnswer answer = answer_of(*operation, request);
  if (answer.fault) log_failure(request, answer);
  return answer;
}

HttpAnswer Http::State::answer_of(const Operation& operation, HttpRequest& request) {
  using Access = Operation::Access;
  Account account;
  const bool needs_key =
      operation.access != Access::Anyone && !(operation.access == Access::LocalOrAdmin && request.loopback);
  if (needs_key) {
    auto found = account_of(request);
    if (auto* const refused = std::get_if<HttpAnswer>(&found)) return std::move(*refused);
    account = std::get<Account>(found);
    if (operation.access != Access::User && !account.is_admin)
      return http_error(403, "this needs an administrator's key");
  }
  if (operation.body_bytes > 0) {
    if (auto instead = request.read_body(operation.body_bytes)) return *std::move(instead);
  }
  return work(operation, request, account);
}

std::variant<Account, HttpAnswer> Http::State::account_of(HttpRequest& request) {
  const auto turn = key_lookups.take("");
  if (!turn) return try_later("the server is busy: try later");
  return authenticator.account_of(request);
}

HttpAnswer Http::State::work(const Operation& operation, const HttpRequest& request, const Account& account) {
  using Work = Operation::Work;
  if (operation.work == Work::None) return operation.run(request, account);
  const auto turn = (operation.work == Work::Write ? writers : readers).take(account.id);
  if (!turn)
    return try_later(operation.work == Work::Write ? "too much is being changed at once: try later"
                                                   : "too much is being asked at once: try later");
  HttpAnswer answer = operation.run(request, account);
  compress(request, answer);  // still in its turn: it takes as much memory and more
  return answer;
}

// The reason is for who runs the server; the client gets an id to ask about.
void Http::State::log_failure(const HttpRequest& request, HttpAnswer& answer) {
  const InternalFault& fault = *answer.fault;
  const std::string id = log.failed(request, fault);
  const bool later = fault.retry_after_s > 0;
  HttpAnswer shown =
      http_error(later ? 503 : 500, std::string(fault.shown) + ": the server's log says why under " + id);
  if (later) shown.headers.emplace_back("Retry-After", std::to_string(fault.retry_after_s));
  shown.close = answer.close;
  answer = std::move(shown);
}

HttpAnswer Http::State::health_report() {
  const DatabaseFault fault = health.now();
  HttpAnswer answer;
  nlohmann::ordered_json body;
  if (fault != DatabaseFault::None) {
    answer.status = 503;
    body["code"] = answer.status;
    body["message"] = words_of(fault);
  }
  body["status"] = name_of(fault);
  body["version"] = SYNCWALL_VERSION;
  answer.body = body.dump();
  return answer;
}

HttpAnswer Http::State::metrics_text() {
  auto text = metrics.text(store, listener->counts());
  if (!text.ok()) return store_failed(text.problem());
  HttpAnswer answer;
  answer.body = std::move(text).value();
  answer.type = "text/plain; version=0.0.4; charset=utf-8";
  return answer;
}

void Http::State::sent(const HttpSent& sent) {
  const HttpRequest& request = sent.request;
  const Operation* const operation = api.find(request.method, request.path);
  metrics.answered(operation != nullptr ? request.method : "other", operation != nullptr ? operation->path : "other",
                   sent.status, sent.took);
  if (!sent.whole) metrics.broken_off();
  log.sent(sent, operation != nullptr);
  if (options.observer) options.observer({request.method, request.target, request.body, sent.status, sent.body});
}

void Http::State::serve(ClientConnection& connection, Listener::Slot& slot) {
  const HttpSite site{[this](HttpRequest& request) { return answer(request); }, [this](const HttpSent& s) { sent(s); },
                      options.observer != nullptr, &bodies, &answers};
  serve_http(connection, slot, site);
  if (!connection.tls_fault().empty()) log.no_tls(connection.address(), connection.tls_fault());
}

Http::Http(std::unique_ptr<State> state) : state_(std::move(state)) {}

Http::~Http() {
  // Whoever waits for a turn must be through before the patience with its connection ends.
  for (Turns* turns : {&state_->readers, &state_->key_lookups}) turns->stop(state_->options.patience / 2);
  state_->writers.stop(std::chrono::milliseconds(0));  // one of them may take that long by itself
  if (state_->listener) state_->listener->stop(state_->options.patience);
}

int Http::port() const { return state_->listener->port(); }

Result<Done> Http::reload_tls() {
  if (state_->options.tls.certificate.empty()) return Done{};
  auto fresh = load_tls(state_->options.tls);
  if (!fresh.ok()) return fresh.problem();
  Lock lock(state_->tls_mutex);
  state_->tls = std::move(fresh).value();
  return Done{};
}

Result<std::unique_ptr<Http>> Http::start(Store& store, const Options& options) {
  auto api = Api::make(store);
  if (!api.ok()) return api.problem();
  std::unique_ptr<Http> http(new Http(std::make_unique<State>(store, options, std::move(api).value())));
  State* const s = http->state_.get();
  using Access = Operation::Access;
  using Work = Operation::Work;
  s->api.add({"GET", "/metrics", Access::LocalOrAdmin, Work::Read, 0,
              [s](const HttpRequest&, const Account&) { return s->metrics_text(); }});
  s->api.add({"GET", "/api/v1/health", Access::Anyone, Work::None, 0,
              [s](const HttpRequest&, const Account&) { return s->health_report(); }});
  const auto loaded = http->reload_tls();
  if (!loaded.ok()) return loaded.problem();
  Listener::Options listen;
  listen.host = options.host;
  listen.port = options.port;
  listen.plain_beyond_loopback = options.insecure_http;
  listen.most_connections = options.most_connections;
  listen.most_strangers_each = options.most_strangers_each;
  listen.limits = options.limits;
  if (!options.tls.certificate.empty()) listen.tls = [s] { return s->tls_now(); };
  auto listener =
      Listener::start(listen, [s](ClientConnection& connection, Listener::Slot& slot) { s->serve(connection, slot); });
  if (!listener.ok()) return listener.problem();
  s->listener = std::move(listener).value();
  return http;
}

}  // namespace syncwall
