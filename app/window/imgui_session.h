// ImGuiSession: the Dear ImGui context and its GLFW and OpenGL 3 back ends for one window. Main thread only.
#pragma once

#include "window/press_delay.h"
#include "window/window.h"

struct ImGuiContext;

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

 private:
  ImGuiContext* context_;
  PressDelay presses_;  // before 1.87
};

}  // namespace syncwall
