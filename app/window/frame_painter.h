// FramePainter: Dear ImGui's draw data into the bound framebuffer, by ImGui_ImplOpenGL3. Main thread only.
#pragma once

#include <imgui.h>

#include <span>
#include <vector>

#include "window/damage.h"

namespace syncwall {

class FramePainter {
 public:
  // The current context's last frame into a framebuffer of that size, px; nothing outside `parts`, but all of it where
  // a unit of the frame isn't a px.
  void paint(int width, int height, std::span<const Damage> parts);
  void paint(int width, int height);  // all of it

 private:
  void paint_part(int height, const Damage& part);
  static void clear_ground(int height, const Damage& part);

  std::vector<ImVector<ImDrawCmd>> whole_;  // of each draw list, while parts of it are drawn
};

}  // namespace syncwall
