#include "sources/http_client.h"

#include <httplib.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/clock.h"
#include "base/utf8.h"
#include "sources/http_date.h"
#include "wire/job_decode.h"

namespace syncwall {

using Kind = SourceError::Kind;

namespace {

// What the HTTP library reads from and writes to. Buffering, limits and waiting are the transport's.
class TransportStream final : public httplib::Stream {
 public:
  explicit TransportStream(Transport& transport) : transport_(transport) {}
  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  ssize_t read(char* to, std::size_t size) override {
    const ssize_t n = transport_.read(to, size);
    for (ssize_t i = 0; i < n && !transport_.in_body(); ++i) {
      if (!status_line_fits(to[i])) return -1;
    }
    return n;
  }
  ssize_t write(const char* from, std::size_t size) override { return transport_.write(from, size); }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return INVALID_SOCKET; }

 private:
  // The library matches status lines with a regular expression that recurses for each character: a long one from
  // a hostile server would overflow the stack.
  bool status_line_fits(char c) {
    constexpr std::string_view kStart = "HTTP/";
    constexpr std::size_t kLongest = 512;
    if (at_ < kStart.size()) starts_as_status_ = (at_ == 0 || starts_as_status_) && c == kStart[at_];
    at_ = c == '\n' ? 0 : at_ + 1;
    return !starts_as_status_ || at_ <= kLongest;
  }

  Transport& transport_;
  std::size_t at_ = 0;  // in the line that is being read
  bool starts_as_status_ = false;
};

// Nobody's key has blanks or control characters; in a header they would end it.
bool key_fits(const std::string& key) {
  return !key.empty() && std::ranges::all_of(key, [](char c) { return c > ' ' && c < 0x7F; });
}

// Text of the server for people: one line, short, and never with the key that it may echo.
std::string told_by_server(std::string_view text, const std::string& key) {
  constexpr std::size_t kLongest = 300;
  std::string line = one_line(to_utf8(text));
  for (std::size_t at = line.find(key); !key.empty() && at != std::string::npos; at = line.find(key, at)) {
    line.replace(at, key.size(), "***");
  }
  return std::string(cut_utf8(line, kLongest));
}

std::optional<std::int64_t> retry_after_ms(const httplib::Response& response) {
  constexpr std::int64_t kLongestS = 3600;
  const std::string text = response.get_header_value("Retry-After");
  std::int64_t seconds = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), seconds);
  // The form with a date isn't worth a calendar here: the back-off does.
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() || seconds < 0) return std::nullopt;
  return std::min(seconds, kLongestS) * 1000;
}

Kind kind_of(int status) {
  if (status == 401) return Kind::Refused;
  if (status == 403) return Kind::Forbidden;
  if (status == 410) return Kind::Gone;
  if (status == 429 || status >= 500) return Kind::ServerError;
  return status >= 400 ? Kind::BadRequest : Kind::Nonsense;
}

std::string what_of(int status, const std::string& path) {
  switch (status) {
    case 401:
      return "the key was refused (401)";
    case 403:
      return "the key may not do this (403)";
    case 404:
      return "the server has no " + path.substr(0, path.find('?')) + " (404)";
    case 413:
      return "the server finds the request too large (413)";
    case 429:
      return "the server asks for fewer requests (429)";
    case 503:
      return "the server is unavailable for now (503)";
    default:
      break;
  }
  if (status >= 300 && status < 400) return "the server sends us elsewhere (" + std::to_string(status) + ")";
  return "the server answered with an error (" + std::to_string(status) + ")";
}

}  // namespace

// One request and what came back.
struct HttpClient::Exchange {
  httplib::Request request;
  httplib::Response response;
  httplib::Error error = httplib::Error::Success;
  std::string body;
  bool answered = false;   // whole
  bool too_large = false;  // given up while it was coming
  bool sent = false;       // some of it, at least once
};

// The HTTP library's client over our transport, TLS included: it hands us each socket's life and its stream.
class HttpClient::Connection final : public httplib::ClientImpl {
 public:
  Connection(const ServerAddress& address, Transport& transport)
      : ClientImpl(address.host, address.port), transport_(transport) {
    set_keep_alive(true);
    set_follow_location(false);
    set_url_encode(false);
  }

 private:
  bool create_and_connect_socket(Socket& socket, httplib::Error& error) override {
    socket.sock = transport_.connect();
    if (socket.sock < 0) error = httplib::Error::Connection;
    return socket.sock >= 0;
  }
  void shutdown_ssl(Socket&, bool) override { transport_.disconnect(); }
  bool process_socket(const Socket&, std::function<bool(httplib::Stream&)> callback) override {
    TransportStream stream(transport_);
    return callback(stream);
  }

  Transport& transport_;
};

Result<std::unique_ptr<HttpClient>> HttpClient::make(HttpSettings settings) {
  const ServerAddress& address = settings.address;
  if (!address.tls && !address.loopback() && !settings.insecure_http) {
    return Problem{"the key would cross the network unencrypted to " + address.text(), "http:// is not encrypted",
                   "use https://, or allow it with --insecure-http"};
  }
  return std::unique_ptr<HttpClient>(new HttpClient(std::move(settings)));
}

HttpClient::HttpClient(HttpSettings settings)
    : settings_(std::move(settings)), transport_(settings_.address, settings_.ca_file, settings_.identity, settings_.limits) {}
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
  if (!key.ok()) return SourceError{Kind::Refused, key.problem()};
  if (!key_fits(key.value())) {
    return SourceError{Kind::Refused,
                       {"the key is not usable", "it is empty or has characters that no key has", "check the key"}};
  }
  key_ = std::move(key).value();
  return *key_;
}

Answer<std::string> HttpClient::ask(const char* method, const std::string& path, std::string json) {
  const Answer<std::string> secret = key();
  if (!secret.ok()) return secret.problem();
  Exchange exchange;
  exchange.request.method = method;
  exchange.request.path = settings_.address.prefix + path;
  exchange.request.headers = {{"Authorization", "Bearer " + secret.value()},
                              {"Accept", "application/json"},
                              // On this machine bytes cost less than packing them.
                              {"Accept-Encoding", settings_.address.loopback() ? "identity" : "gzip"},
                              {"User-Agent", "syncwall"}};
  if (!json.empty()) exchange.request.headers.emplace("Content-Type", "application/json");
  exchange.request.body = std::move(json);
  send(exchange);
  // The server may close a kept connection at the very moment we use it.
  const bool went_stale =
      !exchange.answered && !transport_.connected_afresh() && !transport_.any_byte_read() &&
      (transport_.fault() == Transport::Fault::Closed || transport_.fault() == Transport::Fault::Broken);
  if (went_stale) send(exchange);
  if (!exchange.answered) {
    SourceError error = broken(exchange);
    error.maybe_done = exchange.sent;
    return error;
  }
  note_date(exchange);
  if (exchange.response.status < 200 || exchange.response.status >= 300) return refused(exchange);
  return std::move(exchange.body);
}

void HttpClient::send(Exchange& exchange) {
  // What lies there unread belongs to no request of ours.
  if (transport_.leftover()) connection_.reset();
  if (!connection_) connection_ = std::make_unique<Connection>(settings_.address, transport_);
  exchange.response = {};
  exchange.body.clear();
  exchange.request.response_handler = [&](const httplib::Response& response) {
    transport_.begin_body();
    const auto length = response.get_header_value<std::uint64_t>("Content-Length");
    exchange.too_large = length > settings_.max_answer_bytes;
    if (!exchange.too_large) exchange.body.reserve(length);
    return !exchange.too_large;
  };
  exchange.request.content_receiver = [&](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
    exchange.too_large = size > settings_.max_answer_bytes - exchange.body.size();
    if (!exchange.too_large) exchange.body.append(data, size);
    return !exchange.too_large;
  };
  transport_.begin_request();
  exchange.error = httplib::Error::Success;
  exchange.answered = connection_->send(exchange.request, exchange.response, exchange.error);
  exchange.sent = exchange.sent || transport_.any_byte_sent();
}

// The header says whole seconds; the answer was made some time before it was read.
void HttpClient::note_date(const Exchange& exchange) {
  constexpr std::int64_t kHalfSecond = 500;
  const auto date = parse_http_date(exchange.response.get_header_value("Date"));
  if (date) clock_ahead_ms_ = *date + kHalfSecond - SystemClock().wall_ms();
}

// No whole answer: why not.
SourceError HttpClient::broken(const Exchange& exchange) const {
  using Fault = Transport::Fault;
  const std::string server = settings_.address.text();
  const std::string received = std::to_string(exchange.body.size());
  if (exchange.too_large) {
    return {Kind::TooLarge,
            {"the answer is too large", "an answer over " + std::to_string(settings_.max_answer_bytes >> 20) + " MiB", ""}};
  }
  const std::string& why = transport_.why();
  switch (transport_.fault()) {
    case Fault::Cancelled:
      return {Kind::Cancelled, {"cancelled", "", ""}};
    case Fault::Connect:
      return {Kind::Unreachable, {"could not reach " + server, why, "check the address and that the server runs"}};
    case Fault::Certificate:
      return {Kind::Unreachable,
              {"could not trust " + server, why, "check the address; name your own authority with --ca-file"}};
    case Fault::Identity:
      return {Kind::Unreachable, {server + " doesn't take this client", why, "name your certificate with --client-cert and --client-key"}};
    case Fault::Tls:
      return {Kind::Unreachable, {"could not speak TLS with " + server, why, ""}};
    case Fault::Silent:
      if (exchange.response.status < 0) return {Kind::Unreachable, {server + " doesn't answer", why, ""}};
      return {Kind::Unreachable, {"the answer stopped after " + received + " bytes", "half an answer, then " + why, ""}};
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
  if (exchange.response.status < 0) {
    return {Kind::Nonsense, {server + " doesn't speak HTTP", "", "check the address, and http:// or https://"}};
  }
  return {Kind::Nonsense, {"the answer is broken", "not sound HTTP or gzip after " + received + " bytes", ""}};
}

// A whole answer, but not of success.
SourceError HttpClient::refused(const Exchange& exchange) {
  const int status = exchange.response.status;
  const std::string key = key_.value_or("");
  SourceError error{
      kind_of(status), {what_of(status, exchange.request.path), "", ""}, retry_after_ms(exchange.response)};
  error.status = status;
  error.maybe_done = status >= 500;  // a gateway says so too, and doesn't know
  error.problem.why = told_by_server(decode_error_message(exchange.body), key);
  if (status >= 300 && status < 400) {
    error.problem.why = "it sends us to " + told_by_server(exchange.response.get_header_value("Location"), key);
    error.problem.todo = "give the new address, if it is the right one";
  }
  if (status == 401) {
    key_.reset();  // maybe replaced by now: asked for again before the next try
    error.problem.todo = "check the key; it is read again before each try";
  }
  return error;
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
