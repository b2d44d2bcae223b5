// The window on a display that changes under it, and beside other clients of that display.
#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <sstream>
#include <thread>

#include "base/paths.h"
#include "e2e/desktop.h"

// Last: its macros stand in the way of plain words.
#include <X11/Xatom.h>
#include <X11/Xlib.h>

using namespace syncwall::test;

namespace {

using Place = Desktop::Place;

// As the window manager, or another client.
class Client {
 public:
  explicit Client(const Desktop& desktop) : display_(XOpenDisplay(desktop.display().c_str())) {
    REQUIRE(display_ != nullptr);
  }
  ~Client() { XCloseDisplay(display_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  [[nodiscard]] ::Display* get() const { return display_; }
  [[nodiscard]] ::Window root() const { return DefaultRootWindow(display_); }
  [[nodiscard]] ::Window window() const { return XCreateSimpleWindow(display_, root(), 0, 0, 10, 10, 0, 0, 0); }
  [[nodiscard]] ::Atom atom(const char* name) const { return XInternAtom(display_, name, False); }
  // Asks for the clipboard; the answer goes to a property of `window`.
  void ask_for_clipboard(::Window window) const {
    XConvertSelection(display_, atom("CLIPBOARD"), atom("UTF8_STRING"), atom("PASTED"), window, CurrentTime);
  }

 private:
  ::Display* display_;
};

// What a client that pastes gets; empty: no answer in time, or none that can be had.
std::string paste(const Desktop& desktop) {
  const Client client(desktop);
  const ::Window window = client.window();
  client.ask_for_clipboard(window);
  XFlush(client.get());
  std::string text;
  const bool answered = desktop.wait_for([&] {
    XEvent event;
    return XCheckTypedWindowEvent(client.get(), window, SelectionNotify, &event) == True;
  });
  if (!answered) return text;
  ::Atom type = 0;
  int format = 0;
  unsigned long items = 0, left = 0;
  unsigned char* data = nullptr;
  constexpr long kAll = 1L << 26;
  if (XGetWindowProperty(client.get(), window, client.atom("PASTED"), 0, kAll, False, AnyPropertyType, &type, &format,
                         &items, &left, &data) == 0 &&
      data != nullptr) {
    text.assign(reinterpret_cast<const char*>(data), items);
    XFree(data);
  }
  return text;
}

bool fills(const Desktop& desktop, int width, int height) {
  // What is drawn too, not the window alone: the line of pages stands at the lower edge.
  const auto drawn = [&] {
    for (const Seen& s : desktop.look()) {
      if (s.role == "page") return s.y + s.h >= height - 30 && s.y + s.h <= height + 30;
    }
    return false;
  };
  return desktop.window_place() == Place{0, 0, width, height} && drawn();
}

}  // namespace

TEST_CASE(
    "a wall's screen that is switched off and on, or to another mode, is filled again, and no letter is smaller than "
    "promised") {
  Desktop desktop(1920, 1080, Desktop::Display::Vnc);
  desktop.start_server();
  desktop.open_window({"--wall"});
  REQUIRE(desktop.wait_for([&] { return fills(desktop, 1920, 1080); }));
  const int row = desktop.find("row").h;
  // 55 inches at 4 m, as for any screen that reports no size: 8 rows and more, not two.
  CHECK(desktop.names("row").size() >= 8);
  for (int i = 0; i < 2; ++i) {
    desktop.xrandr({"--output", "VNC-0", "--off"});
    desktop.xrandr({"--output", "VNC-0", "--mode", "1920x1080"});
    CHECK(desktop.wait_for([&] { return fills(desktop, 1920, 1080); }));
  }
  CHECK(desktop.find("row").h == row);
  desktop.xrandr({"--output", "VNC-0", "--mode", "1280x720"});
  CHECK(desktop.wait_for([&] { return fills(desktop, 1280, 720) && desktop.find("row").h < row; }));
  desktop.xrandr({"--output", "VNC-0", "--off"});
  desktop.xrandr({"--output", "VNC-0", "--mode", "1600x1200"});
  CHECK(desktop.wait_for([&] { return fills(desktop, 1600, 1200); }));
  desktop.xrandr({"--output", "VNC-0", "--mode", "1920x1080"});
  CHECK(desktop.wait_for([&] { return fills(desktop, 1920, 1080) && desktop.find("row").h == row; }));
  // Off for longer than it takes to notice.
  desktop.xrandr({"--output", "VNC-0", "--off"});
  CHECK(desktop.wait_for([&] { return desktop.window_place().w > 0; }));
  std::this_thread::sleep_for(std::chrono::seconds(2));
  desktop.xrandr({"--output", "VNC-0", "--mode", "1920x1080"});
  CHECK(desktop.wait_for([&] { return fills(desktop, 1920, 1080); }));
  CHECK(desktop.window_runs());
}

TEST_CASE("a place that was remembered on a screen that is gone: the window opens where it is seen") {
  Desktop desktop;
  desktop.start_server();
  REQUIRE(syncwall::write_file_atomically(desktop.folder() + "/state/syncwall/layout.ini",
                                          "[Syncwall][Page]\nZoom=0\nTheme=dark\nWindow=5000,3000,1200,700\n\n")
              .ok());
  desktop.open_window({"--size", "1200x700"});
  CHECK(desktop.wait_for([&] { return desktop.window_place() == Place{720, 380, 1200, 700}; }));
}

TEST_CASE("a window manager that crashed leaves a mark; the window opens all the same") {
  Desktop desktop;
  desktop.start_server();
  const Client client(desktop);
  const ::Atom mark = client.atom("_NET_SUPPORTING_WM_CHECK");
  const ::Window gone = client.window();
  XDestroyWindow(client.get(), gone);
  XChangeProperty(client.get(), client.root(), mark, XA_WINDOW, 32, PropModeReplace,
                  reinterpret_cast<const unsigned char*>(&gone), 1);
  XSync(client.get(), False);
  desktop.open_window();
  CHECK(desktop.window_runs());
}

TEST_CASE("who asks for the clipboard and is gone before the answer doesn't end the program") {
  Desktop desktop;
  desktop.start_server();
  desktop.open_window();
  desktop.press("Down ctrl+c");
  REQUIRE(desktop.wait_for([&] { return !paste(desktop).empty(); }));
  for (int i = 0; i < 20; ++i) {
    const Client client(desktop);
    const ::Window window = client.window();
    client.ask_for_clipboard(window);
    XDestroyWindow(client.get(), window);
    XSync(client.get(), False);
  }
  CHECK_FALSE(paste(desktop).empty());
  CHECK(desktop.window_runs());
}

TEST_CASE("all of many rows copied: as many as the display takes, said, and pasted whole") {
  Desktop desktop;
  desktop.start_server(60'000);
  desktop.open_window();
  REQUIRE(desktop.wait_for([&] { return desktop.shows("rows", "of 60,000"); }));
  desktop.press("Down ctrl+a");
  REQUIRE(desktop.wait_for(
      [&] { return desktop.shows("selected", "60,000 selected") && !desktop.shows("selected", "loading"); }));
  desktop.press("ctrl+c");
  std::string text;
  REQUIRE(desktop.wait_for([&] { return !(text = paste(desktop)).empty(); }));
  CHECK(text.size() < std::size_t{16} << 20);
  const auto rows = std::count(text.begin(), text.end(), '\n') + 1;
  CHECK(rows > 20'000);
  CHECK(rows <= 50'000);
  // No row is cut: each has the fields of the first.
  const auto tabs = [](const std::string& line) { return std::count(line.begin(), line.end(), '\t'); };
  std::istringstream lines(text);
  std::string line;
  std::getline(lines, line);
  const auto fields = tabs(line);
  bool whole = true;
  while (std::getline(lines, line)) whole = whole && tabs(line) == fields;
  CHECK(whole);
  CHECK(desktop.window_runs());
}
