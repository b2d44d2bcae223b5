#include "net/client/api_key.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

using namespace syncwall;

namespace {

class KeyFile {
 public:
  KeyFile(const std::string& text, mode_t mode) {
    std::ofstream(path) << text;
    ::chmod(path.c_str(), mode);
  }
  ~KeyFile() { std::filesystem::remove(path); }
  KeyFile(const KeyFile&) = delete;
  KeyFile& operator=(const KeyFile&) = delete;
  const std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("syncwall-key-" + std::to_string(::getpid()));
};

}  // namespace

TEST_CASE("a key file for its owner only gives its key, without the blanks around it") {
  const KeyFile file("  sk-abc\r\n", 0600);
  CHECK(read_api_key_file(file.path).value() == "sk-abc");
}

TEST_CASE("a key file that others can read is refused, with the way out and without the key") {
  for (const mode_t mode : {0640u, 0604u, 0660u, 0644u}) {
    const KeyFile file("sk-abc", mode);
    const auto key = read_api_key_file(file.path);
    REQUIRE_FALSE(key.ok());
    CHECK(key.problem().todo == "run: chmod 600 '" + file.path.string() + "'");
    CHECK(key.problem().text().find("sk-abc") == std::string::npos);
  }
}

TEST_CASE("missing, empty, a folder and too long are problems that name the file") {
  const KeyFile empty("\n", 0600);
  CHECK(read_api_key_file(empty.path).problem().why == "it is empty");
  CHECK_FALSE(read_api_key_file("/no/such/file").ok());
  CHECK_FALSE(read_api_key_file("/").ok());
  const KeyFile large(std::string(5'000, 'k'), 0600);
  CHECK(read_api_key_file(large.path).problem().why == "it is too long");
}

TEST_CASE("the provider reads a file anew each time, and the variable where no file is named") {
  const KeyProvider provider = [] {
    const KeyFile file("sk-one", 0600);
    const KeyProvider made = key_provider(file.path);
    CHECK(made().value() == "sk-one");
    return made;
  }();
  CHECK_FALSE(provider().ok());
  const KeyFile again("sk-two", 0600);
  CHECK(provider().value() == "sk-two");

  ::unsetenv("SYNCWALL_API_KEY");
  CHECK_FALSE(key_provider({})().ok());
  ::setenv("SYNCWALL_API_KEY", "sk-three\n", 1);
  CHECK(key_provider({})().value() == "sk-three");
  ::unsetenv("SYNCWALL_API_KEY");
}

TEST_CASE("a key from a pipe is read once and kept, for copies of the provider too") {
  const auto pipe = std::filesystem::temp_directory_path() / ("syncwall-key-pipe-" + std::to_string(::getpid()));
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const KeyProvider provider = key_provider(pipe), copy = provider;
  std::thread writer([&] { std::ofstream(pipe) << "sk-once\n"; });
  CHECK(provider().value() == "sk-once");
  writer.join();
  CHECK(provider().value() == "sk-once");
  CHECK(copy().value() == "sk-once");
  std::filesystem::remove(pipe);
}
