#include "window/window.h"

#include <glad/gl.h>
// glad first: it stands in for the system's GL header.
#include <GLFW/glfw3.h>

#include <algorithm>
#include <cmath>

#include "window/scale.h"

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
  if (options.placed) glfwSetWindowPos(handle, options.x, options.y);
  window->monitor_ = options.monitor;
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
  glfwSetMonitorCallback([](GLFWmonitor*, int) {
    if (GLFWwindow* current = glfwGetCurrentContext()) {
      on_any(current);
      static_cast<Window*>(glfwGetWindowUserPointer(current))->monitors_changed_ = true;
    }
  });
}

void Window::on_any(GLFWwindow* handle) {
  if (auto* self = static_cast<Window*>(glfwGetWindowUserPointer(handle))) self->happened_ = true;
}

void Window::on_key(GLFWwindow* handle, int key, int scancode, int action, int mods) {
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

// A key changes once a frame; a release that follows a press, Ctrl's too, waits for the frame that sees the press; a mouse
// button's press for the frame after the pointer's jump (see PressDelay). What comes after an event that waits, waits as
// well: a blank typed after Enter is not for the field that Enter leaves.
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

Window::Place Window::place() const {
  if (fullscreen_) return {x_, y_, width_, height_};
  Place place;
  glfwGetWindowPos(handle_, &place.x, &place.y);
  glfwGetWindowSize(handle_, &place.width, &place.height);
  return place;
}

Window::Size Window::framebuffer() const {
  Size size;
  glfwGetFramebufferSize(handle_, &size.width, &size.height);
  return size;
}

float Window::content_scale() const {
  float x = 1, y = 1;
  glfwGetWindowContentScale(handle_, &x, &y);
  GLFWmonitor* monitor = glfwGetPrimaryMonitor();
  if (monitor == nullptr) return std::max(x, 1.0f);
  int mm = 0, mm_high = 0;
  glfwGetMonitorPhysicalSize(monitor, &mm, &mm_high);
  const GLFWvidmode* mode = glfwGetVideoMode(monitor);
  return syncwall::content_scale(x, mode != nullptr ? mode->width : 0, mm);
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

void Window::set_title(const std::string& title) { glfwSetWindowTitle(handle_, title.c_str()); }

void Window::set_clipboard(const std::string& text) { glfwSetClipboardString(handle_, text.c_str()); }

namespace {

GLFWmonitor* monitor_of(int number) {
  int count = 0;
  GLFWmonitor** all = glfwGetMonitors(&count);
  return number >= 1 && number <= count ? all[number - 1] : glfwGetPrimaryMonitor();
}

}  // namespace

void Window::set_fullscreen(bool on) {
  if (on == fullscreen_) return;
  GLFWmonitor* monitor = monitor_of(monitor_);
  if (on && monitor != nullptr) {
    glfwGetWindowPos(handle_, &x_, &y_);
    glfwGetWindowSize(handle_, &width_, &height_);
    const GLFWvidmode* mode = glfwGetVideoMode(monitor);
    glfwSetWindowMonitor(handle_, monitor, 0, 0, mode->width, mode->height, mode->refreshRate);
    // Another window that takes the focus must not make a wall go away.
    glfwSetWindowAttrib(handle_, GLFW_AUTO_ICONIFY, GLFW_FALSE);
    fullscreen_ = true;
  } else if (!on) {
    glfwSetWindowMonitor(handle_, nullptr, x_, y_, std::max(width_, 640), std::max(height_, 400), GLFW_DONT_CARE);
    fullscreen_ = false;
  }
}

void Window::show_pointer(bool shown) { glfwSetInputMode(handle_, GLFW_CURSOR, shown ? GLFW_CURSOR_NORMAL : GLFW_CURSOR_HIDDEN); }

double Window::monitor_inches() const {
  GLFWmonitor* monitor = monitor_of(monitor_);
  if (monitor == nullptr) return 0;
  int width = 0, height = 0;
  glfwGetMonitorPhysicalSize(monitor, &width, &height);
  const double inches = std::hypot(width, height) / 25.4;
  return inches >= 8 && inches <= 400 ? inches : 0;
}

bool Window::wait(std::int64_t ms) {
  if (ms > 0) {
    glfwWaitEventsTimeout(static_cast<double>(ms) / 1000.0);
  } else {
    glfwPollEvents();
  }
  if (std::exchange(monitors_changed_, false)) follow_monitors();
  return std::exchange(happened_, false);
}

// A cable was pulled or put in: over the chosen monitor again, or over the primary one until it is back.
void Window::follow_monitors() {
  GLFWmonitor* monitor = monitor_of(monitor_);
  if (!fullscreen_ || monitor == nullptr) return;
  const GLFWvidmode* mode = glfwGetVideoMode(monitor);
  glfwSetWindowMonitor(handle_, monitor, 0, 0, mode->width, mode->height, mode->refreshRate);
  uncovered_ = true;
}

void Window::present() { glfwSwapBuffers(handle_); }

void Window::wake() {
  if (alive()) glfwPostEmptyEvent();
}

}  // namespace syncwall
