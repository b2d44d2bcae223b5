#include "base/paths.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace syncwall;
namespace fs = std::filesystem;

TEST_CASE("an atomic write creates the folder, replaces the text and is its owner's alone") {
  const fs::path dir = fs::temp_directory_path() / ("syncwall-paths-" + std::to_string(::getpid()));
  const fs::path file = dir / "deep" / "settings.json";
  REQUIRE(write_file_atomically(file, "one").ok());
  REQUIRE(write_file_atomically(file, "two").ok());
  CHECK(read_file(file).value() == "two");
  struct stat info {};
  REQUIRE(::stat(file.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  CHECK(std::distance(fs::directory_iterator(file.parent_path()), fs::directory_iterator()) == 1);
  fs::remove_all(dir);
}

TEST_CASE("what cannot be read or written is a problem that names the file") {
  const auto missing = read_file("/nonexistent/syncwall");
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.problem().text().find("/nonexistent/syncwall") != std::string::npos);
  CHECK_FALSE(write_file_atomically("/proc/no/such/place", "x").ok());
}
