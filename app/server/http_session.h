// One connection's HTTP: requests in, answers out, one after the other. http_session.cpp is the one place of the
// server that knows cpp-httplib; it parses and writes with it, while the bytes and their time limits are ClientConnection's.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/client_connection.h"
#include "server/listener.h"
#include "server/parameters.h"

namespace syncwall {

struct HttpAnswer {
  int status = 200;
  std::string body;
  const char* type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
  bool close = false;  // the connection, after it
};

struct HttpRequest {
  std::string method, path, target;
  Parameters query;
  std::string authorization;  // the header
  std::string address;        // the client's
  bool loopback = false;      // this machine's, and no proxy says that it speaks for another
  std::string body;           // once it was read
  // Reads it into `body`. An answer: it can't be had, say this instead.
  std::function<std::optional<HttpAnswer>()> read_body;
};

// {"code":…,"message":…}: what every answer is that isn't 2xx.
[[nodiscard]] HttpAnswer http_error(int status, std::string_view message);

// What an answer was, once it is sent. `body` as it went over the wire, compressed maybe.
struct HttpSent {
  const HttpRequest& request;
  int status = 0;
  const std::string& body;
  std::chrono::steady_clock::duration took{};
  bool whole = true;  // the client took all of it
};

struct HttpSite {
  std::function<HttpAnswer(HttpRequest&)> answer;
  std::function<void(const HttpSent&)> sent;
};

// Until the client or the server has enough. On the connection's thread.
void serve_http(ClientConnection& connection, Listener::Visit& visit, const ConnectionLimits& limits, const HttpSite& site);

}  // namespace syncwall
