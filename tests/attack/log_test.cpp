// Nobody outside fills the log, forges a line of it, or reads a key in it.
#include "base/log.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "server/request_log.h"
#include "support/file_text.h"
#include "support/raw_http.h"
#include "support/wait_until.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

class Folder {
 public:
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  const std::filesystem::path path = fresh_folder();
};

}  // namespace

TEST_CASE("a flood of refused requests costs some lines, and how many were left out is told") {
  const Folder folder;
  const auto file = folder.path / "log";
  constexpr int kFlood = 2'000, kBroken = 30;
  {
    const auto log = Log::open(file, Log::Level::Warn);
    REQUIRE(log.ok());
    Http::Options http;
    http.log = log.value().get();
    http.throttle.free = 1'000'000;
    http.limits.linger = std::chrono::milliseconds(1);
    const RawHttp server(http);
    // Many at a time, so that a busy machine need not switch between the two ends for each.
    constexpr int kAtOnce = 200;
    RawClient kept(server.port());
    for (int i = 0; i < kFlood; i += kAtOnce) {
      std::string requests, answers;
      for (int n = i; n < i + kAtOnce; ++n)
        requests += server.request("/made/up/" + std::to_string(n), "") +
                    server.request("/api/v1/users/current", "sk-guess-" + std::to_string(n));
      kept.send(requests);
      const std::string last = "/made/up/" + std::to_string(i + kAtOnce - 1);
      while ((answers.find(last) == std::string::npos || !answers.ends_with("unknown API key\"}")) && !kept.closed())
        answers += kept.read_all(std::chrono::milliseconds(10));
    }
    for (int i = 0; i < kBroken; ++i) {
      RawClient broken(server.port());
      broken.send("nonsense\r\n\r\n");
      CHECK(status_of(broken.read_all()) == 400);
    }
  }
  const std::string text = file_text(file);
  const auto lines = std::count(text.begin(), text.end(), '\n');
  CHECK(lines >= Log::kMostLines);
  CHECK(lines < 200);  // however slowly that ran: of each window one line more
  CHECK(text.find("/made/up") == std::string::npos);
  CHECK(text.find("sk-guess") == std::string::npos);
  // What was written and what was left out is all there was: 401s and 400s.
  std::int64_t told = 0;
  for (std::size_t at = text.find("left out event=\"request\" lines="); at != std::string::npos;
       at = text.find("left out event=\"request\" lines=", at + 1))
    told += std::stoll(text.substr(at + 31));
  std::int64_t written = 0;
  for (std::size_t at = text.find("warning request from="); at != std::string::npos;
       at = text.find("warning request from=", at + 1))
    ++written;
  CHECK(told + written == kFlood + kBroken);
}

TEST_CASE("a kind of event that floods doesn't hide another, and debug leaves nothing out") {
  const Folder folder;
  {
    const auto log = Log::open(folder.path / "log", Log::Level::Debug);
    for (int i = 0; i < 1'000; ++i) {
      log.value()->write(Log::Level::Warn, "flood", {{"n", i}});
      log.value()->write(Log::Level::Debug, "all", {{"n", i}});
    }
    log.value()->write(Log::Level::Warn, "rare");
    log.value()->write(Log::Level::Error, "flood");  // at another level: another kind
  }
  const std::string text = file_text(folder.path / "log");
  CHECK(text.find(" warning rare\n") != std::string::npos);
  CHECK(text.find(" error flood\n") != std::string::npos);
  CHECK(text.find(" debug all n=999\n") != std::string::npos);
  CHECK(text.find(" warning flood n=19\n") != std::string::npos);
  CHECK(text.find(" warning flood n=20\n") == std::string::npos);
  CHECK(text.find(" warning left out event=\"flood\" lines=980\n") != std::string::npos);
}

TEST_CASE("what a terminal or a reader takes for another line or another order is escaped") {
  const Folder folder;
  {
    const auto log = Log::open(folder.path / "log", Log::Level::Info);
    log.value()->write(Log::Level::Info, "x",
                       {{"t",
                         "a\n\r\x1b["
                         "2J\x7f\xc2\x9b\xc2\x85\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xae\xe2\x81\xa6\xef\xbb\xbf\xf3\xa0"
                         "\x80\x81z\xc3\xa9\xe6\x97\xa5\xff"}});
  }
  const std::string text = file_text(folder.path / "log");
  CHECK(text.find(R"(t="a\u000a\u000d\u001b[2J\u007f\u009b\u0085\u2028\u2029\u202e\u2066\ufeff\udb40\udc01zé日)"
                  "\xef\xbf\xbd\"\n") != std::string::npos);
  CHECK(std::count(text.begin(), text.end(), '\n') == 1);
}

TEST_CASE("a key typed into a path or in place of the method is not logged") {
  for (const char* path : {"/api/v1/sk-abc", "/sk-0123456789abcdefghijklmnop", "/x/SK-ABC/y", "/%73k-abc",
                           "/api/v1/0123456789abcdefghijklmnop", "/a?key=sk-abc", "/task-sk-abc"}) {
    CAPTURE(path);
    const std::string shown = loggable_path(path);
    for (const char* part : {"abc", "ABC", "0123456789abcdef"}) CHECK(shown.find(part) == std::string::npos);
  }
  CHECK(loggable_path("/api/v1/health") == "/api/v1/health");
  CHECK(loggable_path("/favicon.ico") == "/favicon.ico");
  CHECK(loggable_path(std::string("/") + std::string(400, 'a')).size() < 210);
  const Folder folder;
  {
    const auto log = Log::open(folder.path / "log", Log::Level::Debug);
    Http::Options http;
    http.log = log.value().get();
    const RawHttp server(http);
    CHECK(status_of(server.ask("/api/v1/" + server.key, "")) == 404);
    RawClient client(server.port());
    client.send(server.key + " / HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(status_of(client.read_answer()) == 404);
    CHECK(wait_until([&] { return std::ranges::count(file_text(folder.path / "log"), '\n') == 2; }));
    CHECK(file_text(folder.path / "log").find(server.key.substr(3)) == std::string::npos);
  }
}
