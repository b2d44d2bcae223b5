#include "server/authenticator.h"

#include "jobs/time_text.h"
#include "server/keys.h"

namespace syncwall {

Authenticator::Authenticator(Store& store, const Clock& clock, const Throttle::Options& throttle, const std::string& embedded_key)
    : store_(store), clock_(clock), throttle_(clock, throttle), embedded_hash_(embedded_key.empty() ? "" : key_hash(embedded_key)) {}

HttpAnswer Authenticator::refused(const HttpRequest& request, std::string_view why) {
  const std::int64_t wait_ms = throttle_.failed(request.address);
  HttpAnswer answer = wait_ms == 0 ? http_error(401, why) : http_error(429, "too many requests without a known API key from this address");
  if (wait_ms == 0) {
    answer.headers.emplace_back("WWW-Authenticate", "Bearer");
  } else {
    answer.headers.emplace_back("Retry-After", std::to_string((wait_ms + 999) / 1000));
    answer.close = true;  // each guess costs a connection
  }
  return answer;
}

std::variant<Account, HttpAnswer> Authenticator::account_of(const HttpRequest& request) {
  constexpr std::string_view kScheme = "Bearer ";
  if (!request.authorization.starts_with(kScheme)) return refused(request, "no API key: send Authorization: Bearer sk-…");
  const std::string_view key = std::string_view(request.authorization).substr(kScheme.size());
  if (!embedded_hash_.empty() && same_hash(key_hash(key), embedded_hash_)) return Account{"embedded", "demo", "admin@localhost", true};
  const auto found = store_.find_key(key);
  if (!found.ok()) return http_error(500, found.problem().text());
  if (!found.value()) return refused(request, "unknown API key");
  const KeyInfo& info = *found.value();
  if (info.expires != 0 && info.expires <= clock_.wall_ms()) {
    HttpAnswer answer = http_error(401, "this API key expired on " + utc_time_text(info.expires) + ": ask for a new one");
    answer.headers.emplace_back("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    return answer;
  }
  return info.account;
}

}  // namespace syncwall
