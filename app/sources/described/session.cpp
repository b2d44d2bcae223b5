#include "sources/described/session.h"

#include <openssl/evp.h>

#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "net/client/refusal.h"
#include "wire/json_fields.h"
#include "wire/secret_text.h"

namespace syncwall::described {

using Kind = RequestError::Kind;
using Json = std::shared_ptr<JsonDocument>;

namespace {

std::string base64(const std::string& text) {
  std::string out(4 * ((text.size() + 2) / 3) + 1, '\0');
  const int n = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  out.resize(static_cast<std::size_t>(n));
  return out;
}

bool among(const std::vector<int>& codes, int status) { return std::ranges::find(codes, status) != codes.end(); }

RequestError no_key(const Problem& problem) { return {Kind::NoKey, problem}; }

}  // namespace

Scope Session::scope(Scope scope) const {
  scope.variables = &server_->variables;
  return scope;
}

bool Session::succeeded(const RequestSpec& spec, int status) {
  return spec.http_codes.empty() ? status >= 200 && status < 300 : among(spec.http_codes, status);
}

Answer<ClientAnswer> Session::send(const RequestSpec& spec, const Scope& scope, const PageParams& page,
                                   bool repeatable) {
  Scope with_secrets = scope;
  with_secrets.secrets = &server_->secrets;
  auto made = make_request(d(), spec, with_secrets, page);
  if (!made.ok()) return RequestError{Kind::BadRequest, made.problem()};
  ClientRequest request = std::move(made).value();
  request.repeatable = repeatable;
  const std::size_t own_headers = request.headers.size();
  for (bool again = false;; again = true) {
    request.headers.resize(own_headers);
    if (const auto in = let_in(request); !in.ok()) return in.problem();
    auto answer = port_->exchange(request);
    if (!answer.ok() || answer.value().status != 401 || d().auth.type == Auth::Type::None) return answer;
    // The door was shut: nothing was done. A token is asked for anew, a key is read anew; once more with another one.
    const std::optional<std::string> refused = std::exchange(credential_, std::nullopt);
    if (again) return answer;
    const auto fresh = credential();
    if (!fresh.ok()) return fresh.problem();
    if (refused == credential_) return answer;
  }
}

void Session::mask(const std::string& secret) {
  constexpr std::size_t kMost = 16;  // tokens end, and others come
  if (std::ranges::find(told_secrets_, secret) != told_secrets_.end()) return;
  if (told_secrets_.size() >= kMost) told_secrets_.erase(told_secrets_.begin());
  told_secrets_.push_back(secret);
}

Answer<Done> Session::let_in(ClientRequest& request) {
  if (d().auth.type == Auth::Type::None) return Done{};
  if (renew_at_ && Clock::now() >= *renew_at_) credential_.reset();
  const auto value = credential();
  if (!value.ok()) return value.problem();
  request.headers.emplace_back(d().auth.header, value.value());
  return Done{};
}

Answer<std::string> Session::credential() {
  if (credential_) return *credential_;
  const Auth& auth = d().auth;
  Scope scope = this->scope();
  scope.secrets = &server_->secrets;
  std::string value;
  if (auth.type == Auth::Type::SessionToken) {
    auto token = log_in();
    if (!token.ok()) return token.problem();
    value = auth.prefix + token.value();
    mask(token.value());
  } else {
    auto secret = header_value(auth.secret, scope, auth.header);
    if (!secret.ok()) return no_key(secret.problem());
    value = auth.prefix + secret.value();
    if (auth.type == Auth::Type::Basic) {
      auto username = header_value(auth.username, scope, "username");
      if (!username.ok()) return no_key(username.problem());
      const std::string encoded = base64(username.value() + ":" + secret.value());
      value = "Basic " + encoded;
      mask(encoded);
    }
    mask(secret.value());
  }
  credential_ = std::move(value);
  return *credential_;
}

Answer<std::string> Session::log_in() {
  const Auth& auth = d().auth;
  Scope scope = this->scope();
  scope.secrets = &server_->secrets;
  for (const std::string& name : d().secrets) {
    auto secret = server_->secrets(name);
    if (!secret.ok()) return no_key(secret.problem());
    mask(secret.value());
  }
  const auto request = make_request(d(), auth.login, scope);
  if (!request.ok()) return RequestError{Kind::BadRequest, request.problem()};
  const auto answer = port_->exchange(request.value());
  if (!answer.ok()) return answer.problem();
  if (!succeeded(auth.login, answer.value().status)) {
    RequestError error = error_of(answer.value(), request.value().path);
    error.problem.what = "the token was refused: " + error.problem.what;
    return error;
  }
  const auto json = good_json(auth.login, answer.value());
  if (!json.ok()) return json.problem();
  const Value token{auth.token_path.find(json.value()->root), std::nullopt};
  const std::string text = token.text().value_or("");
  const bool fits = !text.empty() && std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
  if (!fits) return RequestError{Kind::Nonsense, {"the answer holds no token", request.value().path, ""}};
  renew_at_.reset();
  double seconds = 0;
  const auto expires = auth.expires_path ? auth.expires_path->find(json.value()->root) : std::nullopt;
  if (expires && expires->get(seconds) == simdjson::SUCCESS && seconds > 0) {
    const double left = std::min(seconds, 1e7) - static_cast<double>(auth.margin_s);
    renew_at_ = Clock::now() + std::chrono::milliseconds(static_cast<std::int64_t>(std::max(left, seconds / 2) * 1000));
  }
  return text;
}

Answer<Json> Session::read(const RequestSpec& spec, const Scope& scope, const PageParams& page, ClientAnswer* raw) {
  auto sent = send(spec, scope, page, true);
  if (!sent.ok()) return sent.problem();
  const ClientAnswer answer = std::move(sent).value();
  if (raw != nullptr) *raw = answer;
  if (!succeeded(spec, answer.status)) {
    const auto path = filled(spec.path, scope);
    return error_of(answer, path.value_or(""));
  }
  return good_json(spec, answer);
}

Answer<Json> Session::good_json(const RequestSpec& spec, const ClientAnswer& answer) const {
  auto parsed = parse_json(answer.body.empty() ? "null" : answer.body);
  if (!parsed.ok()) return RequestError{Kind::Nonsense, parsed.problem(), std::nullopt, true};
  const Row row{parsed.value(), parsed.value()->root, std::nullopt};
  Scope scope;
  scope.row = &row;
  if (!spec.ok || holds(*spec.ok, scope)) return parsed.value();
  const std::string reason = reason_in(answer);
  return RequestError{Kind::Nonsense,
                      {"the server answered with an error, although with status " + std::to_string(answer.status),
                       reason.empty() ? "the answer isn't what a good one is by its description" : reason, ""},
                      answer.retry_after_ms,
                      true};
}

std::string Session::reason_in(const ClientAnswer& answer) const {
  const auto parsed = parse_json(answer.body);
  constexpr std::size_t kLongest = 300;
  const auto shown = [&](std::string text) {
    text = one_line(masked_text(text).value_or(text));
    for (const std::string& secret : told_secrets_) {
      for (std::size_t at = text.find(secret); !secret.empty() && at != std::string::npos;
           at = text.find(secret, at + 3))
        text.replace(at, secret.size(), "***");
    }
    return std::string(cut_utf8(text, kLongest));
  };
  if (!parsed.ok()) {
    // Some say it in plain words; a web page tells nobody anything.
    const std::string text = to_utf8(std::string_view(answer.body).substr(0, 4 * kLongest));
    const auto plain = without_blanks(text);
    return plain.starts_with('<') || plain.starts_with('{') || plain.starts_with('[') ? "" : shown(std::string(plain));
  }
  for (const Pointer& place : d().errors) {
    const Value value{place.find(parsed.value()->root), std::nullopt};
    if (value.none()) continue;
    const auto text = value.text();
    const std::string words = text ? *text : std::string(simdjson::minify(*value.element));
    if (!words.empty()) return shown(words);
  }
  return {};
}

RequestError Session::error_of(const ClientAnswer& answer, const std::string& path) const {
  std::vector<std::string_view> secrets(told_secrets_.begin(), told_secrets_.end());
  return refusal(answer, path, reason_in(answer), secrets);
}

}  // namespace syncwall::described
