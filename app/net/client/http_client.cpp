#include "net/client/http_client.h"

#include <algorithm>
#include <utility>

#include "base/clock.h"
#include "net/client/answer_reader.h"
#include "net/client/refusal.h"
#include "net/client/tunnel.h"
#include "net/http_date.h"

namespace syncwall {

using Fault = NetFault::Kind;

using Kind = RequestError::Kind;

namespace {

// Nobody's key has blanks or control characters; in a header they would end it.
bool key_fits(const std::string& key) {
  return !key.empty() && std::ranges::all_of(key, [](char c) { return c > ' ' && c < 0x7F; });
}

}  // namespace

// One request and what came back.
struct HttpClient::Exchange {
  std::string path, request;           // all of it, with the key
  std::optional<AnswerReader> answer;  // none: not sent yet
  bool sent = false;                   // some of it, at least once

  [[nodiscard]] bool answered() const { return answer && answer->state() == AnswerReader::State::Whole; }
};

Result<std::unique_ptr<HttpClient>> HttpClient::make(HttpSettings settings) {
  const ServerAddress& address = settings.address;
  const bool open_proxy = settings.proxy && !settings.proxy->address.loopback();
  if (!address.tls && (open_proxy || !address.loopback()) && !settings.insecure_http) {
    const std::string whom = open_proxy ? "the proxy " + settings.proxy->address.text() : address.text();
    return Problem{"the key would cross the network unencrypted to " + whom, "http:// is not encrypted",
                   "use https://, or allow it with --insecure-http"};
  }
  return std::unique_ptr<HttpClient>(new HttpClient(std::move(settings)));
}

HttpClient::HttpClient(HttpSettings settings)
    : settings_(std::move(settings)),
      tls_(settings_.address.host, settings_.ca_file, settings_.identity),
      transport_(settings_.proxy ? settings_.proxy->address.host : settings_.address.host,
                 settings_.proxy ? settings_.proxy->address.port : settings_.address.port, settings_.limits) {}
HttpClient::~HttpClient() = default;

std::string HttpClient::server() const { return settings_.address.text(); }
void HttpClient::cancel() { transport_.cancel(); }

Answer<std::string> HttpClient::get(const std::string& path) { return noted("GET", "/api/v1" + path, ""); }
Answer<std::string> HttpClient::get_from_root(const std::string& path) { return noted("GET", path, ""); }
Answer<std::string> HttpClient::post(const std::string& path, std::string json) {
  return noted("POST", "/api/v1" + path, std::move(json));
}

Answer<std::string> HttpClient::noted(const char* method, const std::string& path, std::string json) {
  if (!settings_.journal) return ask(method, path, std::move(json));
  const SystemClock clock;
  const TickMs begun = clock.ticks_ms();
  RequestRecord record{clock.wall_ms(), 0, method, path.substr(0, path.find('?')), 0, ""};
  Answer<std::string> answer = ask(method, path, std::move(json));
  record.ms = clock.ticks_ms() - begun;
  if (answer.ok()) record.bytes = static_cast<std::int64_t>(answer.value().size());
  if (!answer.ok()) record.failure = answer.problem().text();
  settings_.journal->add(std::move(record));
  return answer;
}

Answer<std::string> HttpClient::key() {
  if (key_) return *key_;
  Result<std::string> key = settings_.key();
  if (!key.ok()) return RequestError{Kind::NoKey, key.problem()};
  if (!key_fits(key.value())) {
    return RequestError{Kind::NoKey,
                        {"the key is not usable", "it is empty or has characters that no key has", "check the key"}};
  }
  key_ = std::move(key).value();
  return *key_;
}

Answer<std::string> HttpClient::ask(const char* method, const std::string& path, std::string json) {
  const Answer<std::string> secret = key();
  if (!secret.ok()) return secret.problem();
  Exchange exchange;
  exchange.path = settings_.address.prefix + path;
  std::vector<std::pair<std::string, std::string>> headers = {{"Authorization", "Bearer " + secret.value()},
                                                              {"Accept", "application/json"}};
  if (!json.empty()) headers.emplace_back("Content-Type", "application/json");
  exchange.request = head(method, exchange.path, headers, json.size()) + json;
  send_well(exchange, true);
  if (!exchange.answered()) {
    RequestError error = broken(exchange);
    error.maybe_done = exchange.sent;
    return error;
  }
  note_date(exchange);
  if (exchange.answer->status() < 200 || exchange.answer->status() >= 300) return refused(exchange);
  std::string body = std::move(exchange.answer->body());
  if (body.starts_with("\xEF\xBB\xBF")) body.erase(0, 3);  // a byte-order mark, as some servers begin JSON with
  return body;
}

Answer<ClientAnswer> HttpClient::exchange(const ClientRequest& request) {
  if (!settings_.journal) return exchange_unnoted(request);
  const SystemClock clock;
  const TickMs begun = clock.ticks_ms();
  RequestRecord record{clock.wall_ms(), 0, request.method, request.path.substr(0, request.path.find('?')), 0, ""};
  Answer<ClientAnswer> answer = exchange_unnoted(request);
  record.ms = clock.ticks_ms() - begun;
  if (answer.ok()) record.bytes = static_cast<std::int64_t>(answer.value().body.size());
  if (answer.ok() && answer.value().status >= 400) record.failure = refusal_text(answer.value().status, request.path);
  if (!answer.ok()) record.failure = answer.problem().text();
  settings_.journal->add(std::move(record));
  return answer;
}

Answer<ClientAnswer> HttpClient::exchange_unnoted(const ClientRequest& request) {
  Exchange exchange;
  exchange.path = settings_.address.prefix + request.path;
  exchange.request = head(request.method, exchange.path, request.headers, request.body.size()) + request.body;
  send_well(exchange, request.repeatable);
  if (!exchange.answered()) {
    RequestError error = broken(exchange);
    error.maybe_done = exchange.sent;
    return error;
  }
  note_date(exchange);
  AnswerReader& read = *exchange.answer;
  if (read.status() == 407 && settings_.proxy)
    return refused_by_proxy(why_no_basic(read.headers("Proxy-Authenticate")));
  ClientAnswer answer{read.status(), std::move(read.body()), std::string(read.header("Link")),
                      std::string(read.header("Location")), retry_after_ms(read)};
  if (answer.body.starts_with("\xEF\xBB\xBF")) answer.body.erase(0, 3);
  return answer;
}

void HttpClient::send_well(Exchange& exchange, bool repeatable) {
  if (!repeatable) transport_.disconnect();
  send(exchange);
  // The server may close a kept connection at the very moment we use it.
  const Fault fault = transport_.fault().kind;
  const bool went_stale = !exchange.answered() && !transport_.connected_afresh() && !transport_.any_byte_read() &&
                          (fault == Fault::Closed || fault == Fault::Broken);
  if (went_stale) send(exchange);
}

std::string HttpClient::head(const std::string& method, const std::string& path,
                             const std::vector<std::pair<std::string, std::string>>& headers,
                             std::size_t body_size) const {
  const ServerAddress& server = settings_.address;
  const bool to_proxy = settings_.proxy && !server.tls;
  std::string head = method;
  head += (to_proxy ? " http://" + server.authority() : " ") + path + " HTTP/1.1\r\nHost: " + server.authority();
  for (const auto& [name, value] : headers) head.append("\r\n").append(name).append(": ").append(value);
  head += "\r\nAccept-Encoding: ";
  head += server.loopback() ? "identity" : "gzip";  // on this machine bytes cost less than packing them
  head += "\r\nUser-Agent: syncwall\r\n";
  if (to_proxy && !settings_.proxy->authorization.empty())
    head += "Proxy-Authorization: " + settings_.proxy->authorization + "\r\n";
  if (body_size > 0 || method == "POST" || method == "PUT" || method == "PATCH")
    head += "Content-Length: " + std::to_string(body_size) + "\r\n";
  return head + "\r\n";
}

bool HttpClient::connect() {
  // What lies there unread belongs to no request of ours.
  if (transport_.connected() && !transport_.leftover()) return true;
  if (!transport_.connect()) return false;
  if (tunnelled() && !open_tunnel(transport_, settings_.address, *settings_.proxy, settings_.limits.header_bytes))
    return false;
  return !settings_.address.tls || transport_.secure(tls_);
}

void HttpClient::send(Exchange& exchange) {
  transport_.begin_request();
  AnswerReader& answer =
      exchange.answer.emplace(AnswerReader::Limits{settings_.max_answer_bytes, settings_.limits.header_bytes});
  if (connect() && transport_.write(exchange.request)) {
    while (!answer.over()) {
      const std::string_view bytes = transport_.receive();
      if (bytes.empty() && transport_.fault().kind == Fault::Closed && answer.state() == AnswerReader::State::Body)
        answer.end();
      if (bytes.empty()) break;
      transport_.consume(answer.feed(bytes));
    }
  }
  exchange.sent = exchange.sent || transport_.any_byte_sent();
  if (!answer.keeps_connection()) transport_.disconnect();
}

// The header says whole seconds; the answer was made some time before it was read.
void HttpClient::note_date(const Exchange& exchange) {
  constexpr std::int64_t kHalfSecond = 500;
  const auto date = parse_http_date(exchange.answer->header("Date"));
  if (date) clock_ahead_ms_ = *date + kHalfSecond - SystemClock().wall_ms();
}

// No whole answer: why not.
RequestError HttpClient::broken(const Exchange& exchange) const {
  const std::string server = settings_.address.text(), proxy = settings_.proxy ? settings_.proxy->address.text() : "";
  const std::string received = std::to_string(exchange.answer->body().size());
  const std::string& why = transport_.fault().why;
  if (exchange.answer->over()) return unsound(exchange);
  switch (transport_.fault().kind) {
    case Fault::Cancelled:
      return {Kind::Cancelled, {"cancelled", "", ""}};
    case Fault::Connect:
      if (!proxy.empty())
        return {Kind::Unreachable,
                {"could not reach " + server, "the proxy " + proxy + ": " + why,
                 "it stands in " + settings_.proxy->from + "; --proxy none goes without one"}};
      return {Kind::Unreachable, {"could not reach " + server, why, "check the address and that the server runs"}};
    case Fault::Proxy:
      return {Kind::Unreachable,
              {"could not reach " + server, "the proxy " + proxy + " " + why,
               "it stands in " + settings_.proxy->from + "; NO_PROXY names servers that need none"}};
    case Fault::ProxyRefused:
      return refused_by_proxy(why);
    case Fault::Certificate:
      return {Kind::Unreachable,
              {"could not trust " + server, why, "check the address; name your own authority with --ca-file"}};
    case Fault::Identity:
      return {Kind::Unreachable,
              {server + " doesn't take this client", why, "name your certificate with --client-cert and --client-key"}};
    case Fault::Tls:
      return {Kind::Unreachable, {"could not speak TLS with " + server, why, ""}};
    case Fault::Silent:
      if (exchange.answer->status() == 0) return {Kind::Unreachable, {server + " doesn't answer", why, ""}};
      return {Kind::Unreachable,
              {"the answer stopped after " + received + " bytes", "half an answer, then " + why, ""}};
    case Fault::Slow:
      return {Kind::Unreachable, {"the answer stopped after " + received + " bytes", why, ""}};
    case Fault::Closed:
    case Fault::Broken:
      if (!transport_.any_byte_read()) return {Kind::Unreachable, {server + " broke off without an answer", why, ""}};
      return {Kind::Unreachable, {"the answer broke off after " + received + " bytes", "half an answer: " + why, ""}};
    case Fault::TooLong:
      return {Kind::TooLarge, {"the answer is too large", "an answer that goes on and on: " + why, ""}};
    case Fault::None:
      break;
  }
  return unsound(exchange);
}

// What came is no answer of HTTP's, or too much.
RequestError HttpClient::unsound(const Exchange& exchange) const {
  const AnswerReader& answer = *exchange.answer;
  if (answer.state() == AnswerReader::State::TooLarge) {
    return {
        Kind::TooLarge,
        {"the answer is too large", "an answer over " + std::to_string(settings_.max_answer_bytes >> 20) + " MiB", ""}};
  }
  if (answer.state() == AnswerReader::State::TooLong) {
    return {Kind::TooLarge, {"the answer is too large", "an answer that goes on and on: " + answer.why(), ""}};
  }
  if (answer.status() == 0) {
    return {
        Kind::Nonsense,
        {settings_.address.text() + " doesn't speak HTTP", answer.why(), "check the address, and http:// or https://"}};
  }
  return {Kind::Nonsense,
          {"the answer is broken", answer.why() + ", after " + std::to_string(answer.body().size()) + " bytes", ""}};
}

RequestError HttpClient::refused_by_proxy(const std::string& why) const {
  const Proxy& proxy = *settings_.proxy;
  const bool known = !proxy.authorization.empty();
  std::string said = "the proxy " + proxy.address.text() +
                     (known ? " refuses its user name or password (407)" : " wants a user name and a password (407)");
  if (!why.empty()) said += ": " + why;
  return {Kind::Unreachable,
          {"could not reach " + settings_.address.text(), std::move(said),
           "put them into " + proxy.from + " as http://user:password@host:port"}};
}

// A whole answer, but not of success.
RequestError HttpClient::refused(const Exchange& exchange) {
  const AnswerReader& read = *exchange.answer;
  if (read.status() == 407 && settings_.proxy)
    return refused_by_proxy(why_no_basic(read.headers("Proxy-Authenticate")));
  const ClientAnswer answer{read.status(), "", "", std::string(read.header("Location")), retry_after_ms(read)};
  const std::string key = key_.value_or(""), basic = secret_of_proxy();
  RequestError error =
      refusal(answer, exchange.path, settings_.error_message ? settings_.error_message(read.body()) : std::string(),
              {key, basic});
  if (answer.status == 401) {
    key_.reset();  // maybe replaced by now: asked for again before the next try
    error.problem.todo = "check the key; it is read again before each try";
  }
  return error;
}

std::string HttpClient::secret_of_proxy() const {
  const bool known = settings_.proxy && !settings_.proxy->authorization.empty();
  return known ? settings_.proxy->authorization.substr(6) : std::string();
}

std::string url_encoded(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

}  // namespace syncwall
