// Addresses that send unknown keys are slowed, and nobody else.
#include "net/server/throttle.h"

#include <doctest/doctest.h>

#include "support/raw_http.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {
constexpr const char* kMe = "/api/v1/users/current";

std::int64_t retry_after(const std::string& answer) {
  const std::size_t at = answer.find("\r\nRetry-After: ");
  return at == std::string::npos ? 0 : std::stoll(answer.substr(at + 15));
}
}  // namespace

TEST_CASE("five failures are free, then each wait is twice as long, up to a bound; all is forgotten after a while") {
  ManualClock clock(0);
  Throttle throttle(clock, {});
  for (int i = 0; i < 5; ++i) CHECK(throttle.failed("192.0.2.1") == 0);
  for (const std::int64_t wait : {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
    CHECK(throttle.failed("192.0.2.1") == wait * 1000);
    clock.advance(wait * 1000 - 1);
    CHECK(throttle.failed("192.0.2.1") == 1);  // trying meanwhile makes it no longer
    clock.advance(1);
    CHECK(throttle.failed("192.0.2.1") == 0);  // one is answered, then the next wait begins
  }
  CHECK(throttle.failed("192.0.2.2") == 0);
  clock.advance(10 * 60'000);
  for (int i = 0; i < 5; ++i) CHECK(throttle.failed("192.0.2.1") == 0);
  CHECK(throttle.addresses() == 1);
}

TEST_CASE("an IPv6 network is one address, two are two") {
  ManualClock clock(0);
  Throttle throttle(clock, {});
  for (int i = 0; i < 5; ++i) CHECK(throttle.failed("2001:db8:0:1::" + std::to_string(i)) == 0);
  CHECK(throttle.failed("2001:db8:0:1:ffff::9") > 0);
  CHECK(throttle.failed("2001:db8:0:2::1") == 0);
}

TEST_CASE("a million addresses don't fill the memory, and the newest stay slowed") {
  ManualClock clock(0);
  Throttle::Options options;
  options.most_addresses = 100;
  Throttle throttle(clock, options);
  for (int i = 0; i < 100'000; ++i) {
    CHECK(throttle.failed("2001:db8:" + std::to_string(i % 10'000) + "::") == 0);
    if (i % 50 == 0 && i > 300) CHECK(throttle.failed("192.0.2.1") > 0);
    if (i % 50 == 0 && i <= 300) static_cast<void>(throttle.failed("192.0.2.1"));
  }
  CHECK(throttle.addresses() == 100);
}

TEST_CASE(
    "over HTTP: 429 with Retry-After for unknown keys; known ones of the same address are answered all the while") {
  ManualClock clock(1'000'000);
  Http::Options http;
  http.clock = &clock;
  RawHttp server(http);
  for (int i = 0; i < 5; ++i) CHECK(status_of(server.ask(kMe, i % 2 == 0 ? "sk-wrong" : "")) == 401);
  const std::string slowed = server.ask(kMe, "sk-wrong");
  CHECK(status_of(slowed) == 429);
  CHECK(retry_after(slowed) == 1);
  CHECK(slowed.find("\r\nConnection: close\r\n") != std::string::npos);
  CHECK(status_of(server.ask(kMe, server.key)) == 200);
  CHECK(status_of(server.ask("/api/v1/health", "")) == 200);
  const auto fresh = server.server->store().add_key("fresh", false);  // one that was never used before
  CHECK(status_of(server.ask(kMe, fresh.value())) == 200);
  clock.advance(1000);
  CHECK(status_of(server.ask(kMe, "sk-wrong")) == 401);
  CHECK(retry_after(server.ask(kMe, "sk-wrong")) == 2);
}
