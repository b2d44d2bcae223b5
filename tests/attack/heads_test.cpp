// Request heads that two readers could take for different things: each is answered by 400 and the connection is closed,
// so that nothing behind it is ever read as a request of its own.
#include <doctest/doctest.h>

#include "support/raw_http.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

const std::string kStart = "GET /api/v1/health HTTP/1.1\r\n";
const std::string kHost = "Host: x\r\n";
const std::string kSmuggled = "GET /api/v1/smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

struct Case {
  const char* name;
  std::string head;  // with its empty line, and a body maybe
};

Http::Options quick() {
  Http::Options http;
  http.limits.linger = std::chrono::milliseconds(50);
  return http;
}

}  // namespace

TEST_CASE("ambiguous heads: 400, closed, and what follows is not a request") {
  const RawHttp server(quick());
  const Case cases[] = {
      {"a bare line feed in the request line", "GET /api/v1/health HTTP/1.1\n" + kHost + "\r\n"},
      {"a bare line feed within the fields", kStart + kHost + "A: b\nC: d\r\n\r\n"},
      {"a zero in a value", kStart + kHost + std::string("A: b\0c\r\n\r\n", 11)},
      {"no request line", "nonsense\r\n\r\n"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    RawClient client(server.port());
    client.send(c.head + kSmuggled);
    const std::string answer = client.read_all();
    CHECK(status_of(answer) == 400);
    CHECK(answer.find("\r\nConnection: close\r\n") != std::string::npos);
    CHECK(answer.find("HTTP/1.1", 5) == std::string::npos);
    CHECK(answer.find("smuggled") == std::string::npos);
    CHECK(client.closed());
  }
}
