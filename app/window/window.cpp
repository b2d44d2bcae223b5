#include "window/window.h"

#include <glad/gl.h>
// glad first: it stands in for the system's GL header.
#include <GLFW/glfw3.h>

#include <algorithm>

#include "window/scale.h"
#include "window/x11.h"

namespace syncwall {

namespace {

// Written by wake() from any thread; GLFW itself must not be called before its start and after its end.
std::atomic<bool>& alive() {
  static std::atomic<bool> flag{false};
  return flag;
}

Problem glfw_problem(std::string what) {
  const char* text = nullptr;
  glfwGetError(&text);
  return {std::move(what), text != nullptr ? text : "GLFW gave no reason",
          "run it on a desktop, or without one: xvfb-run -a syncwall …, syncwall --screenshot FILE.png under xvfb-run, "
          "or syncwall list"};
}

GLFWwindow* create(const Window::Options& options) {
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
  glfwWindowHint(GLFW_VISIBLE, options.visible ? GLFW_TRUE : GLFW_FALSE);
  glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
  glfwWindowHintString(GLFW_X11_CLASS_NAME, "syncwall");
  glfwWindowHintString(GLFW_X11_INSTANCE_NAME, "syncwall");
  return glfwCreateWindow(options.width, options.height, options.title.c_str(), nullptr, nullptr);
}

}  // namespace

Result<std::unique_ptr<Window>> Window::open(const Options& options) {
  const FirstConnection first;
  if (glfwInit() != GLFW_TRUE) return glfw_problem("there is no display to open a window on");
  GLFWwindow* handle = create(options);
  if (handle == nullptr) {
    Problem problem = glfw_problem("could not open a window with OpenGL 3.3");
    glfwTerminate();
    return problem;
  }
  std::unique_ptr<Window> window(new Window(handle));
  glfwMakeContextCurrent(handle);
  if (gladLoadGL(glfwGetProcAddress) == 0) {
    return Problem{"could not load OpenGL 3.3", "the driver lacks functions", "install a newer driver, or Mesa"};
  }
  glfwSwapInterval(1);
  glfwSetWindowUserPointer(handle, window.get());
  window->watch_events();
  alive() = true;
  survive_x_errors();
  window->look_at_monitors();
  const auto number = static_cast<std::size_t>(options.monitor);
  if (number >= 1 && number <= window->monitors_.size()) window->chosen_ = name_of(window->monitors_[number - 1]);
  if (options.placed) {
    const Rect seen = seen_place({options.x, options.y, options.width, options.height}, work_areas());
    glfwSetWindowSize(handle, seen.width, seen.height);
    glfwSetWindowPos(handle, seen.x, seen.y);
  }
  if (options.fullscreen) window->set_fullscreen(true);
  return window;
}

Window::~Window() {
  alive() = false;
  glfwDestroyWindow(handle_);
  glfwTerminate();
}

// Any of these calls for a frame; Dear ImGui's back end chains to them.
void Window::watch_events() {
  glfwSetInputMode(handle_, GLFW_LOCK_KEY_MODS, GLFW_TRUE);  // whether Num Lock is on
  glfwSetCursorPosCallback(handle_, [](GLFWwindow* w, double, double) {
    on_any(w);
    static_cast<Window*>(glfwGetWindowUserPointer(w))->moved_ = true;
  });
  glfwSetMouseButtonCallback(handle_, [](GLFWwindow* w, int, int, int) { on_any(w); });
  glfwSetScrollCallback(handle_, [](GLFWwindow* w, double, double) { on_any(w); });
  glfwSetCharCallback(handle_, [](GLFWwindow* w, unsigned) { on_any(w); });
  glfwSetCursorEnterCallback(handle_, [](GLFWwindow* w, int) { on_any(w); });
  glfwSetWindowFocusCallback(handle_, [](GLFWwindow* w, int) { on_any(w); });
  glfwSetWindowRefreshCallback(handle_, [](GLFWwindow* w) {
    on_any(w);
    static_cast<Window*>(glfwGetWindowUserPointer(w))->uncovered_ = true;
  });
  glfwSetFramebufferSizeCallback(handle_, [](GLFWwindow* w, int, int) { on_any(w); });
  glfwSetWindowContentScaleCallback(handle_, [](GLFWwindow* w, float, float) { on_any(w); });
  glfwSetWindowIconifyCallback(handle_, [](GLFWwindow* w, int) { on_any(w); });
  glfwSetWindowCloseCallback(handle_, on_any);
  glfwSetWindowPosCallback(handle_, [](GLFWwindow* w, int, int) { on_any(w); });
}

void Window::on_any(GLFWwindow* handle) {
  if (auto* self = static_cast<Window*>(glfwGetWindowUserPointer(handle))) self->happened_ = true;
}

namespace {
// Ctrl+ and − zoom, wherever a layout has these signs.
int by_sign(int key, int scancode) {
  if (key == GLFW_KEY_UNKNOWN || key >= GLFW_KEY_ESCAPE) return key;
  const char* const name = glfwGetKeyName(key, scancode);
  if (name == nullptr || name[0] == '\0' || name[1] != '\0') return key;
  return name[0] == '+' ? GLFW_KEY_EQUAL : name[0] == '-' ? GLFW_KEY_MINUS : key;
}

// A shortcut is the letter that the layout makes of a key and not its place, as Dear ImGui has it since 1.87. Where the
// layout makes no Latin letter of it, the place counts.
int by_letter(int key, int scancode) {
  if (key == GLFW_KEY_UNKNOWN || key >= GLFW_KEY_ESCAPE) return key;  // no printable one
  const char* const name = glfwGetKeyName(key, scancode);
  const bool letter = name != nullptr && name[0] >= 'a' && name[0] <= 'z' && name[1] == '\0';
  return letter ? GLFW_KEY_A + (name[0] - 'a') : by_sign(key, scancode);
}

// The keypad's keys without Num Lock, which GLFW calls by their digits all the same.
int without_num_lock(int key, int mods) {
  if ((mods & GLFW_MOD_NUM_LOCK) != 0) return key;
  switch (key) {
    case GLFW_KEY_KP_DECIMAL:
      return GLFW_KEY_DELETE;
    case GLFW_KEY_KP_1:
      return GLFW_KEY_END;
    case GLFW_KEY_KP_2:
      return GLFW_KEY_DOWN;
    case GLFW_KEY_KP_3:
      return GLFW_KEY_PAGE_DOWN;
    case GLFW_KEY_KP_4:
      return GLFW_KEY_LEFT;
    case GLFW_KEY_KP_6:
      return GLFW_KEY_RIGHT;
    case GLFW_KEY_KP_7:
      return GLFW_KEY_HOME;
    case GLFW_KEY_KP_8:
      return GLFW_KEY_UP;
    case GLFW_KEY_KP_9:
      return GLFW_KEY_PAGE_UP;
    default:
      return key;
  }
}
}  // namespace

// For a Dear ImGui that keeps keys apart and knows letters by itself.
void Window::on_key_now(GLFWwindow* handle, int key, int scancode, int action, int mods) {
  auto* self = static_cast<Window*>(glfwGetWindowUserPointer(handle));
  self->happened_ = true;
  key = without_num_lock(by_sign(key, scancode), mods);
  if (self->next_key_ != nullptr) self->next_key_(handle, key, scancode, action, mods);
}

void Window::on_key(GLFWwindow* handle, int key, int scancode, int action, int mods) {
  key = without_num_lock(by_letter(key, scancode), mods);
  auto* self = static_cast<Window*>(glfwGetWindowUserPointer(handle));
  self->happened_ = true;
  if (action != GLFW_REPEAT) self->take({Input::Key, key, scancode, action, mods});  // Dear ImGui repeats by itself
}

void Window::on_character(GLFWwindow* handle, unsigned character) {
  auto* self = static_cast<Window*>(glfwGetWindowUserPointer(handle));
  self->happened_ = true;
  self->take({Input::Character, 0, 0, 0, 0, character});
}

void Window::on_button(GLFWwindow* handle, int button, int action, int mods) {
  auto* self = static_cast<Window*>(glfwGetWindowUserPointer(handle));
  self->happened_ = true;
  self->take({Input::Button, button, 0, action, mods});
}

// A key changes once a frame; a release that follows a press, Ctrl's too, waits for the frame that sees the press; a
// mouse button's press for the frame after the pointer's jump (see PressDelay). What comes after an event that waits,
// waits as well: a blank typed after Enter is not for the field that Enter leaves.
bool Window::waits(const InputEvent& e) const {
  if (!later_.empty()) return true;
  if (e.kind == Input::Button) return e.action == GLFW_PRESS && moved_;
  if (e.kind == Input::Character) return false;
  return std::find(changed_.begin(), changed_.end(), e.key) != changed_.end() || (e.action == GLFW_RELEASE && pressed_);
}

void Window::take(const InputEvent& e) {
  if (waits(e)) return later_.push_back(e);
  switch (e.kind) {
    case Input::Key:
      pressed_ = pressed_ || e.action == GLFW_PRESS;
      changed_.push_back(e.key);
      if (next_key_ != nullptr) next_key_(handle_, e.key, e.scancode, e.action, e.mods);
      break;
    case Input::Character:
      if (next_character_ != nullptr) next_character_(handle_, e.character);
      break;
    case Input::Button:
      if (next_button_ != nullptr) next_button_(handle_, e.key, e.action, e.mods);
      break;
  }
}

bool Window::hand_on_input() {
  pressed_ = moved_ = false;
  changed_.clear();
  const std::vector<InputEvent> waited = std::exchange(later_, {});
  for (const InputEvent& e : waited) take(e);
  return !waited.empty();
}

Rect Window::rect() const {
  Rect rect;
  glfwGetWindowPos(handle_, &rect.x, &rect.y);
  glfwGetWindowSize(handle_, &rect.width, &rect.height);
  return rect;
}

Window::Place Window::place() const {
  const Rect r = fullscreen_ ? place_ : rect();
  return {r.x, r.y, r.width, r.height};
}

Window::Size Window::framebuffer() const {
  Size size;
  glfwGetFramebufferSize(handle_, &size.width, &size.height);
  return size;
}

float Window::content_scale() const {
  float x = 1, y = 1;
  glfwGetWindowContentScale(handle_, &x, &y);
  return syncwall::content_scale(x, physical_.width_px, physical_.width_mm);
}

bool Window::visible() const {
  const Size size = framebuffer();
  return size.width > 0 && size.height > 0 && glfwGetWindowAttrib(handle_, GLFW_ICONIFIED) == GLFW_FALSE;
}

bool Window::close_wanted() const { return glfwWindowShouldClose(handle_) == GLFW_TRUE; }

void Window::want_close() {
  glfwSetWindowShouldClose(handle_, GLFW_TRUE);
  wake();
}

void Window::set_clipboard(const std::string& text) {
  survive_x_errors();
  glfwSetClipboardString(handle_, text.c_str());
}

std::size_t Window::clipboard_bytes() const {
  constexpr std::size_t kMost = std::size_t{8} << 20;  // X servers take 16 MiB
  return largest_clipboard(kMost);
}

void Window::set_fullscreen(bool on) {
  if (on == fullscreen_) return;
  if (on) {
    place_ = rect();
    fullscreen_ = true;
    look_at_monitors();
    if (const Monitor* const monitor = monitor_called(monitors_, chosen_)) cover(*monitor);
    // Another window that takes the focus must not make a wall go away.
    glfwSetWindowAttrib(handle_, GLFW_AUTO_ICONIFY, GLFW_FALSE);
  } else {
    fullscreen_ = false;
    const std::vector<Rect> areas = work_areas();
    const Rect seen =
        seen_place({place_.x, place_.y, std::max(place_.width, 640), std::max(place_.height, 400)}, areas);
    glfwSetWindowMonitor(handle_, nullptr, seen.x, seen.y, seen.width, seen.height, GLFW_DONT_CARE);
  }
  survive_x_errors();
}

void Window::show_pointer(bool shown) {
  glfwSetInputMode(handle_, GLFW_CURSOR, shown ? GLFW_CURSOR_NORMAL : GLFW_CURSOR_HIDDEN);
}

double Window::monitor_inches() const { return physical_.inches; }

bool Window::wait(std::int64_t ms) {
  // What happens to monitors comes without a word that could be waited for.
  constexpr double kLookS = 0.5;
  constexpr std::int64_t kLongestMs = 1000;
  if (fullscreen_) ms = std::min(ms, kLongestMs);
  if (ms > 0) {
    glfwWaitEventsTimeout(static_cast<double>(ms) / 1000.0);
  } else {
    glfwPollEvents();
  }
  look_due_ = look_due_ || fullscreen_ || happened_;
  if (look_due_ && glfwGetTime() - looked_ >= kLookS) look_at_monitors();
  return std::exchange(happened_, false);
}

// Over its monitor again after a cable was pulled or put in, a monitor was switched off and on, or its mode changed:
// over the first one until the chosen one is back. Where a desktop won't have it so, it is let be after some tries.
void Window::look_at_monitors() {
  constexpr int kTries = 5;
  looked_ = glfwGetTime();
  look_due_ = false;
  std::vector<Monitor> all = monitors();
  if (all != monitors_) {
    monitors_ = std::move(all);
    covers_left_ = kTries;
    happened_ = uncovered_ = true;
  }
  const Rect here = rect();
  const Monitor* const wanted = fullscreen_ ? monitor_called(monitors_, chosen_) : nullptr;
  if (wanted != nullptr && covers_left_ > 0 &&
      (glfwGetWindowMonitor(handle_) != wanted->handle || here != wanted->area)) {
    // GLFW has nothing to do for a window that it believes to be there already.
    if (covers_left_ < kTries)
      glfwSetWindowMonitor(handle_, nullptr, wanted->area.x, wanted->area.y, wanted->area.width, wanted->area.height,
                           GLFW_DONT_CARE);
    --covers_left_;
    cover(*wanted);
    happened_ = uncovered_ = true;
  }
  const Monitor* const under = monitor_under(monitors_, wanted != nullptr ? wanted->area : here);
  physical_ = under != nullptr ? physical_size(*under) : PhysicalSize{};
}

void Window::cover(const Monitor& monitor) {
  const Rect& a = monitor.area;
  glfwSetWindowMonitor(handle_, monitor.handle, 0, 0, a.width, a.height, GLFW_DONT_CARE);
  survive_x_errors();
}

void Window::present() { glfwSwapBuffers(handle_); }

void Window::wake() {
  if (alive()) glfwPostEmptyEvent();
}

}  // namespace syncwall
