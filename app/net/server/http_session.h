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
#include "net/server/budget.h"
#include "net/server/client_connection.h"
#include "net/server/listener.h"
#include "net/server/parameters.h"

namespace syncwall {

// Why a request could not be carried out though nothing was wrong with it. `problem` is for the log and never for the
// client, who gets `shown`.
struct InternalFault {
  Problem problem;
  std::string_view kind = "exception";
  std::string_view shown = "an error inside the server";
  int retry_after_s = 0;  // answered 503, try again after so long; 0: 500
};

struct HttpAnswer {
  int status = 200;
  std::string body;
  const char* type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
  const char* coding = nullptr;  // the body's: "br", "gzip"; null: it is as it is
  bool close = false;            // the connection, after it
  std::optional<InternalFault> fault;
};

struct HttpRequest {
  std::string method, path, target;  // as they were sent; the path before the first '?'. HEAD reads as GET
  Parameters query;                  // decoded
  std::string authorization;         // the header
  std::string address;               // the client's
  bool loopback = false;             // this machine's, and no proxy says that it speaks for another
  bool takes_brotli = false, takes_gzip = false;
  std::optional<bool> known_key;  // whether it carried a key that somebody has; not set: nobody looked
  std::string body;               // once it was read
  // Reads it into `body`, up to so many bytes. An answer: it can't be had, say this instead.
  std::function<std::optional<HttpAnswer>(std::size_t most)> read_body;
};

// Compresses the body as the request allows, where that is worth it.
void compress(const HttpRequest& request, HttpAnswer& answer);

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
  bool keeps_bodies = false;  // `sent` looks at the request's body
  Budget* bodies = nullptr;   // of all connections together
  Budget* answers = nullptr;
};

// Until the client or the server has enough. On the connection's thread. Throws nothing but what has no memory left to
// say so.
void serve_http(ClientConnection& connection, Listener::Slot& slot, const HttpSite& site);

}  // namespace syncwall
