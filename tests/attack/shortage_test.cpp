// Where the system has no more to give: descriptors, threads, memory. The server says so at its start, answers 503, and
// lives on.
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <memory>

#include "e2e/process.h"
#include "net/server/capacity.h"
#include "support/file_text.h"
#include "support/raw_client.h"
#include "support/wait_until.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

// The real program under limits of the shell: "ulimit -n 200".
class Limited {
 public:
  Limited(const std::string& limits, const std::string& options) {
    std::filesystem::create_directories(folder);
    const std::string command = limits + "; exec " SYNCWALL_SERVER_PROGRAM " --listen 127.0.0.1:0 --database " +
                                path("jobs.db") + " " + options;
    process = std::make_unique<Process>(Words{"bash", "-c", command}, Words{}, path("out"));
    REQUIRE(wait_until([&] { return file_text(path("out")).find(", database") != std::string::npos; },
                       std::chrono::seconds(60)));
    const std::string out = said();
    port = std::stoi(out.substr(out.find("127.0.0.1:") + 10));
    key = file_text(path("jobs.db.admin-key"));
    while (key.ends_with('\n')) key.pop_back();
  }
  ~Limited() {
    process.reset();
    std::filesystem::remove_all(folder);
  }
  [[nodiscard]] std::string path(const std::string& name) const { return (folder / name).string(); }
  [[nodiscard]] std::string said() const { return file_text(path("out")); }
  [[nodiscard]] std::string request(const std::string& what) const {
    return "GET /api/v1/" + what + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key + "\r\n\r\n";
  }

  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("syncwall-shortage-" + std::to_string(::getpid()));
  std::unique_ptr<Process> process;
  int port = 0;
  std::string key;
};

constexpr const char* kList = "admin/scheduled_connectors?limit=1000";

}  // namespace

TEST_CASE("few descriptors: a word at the start, 503 and never 500, and it stops as always") {
  Limited server("ulimit -n 200", "--demo-jobs 300");
  CHECK(server.said().find("at most 40 connections instead of 1000: only 200 files may be open") != std::string::npos);
  std::vector<RawClient> clients;
  int served = 0, busy = 0;
  for (int i = 0; i < 80; ++i) {
    clients.emplace_back(server.port);
    clients.back().send(server.request(kList));
    const int status = status_of(clients.back().read_answer());
    served += status == 200 ? 1 : 0;
    busy += status == 503 ? 1 : 0;
  }
  CHECK(served + busy == 80);
  CHECK(served >= 40);
  clients.clear();
  RawClient after(server.port);
  after.send(server.request("health"));
  CHECK(status_of(after.read_answer()) == 200);
  server.process->signal(SIGTERM);
  CHECK(server.process->wait() == 0);
}

TEST_CASE("little memory: what can't be done is refused or ends its connection, and the server lives") {
  Limited server("ulimit -v 700000", "--demo-jobs 3000");
  for (int round = 0; round < 3; ++round) {
    std::vector<RawClient> clients;
    for (int i = 0; i < 120; ++i) {
      clients.emplace_back(server.port, 4096);
      clients.back().send(server.request(kList));
      clients.back().send(server.request(kList));
    }
    for (RawClient& client : clients) {
      const std::string answer = client.read_answer();
      const int status = status_of(answer);
      CAPTURE(answer.substr(0, 300));
      CHECK((status == 200 || status == 503 || status == 0));  // 0: not even that could be said
    }
    CHECK(server.process->running());
  }
  for (const char* what : {kList, "health"}) {
    CHECK(wait_until(
        [&] {
          RawClient after(server.port);
          after.send(server.request(what));
          return status_of(after.read_answer()) == 200;
        },
        std::chrono::seconds(30)));
  }
  server.process->signal(SIGTERM);
  CHECK(server.process->wait() == 0);
}

TEST_CASE("how many connections fit") {
  CHECK(fit_connections(1000, 65536, std::nullopt).connections == 1000);
  CHECK(fit_connections(1000, 65536, std::nullopt).why.empty());
  CHECK(fit_connections(1000, 1024, std::nullopt).connections == 1024 - kDescriptorsKept);
  CHECK(fit_connections(1000, 1024, std::nullopt).why.find("1024 files") != std::string::npos);
  CHECK(fit_connections(100'000, 200'000, 4096).connections == 4096 - kThreadsKept);
  CHECK(fit_connections(100'000, 200'000, 4096).why.find("4096 threads") != std::string::npos);
  CHECK(fit_connections(1000, 10, 5).connections == 1);
}

TEST_CASE("SIGTERM and SIGINT end the making of a demonstration at once, and leave nothing half made") {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("syncwall-demo-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const std::string database = (folder / "jobs.db").string(), out = (folder / "out").string();
  const auto start = [&](const std::string& jobs) {
    return std::make_unique<Process>(
        Words{SYNCWALL_SERVER_PROGRAM, "--listen", "127.0.0.1:0", "--database", database, "--demo-jobs", jobs}, Words{},
        out);
  };
  for (const int number : {SIGTERM, SIGINT}) {
    const auto making = start("200000");
    REQUIRE(wait_until(
        [&] {
          return std::filesystem::exists(database + "-wal") && std::filesystem::file_size(database + "-wal") > 100'000;
        },
        std::chrono::seconds(60)));
    const auto begin = std::chrono::steady_clock::now();
    making->signal(number);
    CHECK(making->wait() == 1);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(10));
    CHECK(file_text(out).find("stopped before it had started") != std::string::npos);
  }
  const auto small = start("50");
  CHECK(wait_until([&] { return file_text(out).find(", database") != std::string::npos; }, std::chrono::seconds(60)));
  small->signal(SIGTERM);
  CHECK(small->wait() == 0);
  std::filesystem::remove_all(folder);
}
