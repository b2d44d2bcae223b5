// Window: GLFW, one window with an OpenGL 3.3 core context, and the wake-up. Main thread only, but wake().
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "window/monitors.h"

struct GLFWwindow;

namespace syncwall {

class Window {
 public:
  struct Options {
    int width = 1440, height = 900;  // screen coordinates
    bool placed = false;             // at x, y, as far as that is on a monitor; else where the desktop puts it
    int x = 0, y = 0;
    bool visible = true;  // false: for pictures
    bool fullscreen = false;
    int monitor = 0;  // for full screen, from 1; 0: the primary one
    std::string title = "Syncwall";
  };
  // The problem says what to do without a display.
  [[nodiscard]] static Result<std::unique_ptr<Window>> open(const Options& options);
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  [[nodiscard]] GLFWwindow* handle() const { return handle_; }
  struct Size {
    int width = 0, height = 0;
    friend bool operator==(const Size&, const Size&) = default;
  };
  [[nodiscard]] Size framebuffer() const;  // px
  // Of the window as it is without full screen; screen coordinates.
  struct Place {
    int x = 0, y = 0, width = 0, height = 0;
  };
  [[nodiscard]] Place place() const;
  [[nodiscard]] float content_scale() const;  // of the monitor that most of it is on
  [[nodiscard]] bool visible() const;         // not iconified, and not of no size
  [[nodiscard]] bool close_wanted() const;
  void want_close();  // any thread; wakes it
  void set_fullscreen(bool on);
  void show_pointer(bool shown);
  // The diagonal of the monitor that most of it is on; 0 where that reports no true size.
  [[nodiscard]] double monitor_inches() const;
  void set_clipboard(const std::string& text);
  // More is not to be given to set_clipboard(): over what the display takes in one piece, who pastes gets nothing.
  [[nodiscard]] std::size_t clipboard_bytes() const;

  // Waits until an event or wake() comes or `ms` have passed; 0 takes what is there. Returns whether anything
  // came.
  bool wait(std::int64_t ms);
  // After a frame: hands on the events that it could not have told apart, as far as the next frame can. Before 1.87
  // Dear ImGui looks at keys once a frame: of a press and release between two frames, or of two presses, it sees
  // nothing or one. Since then it keeps keys apart by itself (and asks GLFW for Ctrl and Shift in the moment of the
  // event, so that they may not be held back), but not a press from the jump of the pointer before it. True where there
  // were some: draw again.
  bool hand_on_input();
  void present();
  // Whether the desktop has lost what the window showed (it was covered, or is new) since the last call.
  [[nodiscard]] bool uncovered() { return std::exchange(uncovered_, false); }

  // From any thread, also before and after a window's life.
  static void wake();

 private:
  explicit Window(GLFWwindow* handle) : handle_(handle) {}
  friend class ImGuiSession;
  static void on_key_now(GLFWwindow* handle, int key, int scancode, int action, int mods);
  static void on_key(GLFWwindow* handle, int key, int scancode, int action, int mods);
  static void on_button(GLFWwindow* handle, int button, int action, int mods);
  static void on_character(GLFWwindow* handle, unsigned character);
  static void on_any(GLFWwindow* handle);
  void watch_events();
  void look_at_monitors();
  void cover(const Monitor& monitor);
  [[nodiscard]] Rect rect() const;

  enum class Input : unsigned char { Key, Character, Button };
  struct InputEvent {
    Input kind;
    int key, scancode, action, mods;  // `key`: the mouse button too
    unsigned character = 0;
  };
  void take(const InputEvent& e);
  [[nodiscard]] bool waits(const InputEvent& e) const;
  GLFWwindow* handle_;
  bool pressed_ = false;           // a key, since the last frame
  bool moved_ = false;             // the pointer, since then
  std::vector<int> changed_;       // these keys, since then
  std::vector<InputEvent> later_;  // held back until after the next frame
  // Dear ImGui's callbacks, which on_key() and its like go before.
  void (*next_key_)(GLFWwindow*, int, int, int, int) = nullptr;
  void (*next_character_)(GLFWwindow*, unsigned) = nullptr;
  void (*next_button_)(GLFWwindow*, int, int, int) = nullptr;
  bool happened_ = false, uncovered_ = false;
  bool fullscreen_ = false;
  std::vector<Monitor> monitors_;  // as they were looked at last
  std::string chosen_;  // the monitor for full screen, by its name: numbers change when one is pulled; empty: the first
  PhysicalSize physical_;  // of the monitor that it is on
  double looked_ = 0;      // when, s
  bool look_due_ = false;
  int covers_left_ = 0;  // how often it may still be put over its monitor before that changes again
  Rect place_;           // before full screen
};

}  // namespace syncwall
