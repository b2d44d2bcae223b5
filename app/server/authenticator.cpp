#include "server/authenticator.h"

#include <optional>
#include <string_view>

#include "base/time_text.h"
#include "server/store_failed.h"
#include "store/keys.h"

namespace syncwall {

namespace {

// What follows the scheme, whose letters' case doesn't matter (RFC 9110, 11.1), and one blank or more.
std::optional<std::string_view> bearer_key(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer ";
  if (authorization.size() <= kScheme.size()) return std::nullopt;
  for (std::size_t i = 0; i < kScheme.size(); ++i) {
    const char c = authorization[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != kScheme[i]) return std::nullopt;
  }
  const std::size_t key = authorization.find_first_not_of(' ', kScheme.size());
  if (key == std::string_view::npos) return std::nullopt;
  return authorization.substr(key);
}

}  // namespace

Authenticator::Authenticator(KeyStore& store, const Clock& clock, const Throttle::Options& throttle,
                             const std::string& embedded_key)
    : store_(store),
      clock_(clock),
      throttle_(clock, throttle),
      embedded_hash_(embedded_key.empty() ? "" : key_hash(embedded_key)) {}

HttpAnswer Authenticator::refused(const HttpRequest& request, std::string_view why) {
  const std::int64_t wait_ms = throttle_.failed(request.address);
  HttpAnswer answer = wait_ms == 0 ? http_error(401, why)
                                   : http_error(429, "too many requests without a known API key from this address");
  if (wait_ms == 0) {
    answer.headers.emplace_back("WWW-Authenticate", "Bearer");
  } else {
    answer.headers.emplace_back("Retry-After", std::to_string((wait_ms + 999) / 1000));
    answer.close = true;  // each guess costs a connection
  }
  return answer;
}

std::variant<Account, HttpAnswer> Authenticator::account_of(HttpRequest& request) {
  const auto key = bearer_key(request.authorization);
  request.known_key = false;
  if (!key) return refused(request, "no API key: send Authorization: Bearer sk-…");
  if (!embedded_hash_.empty() && same_hash(key_hash(*key), embedded_hash_)) {
    request.known_key = true;
    return Account{"embedded", "demo", "admin@localhost", true};
  }
  const auto found = store_.find_key(*key);
  if (!found.ok()) return store_failed(found.problem());
  if (!found.value()) return refused(request, "unknown API key");
  const KeyInfo& info = *found.value();
  if (info.expires != 0 && info.expires <= clock_.wall_ms()) {
    HttpAnswer answer =
        http_error(401, "this API key expired on " + utc_time_text(info.expires) + ": ask for a new one");
    answer.headers.emplace_back("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    return answer;
  }
  request.known_key = true;
  return info.account;
}

}  // namespace syncwall
