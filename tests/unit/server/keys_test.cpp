// Keys on a running server.
#include <doctest/doctest.h>

#include "server/open_store.h"
#include "support/raw_http.h"

using namespace syncwall;
using namespace syncwall::test;

TEST_CASE("a running server: a key opens until it expires, and not a moment longer than it is revoked") {
  ManualClock clock(1'790'000'000'000);
  Http::Options http;
  http.clock = &clock;
  RawHttp server(http);
  const std::string me = "/api/v1/users/current";
  Store& store = server.server->store();
  const auto key = store.add_key("short", false, clock.wall_ms(), clock.wall_ms() + 60'000);
  REQUIRE(key.ok());
  CHECK(status_of(server.ask(me, key.value())) == 200);
  clock.advance(59'999);
  CHECK(status_of(server.ask(me, key.value())) == 200);
  clock.advance(1);
  for (int i = 0; i < 10; ++i) {  // never slowed: its owner is to read why
    const std::string answer = server.ask(me, key.value());
    CHECK(status_of(answer) == 401);
    CHECK(answer.find("expired on 2026-09-21 ") != std::string::npos);
  }
  // Another process revokes, as `keys revoke` does; the connection is a kept one.
  RawClient kept(server.port());
  kept.send(server.request(me, server.key));
  CHECK(status_of(kept.read_answer()) == 200);
  CHECK(open_store(server.options.database).value()->revoke_key("admin").value());
  kept.send(server.request(me, server.key));
  const std::string refused = kept.read_answer();
  CHECK(status_of(refused) == 401);
  CHECK(refused.find("unknown API key") != std::string::npos);
}
