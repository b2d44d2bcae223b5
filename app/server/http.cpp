// Puts the parts together: connections (Listener), their HTTP (serve_http), whose request it is (Authenticator), what
// it asks (Api), and what is told about it (Metrics, Log).
#include "server/http.h"

#include <algorithm>
#include <semaphore>

#include "base/guarded.h"
#include "server/api.h"
#include "server/authenticator.h"
#include "server/http_session.h"
#include "server/listener.h"
#include "server/metrics.h"

namespace syncwall {

namespace {

// Requests inside the store at a time: each has a database connection, and more of them make nothing faster.
constexpr std::ptrdiff_t kAtWork = 32;

struct Release {
  std::counting_semaphore<>& semaphore;
  ~Release() { semaphore.release(); }
};

std::int64_t microseconds(std::chrono::steady_clock::duration time) { return std::chrono::duration_cast<std::chrono::microseconds>(time).count(); }

}  // namespace

struct Http::State {
  State(Store& s, const Options& o, Api a)
      : store(s), options(o), api(std::move(a)), authenticator(store, o.clock != nullptr ? *o.clock : system_clock, o.throttle, o.embedded_key) {}

  Store& store;
  const Options options;
  SystemClock system_clock;
  Api api;
  Authenticator authenticator;
  Metrics metrics;
  std::counting_semaphore<> at_work{kAtWork};
  Mutex tls_mutex;
  std::shared_ptr<ssl_ctx_st> tls SYNCWALL_GUARDED_BY(tls_mutex);
  std::unique_ptr<Listener> listener;

  HttpAnswer answer(HttpRequest& request);
  HttpAnswer metrics_text();
  void sent(const HttpSent& sent);
  void serve(ClientConnection& connection, Listener::Visit& visit);
  std::shared_ptr<ssl_ctx_st> tls_now() {
    Lock lock(tls_mutex);
    return tls;
  }
};

HttpAnswer Http::State::answer(HttpRequest& request) {
  using Access = Operation::Access;
  const Operation* const operation = api.find(request.method, request.path);
  if (operation == nullptr) return http_error(404, "EndpointError: there is no " + request.method + " " + request.path);
  Account account;
  const bool needs_key = operation->access != Access::Anyone && !(operation->access == Access::LocalOrAdmin && request.loopback);
  if (needs_key) {
    auto found = authenticator.account_of(request);
    if (auto* const refused = std::get_if<HttpAnswer>(&found)) return std::move(*refused);
    account = std::get<Account>(found);
    if (operation->access != Access::User && !account.is_admin) return http_error(403, "this needs an administrator's key");
  }
  if (operation->takes_body) {
    if (auto instead = request.read_body()) return *std::move(instead);
  }
  at_work.acquire();
  const Release release{at_work};
  return operation->run(request, account);
}

HttpAnswer Http::State::metrics_text() {
  auto text = metrics.text(store, listener->counts());
  if (!text.ok()) return http_error(500, text.problem().text());
  HttpAnswer answer;
  answer.body = std::move(text).value();
  answer.type = "text/plain; version=0.0.4; charset=utf-8";
  return answer;
}

void Http::State::sent(const HttpSent& sent) {
  const HttpRequest& request = sent.request;
  const Operation* const operation = api.find(request.method, request.path);
  metrics.answered(operation != nullptr ? request.method : "other", operation != nullptr ? operation->path : "other", sent.status, sent.took);
  if (!sent.whole) metrics.broken_off();
  if (Log* const log = options.log; log != nullptr) {
    // What is slowed has been told often enough.
    const bool failed = (sent.status >= 400 && sent.status != 429) || !sent.whole;
    const auto level = sent.status >= 500 ? Log::Level::Error : failed ? Log::Level::Warn : Log::Level::Debug;
    if (log->wants(level)) {
      constexpr std::size_t kMostPath = 200;
      log->write(level, "request", {{"from", request.address}, {"method", request.method}, {"path", request.path.substr(0, kMostPath)}, {"status", sent.status},
                                    {"bytes", static_cast<std::int64_t>(sent.body.size())}, {"us", microseconds(sent.took)}, {"taken", sent.whole ? "yes" : "no"}});
    }
  }
  if (options.observer) options.observer({request.method, request.target, request.body, sent.status, sent.body});
}

void Http::State::serve(ClientConnection& connection, Listener::Visit& visit) {
  const HttpSite site{[this](HttpRequest& request) { return answer(request); }, [this](const HttpSent& s) { sent(s); }};
  serve_http(connection, visit, options.limits, site);
  if (options.log != nullptr && !connection.tls_fault().empty()) {
    options.log->write(Log::Level::Warn, "no TLS", {{"from", connection.address()}, {"why", connection.tls_fault()}});
  }
}

Http::Http(std::unique_ptr<State> state) : state_(std::move(state)) {}

Http::~Http() {
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
  s->api.add({"GET", "/metrics", Operation::Access::LocalOrAdmin, false, [s](const HttpRequest&, const Account&) { return s->metrics_text(); }});
  const auto loaded = http->reload_tls();
  if (!loaded.ok()) return loaded.problem();
  Listener::Options listen;
  listen.host = options.host;
  listen.port = options.port;
  listen.plain_beyond_loopback = options.insecure_http;
  listen.most_connections = options.most_connections;
  listen.limits = options.limits;
  if (!options.tls.certificate.empty()) listen.tls = [s] { return s->tls_now(); };
  auto listener = Listener::start(listen, [s](ClientConnection& connection, Listener::Visit& visit) { s->serve(connection, visit); });
  if (!listener.ok()) return listener.problem();
  s->listener = std::move(listener).value();
  return http;
}

}  // namespace syncwall
