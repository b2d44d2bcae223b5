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

TEST_CASE("what is set aside stays, also when another one follows; at most nine are kept") {
  const fs::path dir = fs::temp_directory_path() / ("syncwall-aside-" + std::to_string(::getpid()));
  const fs::path file = dir / "layout.ini";
  for (int i = 1; i <= 12; ++i) {
    REQUIRE(write_file_atomically(file, "broken " + std::to_string(i)).ok());
    set_aside(file, "a test");
    CHECK_FALSE(fs::exists(file));
  }
  CHECK(read_file(dir / "layout.ini.broken").value() == "broken 12");
  CHECK(read_file(dir / "layout.ini.broken.2").value() == "broken 11");
  CHECK(read_file(dir / "layout.ini.broken.9").value() == "broken 4");
  CHECK(std::distance(fs::directory_iterator(dir), fs::directory_iterator()) == 9);
  fs::remove_all(dir);
}

TEST_CASE("what is no file is written into or refused, never replaced; a link stays one") {
  const auto folder = std::filesystem::temp_directory_path() / ("syncwall-write-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  CHECK_FALSE(write_file_atomically("/dev/full", "text", FileKind::Usual).ok());
  CHECK(std::filesystem::is_character_file("/dev/full"));
  CHECK(write_file_atomically("/dev/null", "text", FileKind::Passing).ok());
  CHECK(std::filesystem::is_character_file("/dev/null"));
  CHECK_FALSE(write_file_atomically(folder, "text").ok());
  CHECK(std::filesystem::is_directory(folder));
  CHECK_FALSE(write_file_atomically(folder / "none/file", "text", FileKind::Usual).ok());
  CHECK(write_file_atomically(folder / "file", "one").ok());
  std::filesystem::create_symlink("file", folder / "link");
  CHECK(write_file_atomically(folder / "link", "two").ok());
  CHECK(std::filesystem::is_symlink(folder / "link"));
  CHECK(read_file(folder / "file").value() == "two");
  std::filesystem::create_symlink("fresh", folder / "to-nothing");
  CHECK(write_file_atomically(folder / "to-nothing", "three", FileKind::Usual).ok());
  CHECK(read_file(folder / "fresh").value() == "three");
  std::filesystem::permissions(folder / "file", std::filesystem::perms(0640));
  CHECK(write_file_atomically(folder / "file", "four", FileKind::Usual).ok());
  CHECK(std::filesystem::status(folder / "file").permissions() == std::filesystem::perms(0640));
  CHECK(write_file_atomically(folder / "file", "five", FileKind::Own).ok());
  CHECK(std::filesystem::status(folder / "file").permissions() == std::filesystem::perms(0600));
  std::filesystem::remove_all(folder);
}
