#include "e2e/desktop.h"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>
#include <sstream>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/paths.h"
#include "support/wait_until.h"

namespace syncwall::test {

namespace {

std::string temporary_folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "syncwall-e2e-XXXXXX").string();
  REQUIRE(mkdtemp(pattern.data()) != nullptr);
  return pattern;
}

std::string free_port() {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  REQUIRE(bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0);
  REQUIRE(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  close(fd);
  return std::to_string(ntohs(address.sin_port));
}

std::string text_of(const std::string& file) {
  auto text = read_file(file);
  return text.ok() ? std::move(text).value() : std::string();
}

}  // namespace

Desktop::Desktop(int width, int height, Display display) : folder_(temporary_folder()), port_(free_port()) {
  const std::string number = folder_ + "/display";
  const std::string size = std::to_string(width) + "x" + std::to_string(height);
  // The server chooses a free display and writes its number.
  const std::string server = display == Display::Vnc
                                 ? "Xvnc -displayfd 3 -geometry " + size + " -SecurityTypes None -rfbport -1"
                                 : "Xvfb -displayfd 3 -screen 0 " + size + "x24";
  xvfb_ = std::make_unique<Process>(Words{"sh", "-c", "exec " + server + " -nolisten tcp 3>" + number}, Words{},
                                    folder_ + "/xvfb.log");
  REQUIRE(wait_until([&] { return text_of(number).ends_with("\n"); }, patience_));
  display_ = ":" + text_of(number);
  display_.pop_back();
}

Desktop::~Desktop() {
  if (window_) {
    // A failed assert of Dear ImGui and an error of OpenGL both end the program with a status.
    INFO(text_of(folder_ + "/window.log"));
    if (window_runs()) window_->signal(SIGTERM);
    CHECK(window_->wait() == 0);
  }
  window_.reset();
  server_.reset();
  xvfb_.reset();
  std::filesystem::remove_all(folder_);
}

Words Desktop::environment() const {
  return {"DISPLAY=" + display_, "XDG_CONFIG_HOME=" + folder_ + "/config", "XDG_DATA_HOME=" + folder_ + "/data",
          "XDG_STATE_HOME=" + folder_ + "/state", "TZ=UTC", "SYNCWALL_CHECK_GL=1",
          // Mesa unloads its drivers before the leak checker looks, so their leaks have no name to be told from ours
          // by. The tests without a window look for leaks; the soak looks for growth.
          "ASAN_OPTIONS=detect_leaks=0"};
}

void Desktop::start_server(int jobs, const Words& more) {
  std::filesystem::remove(folder_ + "/server.log");
  Words command = {SYNCWALL_SERVER_PROGRAM, "--listen",    "127.0.0.1:" + port_, "--database",
                   folder_ + "/jobs.db",    "--demo-jobs", std::to_string(jobs)};
  command.insert(command.end(), more.begin(), more.end());
  server_ = std::make_unique<Process>(command, environment(), folder_ + "/server.log");
  REQUIRE(wait_until([&] { return text_of(folder_ + "/server.log").find("listens") != std::string::npos; }, patience_));
}

void Desktop::stop_server() {
  server_->signal(SIGTERM);
  CHECK(server_->wait() == 0);
}

void Desktop::kill_server() {
  server_->signal(SIGKILL);
  server_->wait();
}

void Desktop::open_window(const Words& more, const char* until) {
  Words arguments = {"--url", url(), "--api-key-file", folder_ + "/jobs.db.admin-key"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  open_program(arguments, until);
}

void Desktop::open_program(const Words& arguments, const char* until) {
  Words command = {SYNCWALL_PROGRAM};
  if (std::find(arguments.begin(), arguments.end(), "--size") == arguments.end())
    command.insert(command.end(), {"--size", "1920x1080"});
  const Words rest = {"--poll-interval", "0.5", "--describe", folder_ + "/seen.json"};
  command.insert(command.end(), rest.begin(), rest.end());
  command.insert(command.end(), arguments.begin(), arguments.end());
  std::filesystem::remove(folder_ + "/seen.json");
  window_ = std::make_unique<Process>(command, environment(), folder_ + "/window.log");
  const bool there = wait_for([&] { return !names(until).empty(); });
  INFO(text_of(folder_ + "/window.log"));
  REQUIRE(there);
}

void Desktop::close_window() {
  window_->signal(SIGTERM);
  CHECK(window_->wait() == 0);
}

std::vector<Seen> Desktop::look() const {
  const auto json = nlohmann::json::parse(text_of(folder_ + "/seen.json"), nullptr, false);
  std::vector<Seen> all;
  if (!json.is_array()) return all;
  for (const auto& s : json) all.push_back({s["role"], s["name"], s["x"], s["y"], s["w"], s["h"]});
  return all;
}

Seen Desktop::find(const std::string& role, const std::string& name_begins) const {
  Seen found;
  const bool there = wait_for([&] {
    for (const Seen& s : look()) {
      if (s.role != role || !s.name.starts_with(name_begins)) continue;
      found = s;
      return true;
    }
    return false;
  });
  INFO("looked for " << role << " " << name_begins << "; the screen: " << text_of(folder_ + "/seen.json"));
  REQUIRE(there);
  return found;
}

bool Desktop::shows(const std::string& role, const std::string& part) const {
  for (const std::string& name : names(role)) {
    if (name.find(part) != std::string::npos) return true;
  }
  return false;
}

std::vector<std::string> Desktop::names(const std::string& role) const {
  std::vector<std::string> all;
  for (const Seen& s : look()) {
    if (s.role == role) all.push_back(s.name);
  }
  return all;
}

bool Desktop::wait_for(const std::function<bool()>& what) const { return wait_until(what, patience_); }

void Desktop::xdotool(const Words& arguments) const {
  Words command = {"xdotool"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const Finished done = run(command, environment(), folder_);
  INFO(done.err);
  REQUIRE(done.status == 0);
}

void Desktop::click(const Seen& what, const Words& held) {
  for (const std::string& key : held) xdotool({"keydown", key});
  // The click comes in one moment with the jump, as by touch. Two clicks at one place would be a double click where
  // they follow fast.
  xdotool({"mousemove", std::to_string(what.x + what.w / 2), std::to_string(what.y + what.h / 2), "click", "1", "sleep",
           "0.4"});
  for (const std::string& key : held) xdotool({"keyup", key});
}

void Desktop::drag(const Seen& from, const Seen& to) {
  const std::string y = std::to_string(from.y + from.h / 2);
  Words steps = {"mousemove", std::to_string(from.x + from.w / 2), y, "sleep", "0.2", "mousedown", "1", "sleep", "0.2"};
  // Dear ImGui moves a column by one place at a time.
  constexpr int kSteps = 40;
  for (int i = 1; i <= kSteps; ++i) {
    const int x = from.x + from.w / 2 + (to.x + to.w / 4 - from.x - from.w / 2) * i / kSteps;
    steps.insert(steps.end(), {"mousemove", std::to_string(x), y, "sleep", "0.04"});
  }
  steps.insert(steps.end(), {"sleep", "0.3", "mouseup", "1", "sleep", "0.3"});
  xdotool(steps);
}

void Desktop::type(const std::string& text) { xdotool({"type", "--delay", "40", text}); }
void Desktop::press(const std::string& keys) {
  Words words{"key"};
  std::istringstream each(keys);
  for (std::string key; each >> key;) words.push_back(key);
  words.insert(words.end(), {"sleep", "0.2"});
  xdotool(words);
}

void Desktop::xrandr(const Words& arguments) const {
  Words command = {"xrandr"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const Finished done = run(command, environment(), folder_);
  INFO(done.err);
  REQUIRE(done.status == 0);
}

Desktop::Place Desktop::window_place() const {
  // WINDOW=…, X=…, Y=…, WIDTH=…, HEIGHT=…, SCREEN=…, a line each.
  std::istringstream lines(
      run({"xdotool", "search", "--class", "^syncwall$", "getwindowgeometry", "--shell"}, environment(), folder_).out);
  Place place;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t equals = std::min(line.find('='), line.size() - 1);
    const std::string name = line.substr(0, equals), value = line.substr(equals + 1);
    for (const auto& [field, to] :
         {std::pair<const char*, int*>{"X", &place.x}, {"Y", &place.y}, {"WIDTH", &place.w}, {"HEIGHT", &place.h}}) {
      if (name == field) *to = std::atoi(value.c_str());
    }
  }
  return place;
}

std::string Desktop::curl(const std::string& path) const {
  std::string key = text_of(folder_ + "/jobs.db.admin-key");
  while (key.ends_with('\n')) key.pop_back();
  // The key goes in by a file: not into the process list.
  REQUIRE(write_file_atomically(folder_ + "/curl.cfg", "header = \"Authorization: Bearer " + key + "\"\n").ok());
  return run({"curl", "-sS", "-K", folder_ + "/curl.cfg", "http://127.0.0.1:" + port_ + "/api/v1" + path}, {}, folder_)
      .out;
}

Finished Desktop::syncwall(const Words& arguments) const {
  Words command = {SYNCWALL_PROGRAM};
  command.insert(command.end(), arguments.begin(), arguments.end());
  command.insert(command.end(),
                 {"--url", "http://127.0.0.1:" + port_, "--api-key-file", folder_ + "/jobs.db.admin-key"});
  return run(command, environment(), folder_);
}

}  // namespace syncwall::test
