// A display, a job server and the dashboard's window, and a person in front of them: sees what --describe says,
// and moves the mouse and types with xdotool. Everything lives in one temporary folder.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "e2e/process.h"

namespace syncwall::test {

struct Seen {
  std::string role, name;
  int x = 0, y = 0, w = 0, h = 0;
};

class Desktop {
 public:
  // Vnc: an X server with an output that xrandr can switch off, on, and to another mode.
  enum class Display { Virtual, Vnc };
  explicit Desktop(int width = 1920, int height = 1080, Display display = Display::Virtual);
  ~Desktop();

  // How long to wait for what must come; 20 s.
  void wait_at_most(std::chrono::seconds patience) { patience_ = patience; }
  // A server with that many simulated jobs; the same database, key and port each time.
  void start_server(int jobs = 400, const Words& more = {});
  void stop_server();  // as an administrator would
  void kill_server();
  void signal_server(int number) { server_->signal(number); }
  // The dashboard on that server; waits until something of the role `until` is drawn.
  void open_window(const Words& more = {}, const char* until = "row");
  // The same with any server.
  void open_program(const Words& arguments, const char* until = "row");
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + port_; }
  void close_window();  // by SIGTERM, as at the end of a session

  // What is on the screen now.
  [[nodiscard]] std::vector<Seen> look() const;
  // The first whose name begins so, as soon as it is there; a failed test after ten seconds.
  [[nodiscard]] Seen find(const std::string& role, const std::string& name_begins = "") const;
  [[nodiscard]] bool shows(const std::string& role, const std::string& part) const;
  [[nodiscard]] std::vector<std::string> names(const std::string& role) const;
  [[nodiscard]] bool wait_for(const std::function<bool()>& what) const;

  void click(const Seen& what, const Words& held = {});
  void drag(const Seen& from, const Seen& to);
  void type(const std::string& text);
  void press(const std::string& keys);  // one after another, as fast as they come
  void xrandr(const Words& arguments) const;
  // Where the dashboard's window is on the display.
  struct Place {
    int x = 0, y = 0, w = 0, h = 0;
    friend bool operator==(const Place&, const Place&) = default;
  };
  [[nodiscard]] Place window_place() const;
  [[nodiscard]] const std::string& display() const { return display_; }  // ":99"

  // curl on the server's API, as administrator.
  [[nodiscard]] std::string curl(const std::string& path) const;
  // A program of ours without a window, on that server.
  [[nodiscard]] Finished syncwall(const Words& arguments) const;
  [[nodiscard]] const std::string& folder() const { return folder_; }
  [[nodiscard]] Words environment() const;
  [[nodiscard]] int server_port() const { return std::stoi(port_); }
  [[nodiscard]] pid_t window_pid() const { return window_->pid(); }
  [[nodiscard]] bool window_runs() { return window_ != nullptr && window_->running(); }

 private:
  void xdotool(const Words& arguments) const;

  std::string folder_, display_, port_;
  std::chrono::seconds patience_{20};
  std::unique_ptr<Process> xvfb_, server_, window_;
};

}  // namespace syncwall::test
