// syncwall-pixels [JOBS] [KEYS]: from a key or a click to the first changed pixel of the rows, in the real window: a
// display of its own (Xvfb, 1920x1080, software OpenGL), a server of its own whose JOBS (10000) stand still, events by
// XTest, pixels by XGetImage of a strip of the table. The program runs as a person would start it, without --describe:
// where things are is read from another run of it before.
//
// A letter or Backspace in the Collection filter counts from the moment the event is sent; a click on a header from the
// release of the button, which is what sorts. What changes no pixel of the strip (the same rows match) isn't counted.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
// Xlib defines None, Status and others.
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XTest.h>
#include <X11/keysym.h>
#undef None
#undef Status

#include <signal.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "e2e/demo_database.h"
#include "e2e/desktop.h"
#include "e2e/process_samples.h"

namespace syncwall::test {

namespace {

using Clock = std::chrono::steady_clock;

void pause_ms(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

struct Strip {
  int x = 0, y = 0, width = 0, height = 0;
};

// The display as a person and an eye: sends events, sees pixels.
class Eye {
 public:
  explicit Eye(const std::string& display) : display_(XOpenDisplay(display.c_str())) { REQUIRE(display_ != nullptr); }

  void key(KeySym symbol) {
    const KeyCode code = XKeysymToKeycode(display_.get(), symbol);
    XTestFakeKeyEvent(display_.get(), code, True, CurrentTime);
    XTestFakeKeyEvent(display_.get(), code, False, CurrentTime);
    XFlush(display_.get());
  }
  void move(const Seen& to) {
    XTestFakeMotionEvent(display_.get(), -1, to.x + to.w / 2, to.y + to.h / 2, CurrentTime);
    XFlush(display_.get());
  }
  void button(bool down) {
    XTestFakeButtonEvent(display_.get(), 1, down ? True : False, CurrentTime);
    XFlush(display_.get());
  }
  [[nodiscard]] std::vector<char> see(const Strip& strip) {
    const std::unique_ptr<XImage, int (*)(XImage*)> image(
        XGetImage(display_.get(), DefaultRootWindow(display_.get()), strip.x, strip.y,
                  static_cast<unsigned>(strip.width), static_cast<unsigned>(strip.height), AllPlanes, ZPixmap),
        [](XImage* i) { return XDestroyImage(i); });
    REQUIRE(image != nullptr);
    const char* const data = image->data;
    return {data, data + static_cast<std::ptrdiff_t>(image->bytes_per_line) * image->height};
  }
  // Until nothing has changed for a tenth of a second.
  std::vector<char> settled(const Strip& strip) {
    std::vector<char> before = see(strip);
    for (int same = 0; same < 4;) {
      pause_ms(25);
      std::vector<char> now = see(strip);
      same = now == before ? same + 1 : 0;
      before = std::move(now);
    }
    return before;
  }
  // Milliseconds from `act` to the first changed pixel; none: nothing has changed in a second.
  template <class Act>
  std::optional<double> changed_after(const Strip& strip, Act act) {
    const std::vector<char> before = settled(strip);
    const auto begun = Clock::now();
    act();
    while (true) {
      const bool changed = see(strip) != before;
      const double ms = std::chrono::duration<double, std::milli>(Clock::now() - begun).count();
      if (changed) return ms;
      if (ms > 1000) return std::nullopt;
      std::this_thread::sleep_for(std::chrono::microseconds(300));
    }
  }

 private:
  struct Close {
    void operator()(Display* display) const { XCloseDisplay(display); }
  };
  std::unique_ptr<Display, Close> display_;
};

struct Places {
  Seen field;
  std::vector<Seen> headers;
  Strip strip;
};

Places look_around(Desktop& desktop) {
  desktop.open_window();
  Places places;
  places.field = desktop.find("field", "Collection");
  for (const char* header : {"Collection", "User", "Type", "Created"})
    places.headers.push_back(desktop.find("header", header));
  const Seen cell = desktop.find("cell collection");
  places.strip = {cell.x, cell.y, 48, 420};
  desktop.close_window();
  return places;
}

// Loads everything, then rests.
void wait_until_idle(pid_t pid) {
  double cpu = 0;
  for (int still = 0; still < 3;) {
    pause_ms(1000);
    const auto sample = sample_process(pid, 0);
    REQUIRE(sample);
    still = sample->cpu_s - cpu < 0.08 ? still + 1 : 0;
    cpu = sample->cpu_s;
  }
}

void tell(const char* what, std::vector<double> ms, int unchanged) {
  REQUIRE(!ms.empty());
  std::ranges::sort(ms);
  const auto at = [&](double part) {
    return ms[std::min(ms.size() - 1, static_cast<std::size_t>(part * static_cast<double>(ms.size())))];
  };
  std::printf("%s: p50 %.1f ms, p95 %.1f ms, most %.1f ms (%zu times, %d without a change)\n", what, at(0.5), at(0.95),
              ms.back(), ms.size(), unchanged);
  std::fflush(stdout);
}

void measure_keys(Eye& eye, const Places& places, int keys) {
  constexpr std::string_view kLetters = "finaudpolsecregtra";
  eye.move(places.field);
  pause_ms(300);
  eye.button(true);
  pause_ms(80);
  eye.button(false);
  pause_ms(300);
  std::vector<double> ms;
  int unchanged = 0;
  const auto press = [&](KeySym symbol) {
    const auto took = eye.changed_after(places.strip, [&] { eye.key(symbol); });
    took ? ms.push_back(*took) : static_cast<void>(++unchanged);
  };
  for (std::size_t i = 0; static_cast<int>(ms.size()) < keys && unchanged < 3 * keys; i += 3) {
    for (std::size_t k = 0; k < 3; ++k) press(static_cast<KeySym>(kLetters[(i + k) % kLetters.size()]));
    for (std::size_t k = 0; k < 3; ++k) press(XK_BackSpace);
  }
  tell("key in the Collection filter to pixels", std::move(ms), unchanged);
}

void measure_clicks(Eye& eye, const Places& places, int clicks) {
  std::vector<double> ms;
  int unchanged = 0;
  for (std::size_t i = 0; static_cast<int>(ms.size()) < clicks && unchanged < 3 * clicks; ++i) {
    eye.move(places.headers[i % places.headers.size()]);
    pause_ms(400);  // two clicks that follow fast would be a double click
    eye.button(true);
    pause_ms(80);
    const auto took = eye.changed_after(places.strip, [&] { eye.button(false); });
    took ? ms.push_back(*took) : static_cast<void>(++unchanged);
  }
  tell("click on a header to pixels", std::move(ms), unchanged);
}

void measure(int jobs, int times) {
  Desktop desktop;
  desktop.wait_at_most(std::chrono::minutes(5));
  put_demo_database(jobs, desktop.folder() + "/jobs.db");
  desktop.start_server(0);
  const Places places = look_around(desktop);
  Process window({SYNCWALL_PROGRAM, "--size", "1920x1080", "--url", desktop.url(), "--api-key-file",
                  desktop.folder() + "/jobs.db.admin-key"},
                 desktop.environment(), desktop.folder() + "/pixels.log");
  wait_until_idle(window.pid());
  std::printf("%d jobs, 1920x1080\n", jobs);
  Eye eye(desktop.display());
  measure_keys(eye, places, times);
  measure_clicks(eye, places, times);
  window.signal(SIGTERM);
  CHECK(window.wait() == 0);
}

}  // namespace

}  // namespace syncwall::test

int main(int argc, char** argv) {
  doctest::Context context;  // the Desktop asserts that it finds what it looks for
  context.setAsDefaultForAssertsOutOfTestCases();
  context.setAssertHandler([](const doctest::AssertData& data) {
    if (!data.m_failed) return;
    std::fprintf(stderr, "syncwall-pixels: %s:%d: %s\n", data.m_file, data.m_line, data.m_expr);
    std::exit(1);
  });
  syncwall::test::measure(argc > 1 ? std::atoi(argv[1]) : 10'000, argc > 2 ? std::atoi(argv[2]) : 60);
}
