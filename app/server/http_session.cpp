#include "server/http_session.h"

#include <httplib.h>

#include <algorithm>
#include <charconv>

#include "base/clock.h"
#include "base/json_text.h"
#include "base/utf8.h"
#include "jobs/time_text.h"

namespace syncwall {

HttpAnswer http_error(int status, std::string_view message) {
  HttpAnswer answer;
  answer.status = status;
  answer.body = "{\"code\":" + std::to_string(status) + ",\"message\":" + json_quoted(to_utf8(message)) + "}";
  return answer;
}

namespace {

using Time = std::chrono::steady_clock::time_point;

bool same_letters(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

// A head that readers may take for different things is none: bare line feeds, zeros.
bool sound(std::string_view head) {
  for (std::size_t i = 0; i < head.size(); ++i) {
    if (head[i] == '\0' || (head[i] == '\n' && (i == 0 || head[i - 1] != '\r'))) return false;
  }
  return true;
}

// Without Range: cpp-httplib would answer thousands of overlapping ones, and reads them by a recursive regex.
// A server may ignore it (RFC 9110, 14.2).
std::string without_ranges(std::string_view head) {
  std::string out;
  for (std::size_t at = 0; at < head.size();) {
    const std::size_t end = std::min(head.find('\n', at), head.size() - 1) + 1;
    const std::string_view line = head.substr(at, end - at);
    if (!same_letters(line.substr(0, 6), "range:")) out += line;
    at = end;
  }
  return out;
}

const char* words_of(int status) {
  switch (status) {
    case 408: return "Request Timeout";
    case 414: return "URI Too Long";
    case 431: return "Request Header Fields Too Large";
    default: return "Bad Request";
  }
}

// What cpp-httplib reads and writes: the head that is whole already, and the connection.
class HeadAndWire final : public httplib::Stream {
 public:
  HeadAndWire(ClientConnection& connection, std::string head) : connection_(connection), head_(std::move(head)) {}

  bool is_readable() const override { return at_ < head_.size(); }
  bool is_writable() const override { return !broken_; }
  ssize_t read(char* to, std::size_t size) override {
    const std::size_t n = std::min(size, head_.size() - at_);
    std::copy_n(head_.data() + at_, n, to);
    at_ += n;
    return static_cast<ssize_t>(n);
  }
  ssize_t write(const char* from, std::size_t size) override {
    if (!broken_ && !connection_.write({from, size})) broken_ = true;
    return broken_ ? -1 : static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string& ip, int& port) const override {
    ip = connection_.address();
    port = 0;
  }
  void get_local_ip_and_port(std::string&, int& port) const override { port = 0; }
  // Not the socket's: cpp-httplib refuses to serve numbers above 1,023, for a select() that nobody calls here.
  socket_t socket() const override { return 0; }
  [[nodiscard]] bool broken() const { return broken_; }

 private:
  ClientConnection& connection_;
  const std::string head_;
  std::size_t at_ = 0;
  bool broken_ = false;
};

class Session final : private httplib::Server {
 public:
  Session(ClientConnection& connection, Listener::Visit& visit, const ConnectionLimits& limits, const HttpSite& site);
  void run();

 private:
  bool serve_one();
  void answer_head(int status, std::string_view message);
  void route(const httplib::Request& request, httplib::Response& response);
  std::optional<HttpAnswer> read_body(const httplib::Request& request);
  void sent(const httplib::Request& request, const httplib::Response& response);

  ClientConnection& connection_;
  Listener::Visit& visit_;
  const ConnectionLimits& limits_;
  const HttpSite& site_;
  HttpRequest request_;  // the one under way
  Time began_;
  HeadAndWire* wire_ = nullptr;
  bool routed_ = false, close_ = false, body_left_ = false;
};

Session::Session(ClientConnection& connection, Listener::Visit& visit, const ConnectionLimits& limits, const HttpSite& site)
    : connection_(connection), visit_(visit), limits_(limits), site_(site) {
  set_keep_alive_max_count(1'000'000);  // of the header; nobody counts
  set_keep_alive_timeout(std::chrono::ceil<std::chrono::seconds>(limits.idle).count());
  set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
    route(request, response);
    return HandlerResponse::Handled;
  });
  // What cpp-httplib itself finds wrong, before anything is routed.
  set_error_handler([this](const httplib::Request&, httplib::Response& response) {
    if (routed_) return;
    connection_.begin_answer();
    close_ = true;
    const bool long_address = response.status == 414;
    if (!long_address) response.status = 400;
    response.set_content(http_error(response.status, long_address ? "the address is longer than 8 KiB" : "the request can't be read").body, "application/json");
    response.set_header("Connection", "close");
  });
  set_exception_handler([this](const httplib::Request&, httplib::Response& response, const std::exception_ptr&) {
    close_ = true;
    response.status = 500;
    response.set_content(http_error(500, "an error inside the server").body, "application/json");
  });
  set_logger([this](const httplib::Request& request, const httplib::Response& response) { sent(request, response); });
}

void Session::run() {
  while (visit_.begin_waiting()) {
    const bool asked = connection_.wait_for_request();
    visit_.end_waiting();
    if (!asked) return;
    if (!serve_one()) return connection_.linger();
  }
}

// Told without cpp-httplib: there is no whole head to give it.
void Session::answer_head(int status, std::string_view message) {
  const std::string body = http_error(status, message).body;
  connection_.begin_answer();
  began_ = std::chrono::steady_clock::now();
  request_ = {};
  request_.address = connection_.address();
  const bool whole = connection_.write("HTTP/1.1 " + std::to_string(status) + " " + words_of(status) +
                                       "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  site_.sent({request_, status, body, {}, whole});
}

// False: that was the last one.
bool Session::serve_one() {
  switch (connection_.read_head()) {
    case ClientConnection::Head::Whole: break;
    case ClientConnection::Head::Gone: return false;
    case ClientConnection::Head::Late: return answer_head(408, "the request's head took too long"), false;
    case ClientConnection::Head::TooLong:
      if (connection_.head().find('\n') == std::string_view::npos) return answer_head(414, "the address is longer than 8 KiB"), false;
      return answer_head(431, "the headers are longer than 16 KiB"), false;
  }
  if (!sound(connection_.head())) return answer_head(400, "the request can't be read"), false;
  HeadAndWire wire(connection_, without_ranges(connection_.head()));
  connection_.take_head();
  wire_ = &wire;
  request_ = {};
  began_ = std::chrono::steady_clock::now();
  routed_ = close_ = body_left_ = false;
  connection_.begin_answer();  // cpp-httplib says "100 Continue" on its own
  bool closed = false;
  const bool went = process_request(wire, false, closed, nullptr);
  return went && routed_ && !closed && !close_ && !body_left_ && !wire.broken();
}

std::optional<HttpAnswer> Session::read_body(const httplib::Request& request) {
  const std::string most = std::to_string(limits_.body_bytes >> 20) + " MiB";
  if (request.has_header("Transfer-Encoding")) return http_error(411, "the body's Content-Length is missing");
  if (request.has_header("Content-Encoding")) return http_error(415, "the body must not be compressed");
  if (request.get_header_value_count("Content-Length") > 1) return http_error(400, "more than one Content-Length");
  const std::string text = request.get_header_value("Content-Length");
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (error == std::errc::result_out_of_range || size > limits_.body_bytes) return http_error(413, "the body is larger than " + most);
  if (!text.empty() && (error != std::errc() || end != text.data() + text.size())) return http_error(400, "Content-Length is no number");
  switch (connection_.read_body(request_.body, size)) {
    case ClientConnection::Body::Whole: body_left_ = false; return std::nullopt;
    case ClientConnection::Body::Late: return http_error(408, "the body took too long");
    case ClientConnection::Body::Gone: break;
  }
  return http_error(400, "the body broke off");
}

void Session::route(const httplib::Request& request, httplib::Response& response) {
  routed_ = true;
  const std::string length = request.get_header_value("Content-Length");
  body_left_ = request.has_header("Transfer-Encoding") || (!length.empty() && length != "0");
  request_.method = request.method == "HEAD" ? "GET" : request.method;
  request_.path = request.path;
  request_.target = request.target;
  request_.query = request.params;
  request_.authorization = request.get_header_value("Authorization");
  request_.address = connection_.address();
  request_.loopback = connection_.loopback() && !request.has_header("Forwarded") && !request.has_header("X-Forwarded-For");
  request_.read_body = [this, &request] { return read_body(request); };
  HttpAnswer answer = site_.answer(request_);
  request_.read_body = nullptr;
  response.status = answer.status;
  response.body = std::move(answer.body);
  response.set_header("Content-Type", answer.type);
  // By it a client knows how far our clock is from its own.
  response.set_header("Date", to_http_date(SystemClock().wall_ms()));
  for (const auto& [name, value] : answer.headers) response.set_header(name, value);
  close_ = answer.close || visit_.stopping();
  if (close_ || body_left_) response.set_header("Connection", "close");
  connection_.begin_answer();
}

void Session::sent(const httplib::Request& request, const httplib::Response& response) {
  if (!routed_) {
    request_.method = request.method;
    request_.path = request.path;
    request_.target = request.target;
    request_.address = connection_.address();
  }
  site_.sent({request_, response.status, response.body, std::chrono::steady_clock::now() - began_, wire_ != nullptr && !wire_->broken()});
}

}  // namespace

void serve_http(ClientConnection& connection, Listener::Visit& visit, const ConnectionLimits& limits, const HttpSite& site) {
  if (connection.encrypted() && !connection.shake_hands()) return connection.linger();  // so that the reason arrives
  Session(connection, visit, limits, site).run();
}

}  // namespace syncwall
