// Slow, dead and hostile clients: none holds a thread for ever, none keeps others out.
#include <doctest/doctest.h>

#include <thread>

#include "support/raw_http.h"
#include "support/wait_until.h"

using namespace syncwall;
using namespace syncwall::test;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds kDrip{20};  // between two bytes of a client that trickles
const std::string kList = "/api/v1/admin/scheduled_connectors";

// Short ones where a test waits for them; the others long, so that they are not what ends it.
Http::Options short_limits() {
  Http::Options http;
  http.limits.first = http.limits.idle = http.limits.head = http.limits.body = http.limits.silence =
      http.limits.answer = std::chrono::minutes(10);
  http.limits.linger = milliseconds(50);
  return http;
}

// One byte at a time until the server has had enough (or twenty seconds are over); then what it said.
std::string trickle(RawClient& client, char byte) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (std::chrono::steady_clock::now() < until) {
    if (!client.send({&byte, 1})) break;
    std::string got = client.read_answer(kDrip);
    if (!got.empty() || client.closed()) return got;
  }
  return "nothing";
}

}  // namespace

TEST_CASE("a client that connects and says nothing is let go") {
  Http::Options http = short_limits();
  http.limits.first = milliseconds(200);
  const RawHttp server(http);
  RawClient client(server.port());
  CHECK(client.read_all() == "");
  CHECK(client.closed());
}

TEST_CASE("a client that trickles its head or its body is told so and let go") {
  Http::Options http = short_limits();
  http.limits.head = milliseconds(300);
  {
    const RawHttp server(http);
    RawClient client(server.port());
    CHECK(client.send("GET /api/v1/health HTTP/1.1\r\nHost: x\r\nX: "));
    CHECK(status_of(trickle(client, 'x')) == 408);
    CHECK(client.read_all() == "");
    CHECK(client.closed());
  }
  http.limits.head = std::chrono::minutes(10);
  http.limits.body = milliseconds(300);
  const RawHttp server(http);
  RawClient client(server.port());
  CHECK(client.send("POST " + kList + "/batch_delete HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + server.key +
                    "\r\nContent-Length: 100000\r\n\r\n"));
  CHECK(status_of(trickle(client, ' ')) == 408);
  CHECK(client.read_all() == "");
  CHECK(client.closed());
}

TEST_CASE("a client that stops within a body is let go sooner than one that goes on") {
  Http::Options http = short_limits();
  http.limits.silence = milliseconds(200);
  const RawHttp server(http);
  RawClient client(server.port());
  CHECK(client.send("POST " + kList + "/batch_delete HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + server.key +
                    "\r\nContent-Length: 10\r\n\r\n{"));
  CHECK(status_of(client.read_all()) == 408);
}

TEST_CASE("a client that never reads its answers holds its thread for a while only") {
  Http::Options http = short_limits();
  // Not taking a byte, and taking some now and then: the one is bounded by silence, the other by the whole time.
  for (const bool drinks : {false, true}) {
    http.limits.silence = drinks ? milliseconds(600'000) : milliseconds(300);
    http.limits.answer = drinks ? milliseconds(500) : milliseconds(600'000);
    const RawHttp server(http, 1000);
    RawClient client(server.port(), 4096);
    std::string many;
    for (int i = 0; i < 100; ++i) many += server.request(kList + "?limit=1000", server.key);
    CHECK(client.send(many));
    REQUIRE(wait_until([&] { return server.metric("syncwall_connections") >= 2; }));  // this one and the asking one
    std::jthread sips([&](const std::stop_token& stop) {
      for (; drinks && !stop.stop_requested() && !client.closed(); std::this_thread::sleep_for(kDrip)) client.sip(512);
    });
    CHECK(wait_until([&] { return server.metric("syncwall_connections") == 1; }, std::chrono::seconds(60)));
    CHECK(server.metric("syncwall_http_answers_not_taken_total") >= 1);
  }
}

TEST_CASE("what has no end is cut off") {
  const RawHttp server(short_limits());
  {
    RawClient client(server.port());
    client.send("GET /" + std::string(64u << 10, 'a'));
    CHECK(status_of(client.read_all()) == 414);
  }
  {
    RawClient client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: x\r\n");
    for (int i = 0; i < 3000 && client.send("X-Header: 0123456789\r\n"); ++i) {
    }
    CHECK(status_of(client.read_all()) == 431);
  }
  {
    RawClient client(server.port());
    client.send("POST " + kList + "/batch_delete HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + server.key +
                "\r\nContent-Length: 99999999999999999999999\r\n\r\n");
    CHECK(status_of(client.read_all()) == 413);
  }
  // Sent whole before the answer is looked at: it must not be lost on the way.
  RawClient client(server.port());
  client.send("POST " + kList + "/batch_delete HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + server.key +
              "\r\nContent-Length: 8388608\r\n\r\n" + std::string(8u << 20, 'x'));
  CHECK(status_of(client.read_all()) == 413);
}

TEST_CASE("a head that readers may take for different things is none") {
  const RawHttp server(short_limits());
  const std::string rest = " HTTP/1.1\r\nHost: x\r\n\r\n";
  for (const std::string& head :
       {"GET /api/v1/health HTTP/1.1\nHost: x\r\n\r\n" + rest, "GET /api/v1/health HTTP/1.1\r\nA: b\n\r\n" + rest,
        std::string("GET /api/v1/health\0 HTTP/1.1\r\nHost: x\r\n\r\n", 42), std::string("nonsense\r\n\r\n"),
        "GET " + rest}) {
    CAPTURE(head);
    RawClient client(server.port());
    client.send(head);
    const std::string answer = client.read_all();
    CHECK(status_of(answer) == 400);
    CHECK(answer.find("HTTP/1.1", 5) == std::string::npos);  // one answer, whatever was behind it
    CHECK(client.closed());
  }
  RawClient twice(server.port());
  twice.send("POST " + kList + "/batch_delete HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + server.key +
             "\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} ");
  CHECK(status_of(twice.read_all()) == 400);
}

TEST_CASE("requests one behind the other, HEAD, ranges, and bodies that nobody asked for") {
  const RawHttp server(short_limits(), 3);
  RawClient client(server.port());
  client.send(server.request("/api/v1/health", "") + server.request(kList, server.key));
  std::string answers = client.read_answer();
  while (answers.find("HTTP/1.1", 5) == std::string::npos && !client.closed())
    answers += client.read_answer(milliseconds(100));
  CHECK(answers.find("\"status\":\"ok\"") < answers.find("\"items\":["));
  std::string ranges = "Range: bytes=0-";
  for (int i = 0; i < 2500; ++i) ranges += ",0-";
  const std::string whole = server.ask(kList, server.key, ranges + "\r\n");
  CHECK(status_of(whole) == 200);
  CHECK(whole.find("\"revision\"") != std::string::npos);
  RawClient head(server.port());
  head.send("HEAD /api/v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const std::string only = head.read_all();
  CHECK(status_of(only) == 200);
  CHECK(only.ends_with("\r\n\r\n"));
  RawClient body(server.port());
  body.send("GET /api/v1/health HTTP/1.1\r\nHost: x\r\nContent-Length: 30\r\n\r\n" +
            server.request("/api/v1/none", ""));
  const std::string one = body.read_all();
  CHECK(status_of(one) == 200);
  CHECK(one.find("HTTP/1.1", 5) == std::string::npos);
}

TEST_CASE("three hundred dashboards on kept connections, and one more is answered at once") {
  const RawHttp server;
  std::vector<RawClient> clients;
  for (int i = 0; i < 300; ++i) clients.emplace_back(server.port());
  for (int round = 0; round < 2; ++round) {
    for (RawClient& client : clients) client.send(server.request(kList + "/summary", server.key));
    int answered = 0;
    for (RawClient& client : clients) answered += status_of(client.read_answer()) == 200 ? 1 : 0;
    CHECK(answered == 300);
  }
  CHECK(server.metric("syncwall_connections") == 301);
  clients.clear();
  CHECK(wait_until([&] { return server.metric("syncwall_connections") == 1; }));
}

// Connections whose clients have shown a known key, each idle in its turn before the next one comes.
std::vector<RawClient> idle_followers(const RawHttp& server, int count) {
  std::vector<RawClient> clients;
  for (int i = 0; i < count; ++i) {
    clients.emplace_back(server.port());
    clients.back().send(server.request(kList + "/summary", server.key));
    CHECK(status_of(clients.back().read_answer()) == 200);
    // The one that asks for the number is not idle itself then.
    REQUIRE(wait_until([&] { return server.metric("syncwall_connections_idle") == i + 1; }));
  }
  return clients;
}

TEST_CASE("a full house lets go whom it doesn't know, then who has waited longest, and turns away where nobody waits") {
  Http::Options http = short_limits();
  http.most_connections = 4;
  const RawHttp server(http);
  std::vector<RawClient> known = idle_followers(server, 3);
  RawClient stranger(server.port());
  stranger.send("GET /");
  // One after the other: each takes the place of the one before, which nobody knows.
  for (int i = 0; i < 3; ++i) CHECK(status_of(server.ask("/api/v1/health", "")) == 200);
  CHECK(stranger.read_all() == "");
  CHECK(stranger.closed());
  RawClient fourth(server.port());
  fourth.send(server.request(kList + "/summary", server.key));
  CHECK(status_of(fourth.read_answer()) == 200);
  CHECK(status_of(server.ask("/api/v1/health", "")) == 200);
  CHECK(known.front().read_all() == "");  // the one that had waited longest
  CHECK(known.front().closed());
  for (std::size_t i = 1; i < known.size(); ++i) {
    known[i].send(server.request(kList + "/summary", server.key));
    CHECK(status_of(known[i].read_answer()) == 200);
  }
  // Now they are all known, and busy with a request.
  known.clear();
  const std::string begun = "POST " + kList + "/batch_delete HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " +
                            server.key + "\r\nContent-Length: 100\r\n\r\n{";
  std::vector<RawClient> busy;
  CHECK(wait_until([&] {
    busy.emplace_back(server.port());
    busy.back().send(server.request(kList + "/summary", server.key) + begun);
    return status_of(busy.back().read_answer(milliseconds(50))) == 503;
  }));
  RawClient late(server.port());
  const std::string answer = late.read_all();
  CHECK(status_of(answer) == 503);
  CHECK(answer.find("\r\nRetry-After: ") != std::string::npos);
  CHECK(RawClient::whole(answer));
}

TEST_CASE("stopping doesn't wait for connections that wait, and finishes what is under way") {
  Http::Options http = short_limits();
  http.patience = std::chrono::minutes(5);
  RawHttp server(http);
  std::vector<RawClient> waiting;
  for (int i = 0; i < 50; ++i) {
    waiting.emplace_back(server.port());
    if (i % 2 == 0) waiting.back().send(server.request("/api/v1/health", ""));
    if (i % 2 == 0) CHECK(status_of(waiting.back().read_answer()) == 200);
  }
  RawClient under_way(server.port());
  under_way.send("POST " + kList + "/batch_delete HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + server.key +
                 "\r\nContent-Length: 20\r\n\r\n{\"connector_ids\"");
  CHECK(wait_until([&] { return server.metric("syncwall_connections") == 52; }));
  const int port = server.port();
  std::atomic<bool> stopped{false};
  std::jthread stops([&] {
    server.server.reset();
    stopped = true;
  });
  for (RawClient& client : waiting) {
    CHECK(client.read_all() == "");
    CHECK(client.closed());
  }
  CHECK(wait_until([&] { return !RawClient(port).connected(); }));
  CHECK_FALSE(stopped);
  under_way.send(":[]}");
  const std::string answer = under_way.read_all();
  CHECK(status_of(answer) == 200);
  CHECK(answer.find("\r\nConnection: close\r\n") != std::string::npos);
  stops.join();
  server.start();
}

TEST_CASE("the patience with requests under way has an end") {
  Http::Options http = short_limits();
  http.patience = milliseconds(100);
  RawHttp server(http);
  RawClient client(server.port());
  client.send("POST " + kList + "/batch_delete HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + server.key +
              "\r\nContent-Length: 100\r\n\r\n{");
  CHECK(wait_until(
      [&] { return server.metric("syncwall_connections") == 2 && server.metric("syncwall_connections_idle") == 0; }));
  server.server.reset();
  CHECK(client.read_all() == "");
  CHECK(client.closed());
}
