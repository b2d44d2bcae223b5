#include "window/monitors.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include <algorithm>
#include <span>

namespace syncwall {

namespace {

std::span<GLFWmonitor*> handles() {
  int count = 0;
  GLFWmonitor** const all = glfwGetMonitors(&count);
  return {all, static_cast<std::size_t>(all != nullptr ? count : 0)};
}

}  // namespace

std::vector<Monitor> monitors() {
  std::vector<Monitor> all;
  for (GLFWmonitor* const handle : handles()) {
    Monitor monitor{handle, {}};
    glfwGetMonitorPos(handle, &monitor.area.x, &monitor.area.y);
    const GLFWvidmode* const mode = glfwGetVideoMode(handle);
    if (mode == nullptr || mode->width <= 0 || mode->height <= 0) continue;
    monitor.area.width = mode->width, monitor.area.height = mode->height;
    all.push_back(monitor);
  }
  return all;
}

const Monitor* monitor_called(const std::vector<Monitor>& all, const std::string& name) {
  const auto found = std::ranges::find_if(all, [&](const Monitor& m) { return !name.empty() && name_of(m) == name; });
  return found != all.end() ? &*found : all.empty() ? nullptr : &all.front();
}

const Monitor* monitor_under(const std::vector<Monitor>& all, const Rect& window) {
  const Monitor* best = all.empty() ? nullptr : &all.front();
  for (const Monitor& m : all) {
    if (overlap(window, m.area) > overlap(window, best->area)) best = &m;
  }
  return best;
}

std::string name_of(const Monitor& monitor) {
  const char* const name = glfwGetMonitorName(monitor.handle);
  return name != nullptr ? name : "";
}

PhysicalSize physical_size(const Monitor& monitor) {
  PhysicalSize size;
  int height_mm = 0, count = 0;
  glfwGetMonitorPhysicalSize(monitor.handle, &size.width_mm, &height_mm);
  size.inches = true_inches(monitor.area.width, monitor.area.height, size.width_mm, height_mm);
  // GLFW makes its 96 dpi up for the mode that it finds, and keeps them when another one is set.
  const GLFWvidmode* const modes = glfwGetVideoModes(monitor.handle, &count);
  const auto made_up = [&](const GLFWvidmode& mode) {
    return at_96_dpi(mode.width, mode.height, size.width_mm, height_mm);
  };
  if (modes != nullptr && std::any_of(modes, modes + count, made_up)) size.inches = 0;
  size.width_px = monitor.area.width;
  if (size.inches <= 0) size.width_mm = 0;
  return size;
}

std::vector<Rect> work_areas() {
  std::vector<Rect> all;
  for (GLFWmonitor* const handle : handles()) {
    Rect area;
    glfwGetMonitorWorkarea(handle, &area.x, &area.y, &area.width, &area.height);
    if (area.width > 0 && area.height > 0) all.push_back(area);
  }
  return all;
}

}  // namespace syncwall
