// Readers, writers and /health don't wait for one another, and stopping waits for none of them for long.
#include "server/turns.h"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <fstream>
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
  return "POST " + kAll + "/batch_delete HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
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
  REQUIRE(wait_until([&] { return server.metric("syncwall_connections") == 41 && server.metric("syncwall_connections_idle") == 0; }));
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

TEST_CASE("/health tells what is wrong, and the client gets an id instead of a path") {
  const std::filesystem::path log_file = StoreFixture::fresh_folder() / "server.log";
  const auto log = Log::open(log_file, Log::Level::Warn);
  REQUIRE(log.ok());
  Http::Options http;
  http.log = log.value().get();
  RawHttp server(http, 20);
  const auto health = [&] {
    const std::string answer = server.ask("/api/v1/health", "");
    const std::size_t at = answer.find("\"status\":\"");
    return std::to_string(status_of(answer)) + " " + answer.substr(at + 10, answer.find('"', at + 10) - at - 10);
  };
  CHECK(health() == "200 ok");
  // A table is gone: the reason goes to the log only.
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(server.options.database.c_str(), &handle) == SQLITE_OK);
  REQUIRE(sqlite3_exec(handle, "ALTER TABLE audit RENAME TO hidden", nullptr, nullptr, nullptr) == SQLITE_OK);
  const std::string answer = server.ask("/api/v1/admin/audit", server.key);
  CHECK(status_of(answer) == 500);
  for (const char* secret : {"SELECT", "audit.", "no such table", ".db"}) CHECK(answer.find(secret) == std::string::npos);
  const std::size_t under = answer.find(" under ");
  REQUIRE(under != std::string::npos);
  const std::string id = answer.substr(under + 7, 10);
  std::ifstream in(log_file);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const std::size_t line = text.find("failure id=\"" + id + "\"");
  REQUIRE(line != std::string::npos);
  CHECK(text.find("no such table", line) != std::string::npos);
  CHECK(health() == "503 failed");
  REQUIRE(sqlite3_exec(handle, "ALTER TABLE hidden RENAME TO audit", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(handle);
  // Gone from its place, and back.
  const std::filesystem::path file = server.options.database, aside = file.string() + ".aside";
  std::filesystem::rename(file, aside);
  CHECK(wait_until([&] { return health() == "503 file_gone"; }));
  std::filesystem::copy_file(aside, file);
  CHECK(wait_until([&] { return health() == "503 file_gone"; }));  // another file of its name
  std::filesystem::rename(aside, file);
  CHECK(wait_until([&] { return health() != "503 file_gone"; }));
  std::filesystem::remove_all(log_file.parent_path());
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
