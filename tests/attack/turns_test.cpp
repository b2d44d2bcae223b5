// Readers, writers and /health don't wait for one another, and stopping waits for none of them for long.
#include "net/server/turns.h"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <thread>

#include "support/raw_http.h"
#include "support/wait_until.h"

using namespace syncwall;
using namespace syncwall::test;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock_ = std::chrono::steady_clock;

namespace {

const std::string kAll = "/api/v1/admin/scheduled_connectors";

// Another program that writes and doesn't come to an end.
class Locked {
 public:
  explicit Locked(const std::filesystem::path& file) {
    REQUIRE(sqlite3_open(file.c_str(), &handle_) == SQLITE_OK);
    REQUIRE(sqlite3_exec(handle_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  ~Locked() { sqlite3_close(handle_); }
  Locked(const Locked&) = delete;
  Locked& operator=(const Locked&) = delete;

 private:
  sqlite3* handle_ = nullptr;
};

std::string deletion(const std::string& key) {
  const std::string body = R"({"connector_ids":["a"]})";
  return "POST " + kAll + "/batch_delete HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

TEST_CASE("forty waiting writers keep neither a reader nor /health waiting, and don't hold up the end") {
  Http::Options http;
  http.patience = seconds(10);
  RawHttp server(http, 20);
  std::optional<Locked> lock(std::in_place, server.options.database);
  std::vector<RawClient> writers;
  for (int i = 0; i < 40; ++i) {
    writers.emplace_back(server.port());
    writers.back().send(deletion(server.key));
  }
  REQUIRE(wait_until(
      [&] { return server.metric("syncwall_connections") == 41 && server.metric("syncwall_connections_idle") == 0; }));
  for (int i = 0; i < 20; ++i) {
    RawClient reader(server.port()), health(server.port());
    reader.send(server.request(kAll, server.key));
    health.send(server.request("/api/v1/health", ""));
    CHECK(status_of(reader.read_answer(seconds(4))) == 200);  // the writers wait for 10
    CHECK(status_of(health.read_answer(seconds(4))) == 200);
  }
  const auto begin = Clock_::now();
  server.server.reset();
  CHECK(Clock_::now() - begin < seconds(12));
  // But for the one that waits for the lock until the patience ends.
  int told = 0;
  for (RawClient& writer : writers) {
    const std::string answer = writer.read_all();
    CHECK(answer.find(server.options.database.string()) == std::string::npos);
    told += status_of(answer) == 503 && answer.find("\r\nRetry-After: ") != std::string::npos ? 1 : 0;
  }
  CHECK(told >= 39);
  lock.reset();
  server.start();
}

// Kept waiting until the server has begun to stop: then its body comes.
TEST_CASE("a write that begins after the stop, while another program locks the database, ends within the patience") {
  Http::Options http;
  http.patience = seconds(2);
  RawHttp server(http, 20);
  const Locked lock(server.options.database);
  const std::string whole = deletion(server.key);
  RawClient writer(server.port());
  writer.send(std::string_view(whole).substr(0, whole.size() - 3));
  REQUIRE(wait_until(
      [&] { return server.metric("syncwall_connections") == 2 && server.metric("syncwall_connections_idle") == 0; }));
  const int port = server.port();
  std::jthread sends([&] {
    CHECK(wait_until([&] { return !RawClient(port).connected(); }));
    writer.send(std::string_view(whole).substr(whole.size() - 3));
  });
  const auto begin = Clock_::now();
  server.server.reset();
  CHECK(Clock_::now() - begin < seconds(6));  // a statement by itself waits for 10
  sends.join();
  CHECK(status_of(writer.read_all()) == 503);
}

TEST_CASE(
    "the demonstration and what is done beside the requests don't wait for another program's lock beyond the "
    "patience") {
  Http::Options http;
  http.patience = seconds(2);
  RawHttp server(http);
  server.server.reset();
  server.options.demo_jobs = 20;
  server.options.demo_speed = 100;
  server.start();
  const Locked lock(server.options.database);
  RawClient writer(server.port());
  writer.send(deletion(server.key));
  REQUIRE(wait_until(
      [&] { return server.metric("syncwall_connections") == 2 && server.metric("syncwall_connections_idle") == 0; }));
  const auto begin = Clock_::now();
  server.server.reset();
  CHECK(Clock_::now() - begin < seconds(6));
}

TEST_CASE("a start that waits for another program's lock ends when it is told to") {
  RawHttp server;
  server.server.reset();
  const Locked lock(server.options.database);
  std::stop_source stop;
  server.options.stop = stop.get_token();
  const auto begin = Clock_::now();
  const std::jthread stops([&] {
    std::this_thread::sleep_for(milliseconds(200));  // early or late, it has to end
    stop.request_stop();
  });
  const auto started = JobServer::start(server.options);
  CHECK_FALSE(started.ok());
  CHECK(Clock_::now() - begin < seconds(6));
}

TEST_CASE("turns: nobody alone has all of them, too many don't wait, and stopping ends the waiting") {
  Turns turns({4, 3, 2, seconds(20)});
  std::vector<Turns::Turn> taken;
  for (int i = 0; i < 3; ++i) taken.push_back(*turns.take("greedy"));
  std::optional<Turns::Turn> other = turns.take("other");
  REQUIRE(other.has_value());
  std::atomic<int> got{0}, refused{0};
  {
    std::vector<std::jthread> waiting;
    const auto wait = [&](const char* who) { waiting.emplace_back([&, who] { ++(turns.take(who) ? got : refused); }); };
    wait("greedy");
    wait("third");
    REQUIRE(wait_until([&] { return turns.waiting() == 2; }));
    CHECK_FALSE(turns.take("fourth").has_value());  // two wait already
    other.reset();                                  // for the third: the greedy one has its three
    CHECK(wait_until([&] { return got == 1; }));
    turns.stop(milliseconds(0));
    CHECK(wait_until([&] { return got + refused == 2; }));
  }
  CHECK(got == 1);
  taken.clear();
  CHECK(turns.take("late").has_value());  // what is under way still gets one where it needn't wait
}

TEST_CASE("turns: a crowd gets through, and none is lost") {
  Turns turns({3, 2, 1'000, seconds(30)});
  std::atomic<int> inside{0}, done{0};
  std::atomic<bool> too_many{false};
  {
    std::vector<std::jthread> crowd;
    for (int i = 0; i < 24; ++i) {
      crowd.emplace_back([&, i] {
        for (int n = 0; n < 50; ++n) {
          const auto turn = turns.take("user" + std::to_string(i % 5));
          if (!turn) return;
          if (++inside > 3) too_many = true;
          std::this_thread::yield();
          --inside;
          ++done;
        }
      });
    }
  }
  CHECK(done == 24 * 50);
  CHECK_FALSE(too_many);
}
