#include "net/server/http_session.h"

#include <algorithm>
#include <new>
#include <utility>

#include "base/clock.h"
#include "base/json_text.h"
#include "base/time_text.h"
#include "base/utf8.h"
#include "net/server/compress.h"
#include "net/server/http_head.h"

namespace syncwall {

namespace {
constexpr std::size_t kWorthCompressing = 1'024;  // bytes
}

HttpAnswer http_error(int status, std::string_view message) {
  HttpAnswer answer;
  answer.status = status;
  answer.body = "{\"code\":" + std::to_string(status) + ",\"message\":" + json_quoted(to_utf8(message)) + "}";
  return answer;
}

void compress(const HttpRequest& request, HttpAnswer& answer) {
  if (answer.body.size() < kWorthCompressing || (!request.takes_brotli && !request.takes_gzip)) return;
  auto smaller = request.takes_brotli ? as_brotli(answer.body) : as_gzip(answer.body);
  if (!smaller) return;
  answer.body = *std::move(smaller);
  answer.coding = request.takes_brotli ? "br" : "gzip";
}

namespace {

using Time = std::chrono::steady_clock::time_point;

const char* words_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 411:
      return "Length Required";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Internal Server Error";
  }
}

std::string size_text(std::size_t bytes) { return std::to_string(bytes >> 10) + " KiB"; }

class Session {
 public:
  Session(ClientConnection& connection, Listener::Slot& slot, const HttpSite& site)
      : connection_(connection), slot_(slot), site_(site) {}
  void run();

 private:
  bool serve_one();
  HttpAnswer answer_of(const HttpHead& head);
  bool send(const HttpHead& head, HttpAnswer answer);
  bool refuse(int status, std::string_view message);
  std::optional<HttpAnswer> read_body(const HttpHead& head, std::size_t most);

  ClientConnection& connection_;
  Listener::Slot& slot_;
  const HttpSite& site_;
  HttpRequest request_;  // the one under way
  Time began_;
  bool body_left_ = false;  // unread: what follows is not a request
};

void Session::run() {
  while (slot_.begin_waiting()) {
    if (!connection_.wait_for_request()) return;
    if (!serve_one()) return connection_.linger();
  }
}

// False: that was the last one.
bool Session::serve_one() {
  const ClientConnection::Head read = connection_.read_head();
  slot_.end_waiting();
  request_ = {};
  request_.address = connection_.address();
  began_ = std::chrono::steady_clock::now();
  body_left_ = false;
  switch (read) {
    case ClientConnection::Head::Whole:
      break;
    case ClientConnection::Head::Gone:
      return connection_.hang_up(), false;
    case ClientConnection::Head::Broken:
      return refuse(400, "a control character in the request's head");
    case ClientConnection::Head::Late:
      return refuse(408, "the request's head took too long");
    case ClientConnection::Head::TooLong:
      if (connection_.head().find('\n') == std::string_view::npos)
        return refuse(414, "the address is longer than 8 KiB");
      return refuse(431, "the headers are longer than 16 KiB");
  }
  auto parsed = parse_head(connection_.head());
  if (!parsed.ok()) return refuse(parsed.problem().status, parsed.problem().message);
  const HttpHead head = std::move(parsed).value();
  connection_.take_head();
  return send(head, answer_of(head));
}

HttpAnswer Session::answer_of(const HttpHead& head) {
  body_left_ = head.chunked || head.content_length > 0;
  request_.method = head.method == "HEAD" ? "GET" : head.method;
  request_.path = head.path;
  request_.target = head.target;
  request_.authorization = head.authorization.value_or("");
  request_.takes_brotli = head.takes_brotli;
  request_.takes_gzip = head.takes_gzip;
  request_.loopback = connection_.loopback() && !head.forwarded;
  request_.read_body = [this, &head](std::size_t most) { return read_body(head, most); };
  HttpAnswer answer;
  try {
    request_.query = parse_query(head.query);
    answer = site_.answer(request_);
  } catch (const std::bad_alloc&) {
    answer = http_error(503, "the server is out of memory: try later");
    answer.headers.emplace_back("Retry-After", "5");
    answer.close = true;
  } catch (const std::exception& e) {
    answer = http_error(500, "an error inside the server");
    answer.fault = InternalFault{{"an exception", e.what(), ""}};
    answer.close = true;
  }
  request_.read_body = nullptr;
  return answer;
}

std::optional<HttpAnswer> Session::read_body(const HttpHead& head, std::size_t most) {
  if (head.chunked) return http_error(411, "the body's Content-Length is missing");
  if (head.encoded) return http_error(415, "the body must not be compressed");
  if (head.content_length > most) return http_error(413, "the body is larger than " + size_text(most));
  std::optional<Budget::Held> held;
  if (site_.bodies != nullptr && !(held = site_.bodies->take(head.content_length))) {
    HttpAnswer answer = http_error(503, "too many bodies are being sent at once: try again");
    answer.headers.emplace_back("Retry-After", "1");
    return answer;
  }
  connection_.begin_answer();
  if (head.expects_continue && head.content_length > 0 && !connection_.write("HTTP/1.1 100 Continue\r\n\r\n"))
    return http_error(400, "the body broke off");
  slot_.begin_transfer();
  const ClientConnection::Body read = connection_.read_body(request_.body, head.content_length);
  slot_.end_waiting();
  switch (read) {
    case ClientConnection::Body::Whole:
      body_left_ = false;
      return std::nullopt;
    case ClientConnection::Body::Late:
      return http_error(408, "the body took too long");
    case ClientConnection::Body::Gone:
      break;
  }
  return http_error(400, "the body broke off");
}

bool Session::send(const HttpHead& head, HttpAnswer answer) {
  if (request_.known_key) slot_.set_known_key(*request_.known_key);
  if (!site_.keeps_bodies) std::exchange(request_.body, {});
  std::optional<Budget::Held> held;
  if (site_.answers != nullptr && answer.status < 300 && !(held = site_.answers->take(answer.body.size()))) {
    answer = http_error(503, "too many answers are being taken at once: try again");
    answer.headers.emplace_back("Retry-After", "1");
  }
  const bool last = answer.close || head.last || body_left_ || slot_.stopping();
  std::string out =
      "HTTP/1.1 " + std::to_string(answer.status) + " " + words_of(answer.status) + "\r\nContent-Type: " + answer.type;
  // By it a client knows how far our clock is from its own.
  out += "\r\nDate: " + to_http_date(SystemClock().wall_ms()) +
         "\r\nContent-Length: " + std::to_string(answer.body.size());
  for (const auto& [name, value] : answer.headers) out += "\r\n" + name + ": " + value;
  if (answer.coding != nullptr) out += std::string("\r\nContent-Encoding: ") + answer.coding;
  out += "\r\nVary: Accept-Encoding";
  if (last) out += "\r\nConnection: close";
  out += "\r\n\r\n";
  slot_.begin_transfer();
  connection_.begin_answer();
  const bool with_body = head.method != "HEAD";
  const bool whole = connection_.write(out) && (!with_body || connection_.write(answer.body));
  slot_.end_waiting();
  site_.sent({request_, answer.status, answer.body, std::chrono::steady_clock::now() - began_, whole});
  return whole && !last;
}

// What can't be read as a request: nothing that follows it can be either.
bool Session::refuse(int status, std::string_view message) {
  HttpHead none;
  none.last = true;
  return send(none, http_error(status, message));
}

}  // namespace

void serve_http(ClientConnection& connection, Listener::Slot& slot, const HttpSite& site) {
  if (connection.encrypted() && !connection.shake_hands()) return connection.linger();  // so that the reason arrives
  Session(connection, slot, site).run();
}

}  // namespace syncwall
