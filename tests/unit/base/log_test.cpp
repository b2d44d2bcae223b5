#include "base/log.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/paths.h"

using namespace syncwall;
namespace fs = std::filesystem;

namespace {
struct Folder {
  fs::path path = fs::temp_directory_path() / ("syncwall-log-test-" + std::to_string(::getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

std::string text_of(const fs::path& file) {
  const auto text = read_file(file);
  return text.ok() ? text.value() : "";
}
}  // namespace

TEST_CASE("one event is one line, whatever its fields hold") {
  const Folder folder;
  const auto log = Log::open(folder.path / "a.log", Log::Level::Info);
  REQUIRE(log.ok());
  log.value()->write(Log::Level::Warn, "request",
                     {{"path", "/a\nERROR forged line"}, {"bytes", std::int64_t{12}}, {"bad", "\xFF\"%s"}});
  const std::string text = text_of(folder.path / "a.log");
  CHECK(std::count(text.begin(), text.end(), '\n') == 1);
  CHECK(text.find(" warning request path=\"/a\\u000aERROR forged line\" bytes=12 bad=") != std::string::npos);
  CHECK(text.find("%s") != std::string::npos);
}

TEST_CASE("what is below the level is not written") {
  const Folder folder;
  const auto log = Log::open(folder.path / "a.log", Log::Level::Warn);
  REQUIRE(log.ok());
  log.value()->write(Log::Level::Debug, "no");
  log.value()->write(Log::Level::Info, "no");
  log.value()->write(Log::Level::Error, "yes");
  const std::string text = text_of(folder.path / "a.log");
  CHECK(text.find("no") == std::string::npos);
  CHECK(text.find("error yes") != std::string::npos);
}

TEST_CASE("a log that was moved away begins anew when it is reopened, and one that can't be opened says why") {
  const Folder folder;
  const auto log = Log::open(folder.path / "a.log", Log::Level::Info);
  REQUIRE(log.ok());
  log.value()->write(Log::Level::Info, "before");
  fs::rename(folder.path / "a.log", folder.path / "old.log");
  CHECK(log.value()->reopen().ok());
  log.value()->write(Log::Level::Info, "after");
  CHECK(text_of(folder.path / "old.log").find("after") == std::string::npos);
  CHECK(text_of(folder.path / "a.log").find("after") != std::string::npos);
  fs::create_directories(folder.path / "folder.log");
  const auto refused = Log::open(folder.path / "folder.log", Log::Level::Info);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.problem().text().find("folder.log") != std::string::npos);
}

TEST_CASE("levels by name") {
  CHECK(parse_log_level("debug").value() == Log::Level::Debug);
  CHECK(parse_log_level("error").value() == Log::Level::Error);
  CHECK_FALSE(parse_log_level("loud").ok());
}

TEST_CASE(
    "log files are their owner's only, whatever the umask, also when they are rotated; a group that was let in "
    "stays") {
  Folder folder;
  const mode_t before = ::umask(0);
  const auto mode = [&](const char* name) {
    return static_cast<unsigned>(fs::status(folder.path / name).permissions());
  };
  {
    const auto log = Log::open(folder.path / "private.log", Log::Level::Info);
    REQUIRE(log.ok());
    CHECK(mode("private.log") == 0600);
    const std::string much(1'000'000, 'x');
    for (int i = 0; i < 12; ++i) log.value()->write(Log::Level::Info, "much", {{"text", much}});
    CHECK(mode("private.log") == 0600);
    CHECK(mode("private.1.log") == 0600);
  }
  fs::permissions(folder.path / "private.log", fs::perms(0666));
  fs::permissions(folder.path / "private.1.log", fs::perms(0644));
  REQUIRE(Log::open(folder.path / "private.log", Log::Level::Info).ok());
  CHECK(mode("private.log") == 0600);
  CHECK(mode("private.1.log") == 0600);
  fs::permissions(folder.path / "private.log", fs::perms(0640));
  REQUIRE(Log::open(folder.path / "private.log", Log::Level::Info).ok());
  CHECK(mode("private.log") == 0640);
  ::umask(before);
}
