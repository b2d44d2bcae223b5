// Pictures, and what happens without a display.
#include <doctest/doctest.h>

#include <filesystem>

#include "base/paths.h"
#include "e2e/desktop.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

// Width and height out of a PNG's header.
std::pair<int, int> size_of(const std::string& png) {
  REQUIRE(png.size() > 24);
  REQUIRE(png.substr(1, 3) == "PNG");
  const auto number = [&](std::size_t at) {
    int n = 0;
    for (std::size_t i = at; i < at + 4; ++i) n = n * 256 + static_cast<unsigned char>(png[i]);
    return n;
  };
  return {number(16), number(20)};
}

}  // namespace

TEST_CASE("a picture of the embedded demonstration, also larger than the display") {
  Desktop desktop(1280, 720);
  for (const auto& [text, size] :
       {std::pair<std::string, std::pair<int, int>>{"1920x1080", {1920, 1080}}, {"3840x2160", {3840, 2160}}}) {
    const std::string file = desktop.folder() + "/a.png", seen = desktop.folder() + "/picture.json";
    const Finished done = run({SYNCWALL_PROGRAM, "--screenshot", file, "--size", text, "--demo-jobs", "500", "--status",
                               "failed", "--describe", seen},
                              desktop.environment(), desktop.folder());
    INFO(done.err);
    CHECK(done.status == 0);
    const auto png = read_file(file);
    REQUIRE(png.ok());
    CHECK((size_of(png.value()) == size));
    CHECK(png.value().size() > 40'000);
    const auto words = read_file(seen);
    REQUIRE(words.ok());
    CHECK(words.value().find("Live") != std::string::npos);
    CHECK(words.value().find("\"cell status\",\"name\":\"Failed\"") != std::string::npos);
    CHECK(words.value().find("\"cell status\",\"name\":\"Completed\"") == std::string::npos);
  }
}

TEST_CASE("a picture of any size that the options allow, from any distance") {
  const Desktop desktop(1280, 720);
  const std::vector<Words> all = {
      {"--wall", "--viewing-distance", "6", "--screen-inches", "55", "--size", "3840x2160"},
      {"--wall", "--viewing-distance", "4", "--screen-inches", "32", "--size", "3840x2160"},
      {"--wall", "--size", "7680x4320"},
      {"--wall", "--viewing-distance", "15", "--size", "1920x1080"},
      {"--scale", "8"},
      {"--scale", "0.5"},
      {"--wall", "--viewing-distance", "30", "--screen-inches", "5", "--size", "3840x2160"},
      {"--wall", "--viewing-distance", "0.5", "--screen-inches", "500", "--size", "320x240"},
  };
  for (const Words& more : all) {
    const std::string file = desktop.folder() + "/a.png";
    Words command = {SYNCWALL_PROGRAM, "--screenshot", file, "--demo-jobs", "200"};
    command.insert(command.end(), more.begin(), more.end());
    std::string said;
    for (const std::string& word : more) said += word + " ";
    const Finished done = run(command, desktop.environment(), desktop.folder());
    INFO(said << done.err);
    CHECK(done.status == 0);
    const auto png = read_file(file);
    REQUIRE(png.ok());
    CHECK(png.value().size() > 2000);
  }
}

TEST_CASE("a remembered zoom, however large, never prevents a start") {
  Desktop desktop;
  REQUIRE(
      write_file_atomically(desktop.folder() + "/state/syncwall/layout.ini", "[Syncwall][Page]\nZoom=12\nTheme=dark\n")
          .ok());
  desktop.start_server();
  desktop.open_window({"--wall", "--viewing-distance", "15"}, "card");  // rows have no room
  CHECK(desktop.wait_for([&] { return desktop.shows("connection", "Live"); }));
  CHECK(desktop.window_runs());
  desktop.close_window();
}

TEST_CASE("without a display it says so and how to go on") {
  const Desktop desktop;
  Words environment = desktop.environment();
  environment[0] = "DISPLAY=";
  environment.push_back("WAYLAND_DISPLAY=");
  const Finished done = run({SYNCWALL_PROGRAM, "--demo-jobs", "10"}, environment, desktop.folder());
  CHECK(done.status == 2);
  for (const char* part : {"no display", "xvfb-run", "--screenshot", "syncwall list"})
    CHECK(done.err.find(part) != std::string::npos);
}

TEST_CASE("a picture that can't be written, or of a server that isn't there, is status 2 and says why") {
  const Desktop desktop;
  const Finished nowhere = run({SYNCWALL_PROGRAM, "--screenshot", "/nowhere/a.png", "--demo-jobs", "10"},
                               desktop.environment(), desktop.folder());
  CHECK(nowhere.status == 2);
  CHECK(nowhere.err.find("/nowhere/a.png") != std::string::npos);
  for (const Words& what : {Words{"--screenshot", "/dev/full"},
                            {"--screenshot", desktop.folder()},
                            {"--screenshot", desktop.folder() + "/a.png", "--describe", "/dev/full"},
                            {"--screenshot", desktop.folder() + "/a.png", "--describe", desktop.folder()}}) {
    Words command = {SYNCWALL_PROGRAM, "--demo-jobs", "10", "--size", "640x480"};
    command.insert(command.end(), what.begin(), what.end());
    const Finished failed = run(command, desktop.environment(), desktop.folder());
    CHECK(failed.status == 2);
    CHECK(failed.err.find("could not write") != std::string::npos);
  }
  CHECK(std::filesystem::is_character_file("/dev/full"));
}
