// The monitors as they are now. GLFW has one callback, for monitors that come and go, and none for a change of mode
// or place: so they are polled. Main thread only, between glfwInit() and
// glfwTerminate().
#pragma once

#include <string>
#include <vector>

#include "window/placement.h"

struct GLFWmonitor;

namespace syncwall {

struct Monitor {
  GLFWmonitor* handle = nullptr;  // until it goes
  Rect area;                      // the whole of it, screen coordinates
  friend bool operator==(const Monitor&, const Monitor&) = default;
};

// The primary one first; empty where every one is off. Asks the display: some 0.2 ms.
[[nodiscard]] std::vector<Monitor> monitors();

// The one that is called so ("DP-1"), the first where none is. Null: there is none at all.
[[nodiscard]] const Monitor* monitor_called(const std::vector<Monitor>& all, const std::string& name);
// The one that most of `window` is on, the first where it is on none.
[[nodiscard]] const Monitor* monitor_under(const std::vector<Monitor>& all, const Rect& window);
[[nodiscard]] std::string name_of(const Monitor& monitor);

// The diagonal, inches, and the width, mm; 0 where they are not known (see true_inches).
struct PhysicalSize {
  double inches = 0;
  int width_mm = 0, width_px = 0;
};
[[nodiscard]] PhysicalSize physical_size(const Monitor& monitor);

// Where windows may be: without the desktop's panels.
[[nodiscard]] std::vector<Rect> work_areas();

}  // namespace syncwall
