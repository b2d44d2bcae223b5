// One connection's HTTP: requests in, answers out, one after the other. The bytes and their time limits are
// ClientConnection's, what a head may be is http_head.h's.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "server/budget.h"
#include "server/client_connection.h"
#include "server/database_fault.h"
#include "server/listener.h"
#include "server/parameters.h"

namespace syncwall {

struct HttpAnswer {
  int status = 200;
  std::string body;
  const char* type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
  const char* coding = nullptr;  // the body's: "br", "gzip"; null: it is as it is
  bool close = false;            // the connection, after it
  // Why the store failed, or something else (DatabaseFault::None): for the log and never for the client.
  std::optional<StoreProblem> fault;
};

struct HttpRequest {
  std::string method, path, target;  // as they were sent; the path before the first '?'. HEAD reads as GET
  Parameters query;                  // decoded
  std::string authorization;         // the header
  std::string address;               // the client's
  bool loopback = false;             // this machine's, and no proxy says that it speaks for another
  bool takes_brotli = false, takes_gzip = false;
  std::optional<bool> known_key;     // whether it carried a key that somebody has; not set: nobody looked
  std::string body;                  // once it was read
  // Reads it into `body`, up to so many bytes. An answer: it can't be had, say this instead.
  std::function<std::optional<HttpAnswer>(std::size_t most)> read_body;
};

// Compresses the body as the request allows, where that is worth it.
void compress(const HttpRequest& request, HttpAnswer& answer);

// {"code":…,"message":…}: what every answer is that isn't 2xx.
[[nodiscard]] HttpAnswer http_error(int status, std::string_view message);
// The store could not do it: what the client is told is made up later (Http), with an id in place of the reason.
[[nodiscard]] HttpAnswer store_failed(const StoreProblem& problem);

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
  bool keeps_bodies = false;  // `sent` looks at the request's body
  Budget* bodies = nullptr;   // of all connections together
  Budget* answers = nullptr;
};

// Until the client or the server has enough. On the connection's thread. Throws nothing but what has no memory left to
// say so.
void serve_http(ClientConnection& connection, Listener::Visit& visit, const HttpSite& site);

}  // namespace syncwall
