#include "sources/open_source.h"

#include <cstdlib>
#include <utility>

#include "base/utf8.h"
#include "sources/described/load.h"
#include "sources/h2ogpte_source.h"
#include "sources/syncwall_client.h"

namespace syncwall {

using Kind = RequestError::Kind;

namespace {

bool sends_no_secret(const SourceSettings& settings) {
  return settings.described && settings.described->description->secrets.empty();
}

Result<std::unique_ptr<HttpClient>> make_client(const SourceSettings& settings) {
  auto address = parse_server_address(settings.url);
  if (!address.ok()) return address.problem();
  auto proxy = proxy_for(address.value(), settings.proxy,
                         [](const char* variable) -> const char* { return std::getenv(variable); });
  if (!proxy.ok()) return proxy.problem();
  return HttpClient::make({.address = std::move(address).value(),
                           .proxy = std::move(proxy).value(),
                           .key = settings.key,
                           .ca_file = settings.ca_file,
                           .identity = settings.identity,
                           .insecure_http = settings.insecure_http || sends_no_secret(settings),
                           .limits = settings.limits,
                           .max_answer_bytes = kMaxAnswerBytes,
                           .error_message = decode_error_message,
                           .journal = settings.journal});
}

// Finds out with the first request what it is talking to, and is that from then on.
class AutoSource final : public JobSource {
 public:
  AutoSource(std::unique_ptr<HttpClient> http, std::shared_ptr<RequestPool> pool)
      : http_(std::move(http)), client_(http_.get()), pool_(std::move(pool)) {}

  Answer<Account> account() override {
    return ask<Account>([](JobSource& source) { return source.account(); });
  }
  Answer<Capabilities> capabilities() override {
    return ask<Capabilities>([](JobSource& source) { return source.capabilities(); });
  }
  Answer<JobPage> page(const Query& query, const std::string& cursor, int limit) override {
    return ask<JobPage>([&](JobSource& source) { return source.page(query, cursor, limit); });
  }
  void pace(std::int64_t walk_ms) override {
    if (source_) source_->pace(walk_ms);
  }
  Answer<JobSummary> summary() override {
    return ask<JobSummary>([](JobSource& source) { return source.summary(); });
  }
  Answer<JobChanges> changes(const Revision& since) override {
    return ask<JobChanges>([&](JobSource& source) { return source.changes(since); });
  }
  Answer<OrderAnswer> carry_out(const Order& order) override {
    return ask<OrderAnswer>([&](JobSource& source) { return source.carry_out(order); });
  }
  Answer<OrderAnswer> outcome(const Order& order) override {
    return ask<OrderAnswer>([&](JobSource& source) { return source.outcome(order); });
  }
  Answer<AuditAnswer> audit(const std::string& cursor, int limit) override {
    return ask<AuditAnswer>([&](JobSource& source) { return source.audit(cursor, limit); });
  }
  std::string server() const override { return client_->server(); }
  std::optional<std::int64_t> clock_ahead_ms() const override { return client_->clock_ahead_ms(); }
  void cancel() override {
    client_->cancel();
    pool_->cancel();
  }

 private:
  template <class T, class Function>
  Answer<T> ask(Function function) {
    if (!source_) {
      if (const Answer<Done> found = find_out(); !found.ok()) {
        RequestError error = found.problem();
        error.maybe_done = false;  // what was asked for hasn't been sent yet
        return error;
      }
    }
    return function(*source_);
  }

  static bool has_no_such_thing(const RequestError& error) {
    return error.kind == Kind::BadRequest || error.kind == Kind::Nonsense;
  }

  Answer<Done> find_out() {
    Answer<std::string> offered = http_->get("/capabilities");
    if (offered.ok() && decode_capabilities(offered.value()).ok()) {
      source_ = std::make_unique<SyncwallClient>(std::move(http_));
      return Done{};
    }
    if (!offered.ok() && !has_no_such_thing(offered.problem())) return offered.problem();
    for (const bool from_root : {false, true}) {
      const Answer<std::string> spec =
          from_root ? http_->get_from_root("/api-spec.yaml") : http_->get("/api-spec.yaml");
      if (spec.ok() && spec.value().find("scheduled_connectors") != std::string::npos) {
        source_ = std::make_unique<H2ogpteSource>(std::move(http_), pool_);
        return Done{};
      }
      if (!spec.ok() && !has_no_such_thing(spec.problem())) return spec.problem();
    }
    return RequestError{Kind::Nonsense,
                        {server() + " is neither a Syncwall nor an h2oGPTe server",
                         offered.ok() ? "/capabilities answers something else" : offered.problem().text(),
                         "check the address, or say what it is with --source"}};
  }

  std::unique_ptr<HttpClient> http_;  // until it is known what speaks through it
  HttpClient* const client_;          // the same, for good: cancel() may come at any time
  const std::shared_ptr<RequestPool> pool_;
  std::unique_ptr<JobSource> source_;
};

}  // namespace

Result<std::unique_ptr<JobSource>> open_source(const SourceSettings& settings) {
  Result<std::unique_ptr<HttpClient>> http = make_client(settings);
  if (!http.ok()) return http.problem();
  if (settings.kind == SourceKind::Described)
    return described::make_described_source(settings.described,
                                            std::make_unique<described::ClientPort>(std::move(http).value()));
  auto pool = std::make_shared<RequestPool>([settings] { return make_client(settings); });
  std::unique_ptr<JobSource> source;
  switch (settings.kind) {
    case SourceKind::Auto:
      source = std::make_unique<AutoSource>(std::move(http).value(), std::move(pool));
      break;
    case SourceKind::Syncwall:
      source = std::make_unique<SyncwallClient>(std::move(http).value());
      break;
    case SourceKind::H2ogpte:
      source = std::make_unique<H2ogpteSource>(std::move(http).value(), std::move(pool));
      break;
    case SourceKind::Described:
      break;
  }
  return source;
}

}  // namespace syncwall
