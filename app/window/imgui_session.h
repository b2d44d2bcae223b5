// ImGuiSession: the Dear ImGui context and its GLFW and OpenGL 3 back ends for one window. Main thread only.
#pragma once

#include <imgui.h>

#include <span>
#include <vector>

#include "window/damage.h"
#include "window/press_delay.h"
#include "window/window.h"

namespace syncwall {

class ImGuiSession {
 public:
  // Dear ImGui's own settings file is off: the app saves and loads its text itself.
  explicit ImGuiSession(Window& window);
  ~ImGuiSession();
  ImGuiSession(const ImGuiSession&) = delete;
  ImGuiSession& operator=(const ImGuiSession&) = delete;

  void new_frame();
  // Whether the next frame will see input that this one must not: draw it.
  [[nodiscard]] bool input_waits() const;
  // For a picture: a frame of that size, whatever the window's. px.
  void new_frame_of(int width, int height, float seconds);
  // Ends the frame; its draw data is then ImGui::GetDrawData().
  void end_frame();
  // Into the bound frame buffer, of the size that was drawn for, nothing outside `parts`. px. Of the current context.
  void draw(int width, int height, std::span<const Damage> parts);

 private:
  void draw_part(int height, const Damage& part);

  std::vector<ImVector<ImDrawCmd>> whole_;  // of each list, while parts of it are drawn
  ImGuiContext* context_;
  PressDelay presses_;  // before 1.87
};

}  // namespace syncwall
