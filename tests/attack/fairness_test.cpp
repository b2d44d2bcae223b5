// Who hoards connections keeps nobody else out: not from another address, not from the same, not those who follow.
#include <doctest/doctest.h>
#include <sys/resource.h>

#include "net/server/slot_choice.h"
#include "support/raw_http.h"
#include "support/wait_until.h"

using namespace syncwall;
using namespace syncwall::test;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Time = std::chrono::steady_clock::time_point;

namespace {

const std::string kSummary = "/api/v1/admin/scheduled_connectors/summary";
constexpr const char* kElsewhere = "127.0.0.2";

// Long time limits: they are not what helps here.
Http::Options patient(std::size_t most) {
  Http::Options http;
  http.limits.first = http.limits.idle = http.limits.head = http.limits.body = http.limits.silence =
      http.limits.answer = std::chrono::minutes(10);
  http.limits.linger = milliseconds(50);
  http.most_connections = most;
  return http;
}

// Both ends of every connection are in this process.
void allow_descriptors() {
  rlimit limit{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
  limit.rlim_cur = limit.rlim_max;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

int ask(const RawHttp& server, const char* from, milliseconds limit = seconds(10)) {
  RawClient client(server.port(), 0, from);
  client.send(server.request(kSummary, server.key));
  return status_of(client.read_answer(limit));
}

SlotState slot(const char* network, bool known, SlotStage stage, int arrived, int since) {
  return {network, known, false, stage, Time(seconds(arrived)), Time(seconds(since))};
}

}  // namespace

TEST_CASE(
    "a thousand half-open heads of one address: followers stay, keyed clients are answered, from there and from "
    "elsewhere") {
  allow_descriptors();
  const RawHttp server(patient(300));
  std::vector<RawClient> followers;
  for (int i = 0; i < 20; ++i) {
    followers.emplace_back(server.port(), 0, i % 2 == 0 ? kElsewhere : nullptr);
    followers.back().send(server.request(kSummary, server.key));
    REQUIRE(status_of(followers.back().read_answer()) == 200);
  }
  std::vector<RawClient> hoard;
  for (int i = 0; i < 1000; ++i) {
    hoard.emplace_back(server.port());
    hoard.back().send("GET /api/v1/health HTTP/1.1\r\nHost: x\r\nX: ");
    if (i % 50 == 0) CHECK(ask(server, i % 100 == 0 ? kElsewhere : nullptr) == 200);
  }
  for (int i = 0; i < 10; ++i) {
    CHECK(ask(server, kElsewhere) == 200);
    CHECK(ask(server, nullptr) == 200);
  }
  // One place has half of all at most.
  CHECK(server.metric("syncwall_connections") <= 150 + 20 + 5);
  // And drips on.
  for (RawClient& client : hoard) client.send("x");
  for (RawClient& follower : followers) {
    follower.send(server.request(kSummary, server.key));
    CHECK(status_of(follower.read_answer()) == 200);
  }
  CHECK(status_of(server.ask("/api/v1/health", "")) == 200);
}

TEST_CASE("many addresses without a key: who has one is answered, and who follows stays") {
  allow_descriptors();
  const RawHttp server(patient(60));
  RawClient follower(server.port());
  follower.send(server.request(kSummary, server.key));
  REQUIRE(status_of(follower.read_answer()) == 200);
  std::vector<RawClient> hoard;
  for (int i = 0; i < 200; ++i) {
    const std::string from = "127.0.1." + std::to_string(1 + i % 100);
    hoard.emplace_back(server.port(), 0, from.c_str());
    hoard.back().send(i % 2 == 0 ? "GET /" : "");
  }
  for (int i = 0; i < 10; ++i) CHECK(ask(server, kElsewhere) == 200);
  follower.send(server.request(kSummary, server.key));
  CHECK(status_of(follower.read_answer()) == 200);
}

TEST_CASE("a key doesn't make a hoard: its connections that only drip give way") {
  allow_descriptors();
  const RawHttp server(patient(40));
  std::vector<RawClient> hoard;
  for (int i = 0; i < 60; ++i) {
    hoard.emplace_back(server.port());
    hoard.back().send(server.request(kSummary, server.key) + "GET /api");  // known, and then half a head
    CHECK(status_of(hoard.back().read_answer()) == 200);
  }
  for (int i = 0; i < 10; ++i) CHECK(ask(server, kElsewhere) == 200);
}

TEST_CASE("who has to go, in order") {
  using enum SlotStage;
  const Time now{seconds(1000)};
  const std::vector<SlotState> all = {
      slot("a", true, Waiting, 1, 500),  slot("a", true, Waiting, 2, 400),  slot("b", false, Waiting, 3, 3),
      slot("c", false, Transfer, 5, 5),  slot("c", false, Waiting, 6, 900), slot("d", true, Working, 7, 7),
      slot("d", true, Transfer, 8, 999), slot("e", true, Transfer, 9, 100), slot("c", false, Working, 4, 4),
  };
  std::vector<SlotState> slots = all;
  std::vector<std::size_t> order;
  for (auto next = choose_to_close(slots, now); next; next = choose_to_close(slots, now)) {
    order.push_back(*next);
    slots[*next].closing = true;
  }
  // c has most strangers that can go; then b, which came before c's other one; then the known that wait, the longest
  // first; then who has been taking for long. Who works, and who has only begun to take, stay.
  CHECK(order == std::vector<std::size_t>{3, 2, 4, 1, 0, 7});
  CHECK(strangers_of(all, "c").count == 3);
  CHECK(strangers_of(all, "c").oldest == 3);
  CHECK(strangers_of(all, "a").count == 0);
  CHECK_FALSE(strangers_of(all, "a").oldest.has_value());
}
