// A Dear ImGui context without a window, with a mouse and a keyboard that tests move. Also used by the benchmarks.
#pragma once

#include <imgui.h>

#include <string_view>

#include "draw/imgui_compat.h"

namespace syncwall::test {

class ImGuiDriver {
 public:
  ImGuiDriver(float width, float height);
  ~ImGuiDriver();
  ImGuiDriver(const ImGuiDriver&) = delete;
  ImGuiDriver& operator=(const ImGuiDriver&) = delete;

  // Between these two a frame is drawn. What was put in before happens in it.
  void begin_frame();
  void end_frame();

  void mouse_to(ImVec2 at);
  void mouse_button(int button, bool down);
  void wheel(float notches);
  void key(Key key, bool down);
  void ctrl(bool down);
  void shift(bool down);
  void type(char32_t c);
  void resize(float width, float height) { ImGui::GetIO().DisplaySize = {width, height}; }

  [[nodiscard]] int vertices() const { return ImGui::GetDrawData()->TotalVtxCount; }

 private:
  ImGuiContext* context_;
};

}  // namespace syncwall::test
