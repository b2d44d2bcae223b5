#include "window/frame_painter.h"

#include <glad/gl.h>
#include <imgui_impl_opengl3.h>

#include <array>

#include "draw/imgui_compat.h"
#include "window/draw_commands.h"
#include "window/gl_check.h"

namespace syncwall {

void FramePainter::paint(int width, int height, std::span<const Damage> parts) {
  glViewport(0, 0, width, height);
  const ImDrawData& data = *ImGui::GetDrawData();
  const bool one_to_one = data.FramebufferScale.x == 1 && data.FramebufferScale.y == 1 &&
                          static_cast<int>(data.DisplaySize.x) == width &&
                          static_cast<int>(data.DisplaySize.y) == height;
  if (!one_to_one) {  // parts and clears are px, and commands aren't
    clear_ground(height, {0, 0, width, height});
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    return check_gl("the end of a frame");
  }
  const auto lists = draw_lists(*ImGui::GetDrawData());
  if (whole_.size() < lists.size()) whole_.resize(lists.size());
  for (std::size_t i = 0; i < lists.size(); ++i) whole_[i].swap(lists[i]->CmdBuffer);
  for (const Damage& part : parts) paint_part(height, part);
  for (std::size_t i = 0; i < lists.size(); ++i) whole_[i].swap(lists[i]->CmdBuffer);
  check_gl("the end of a frame");
}

void FramePainter::paint_part(int height, const Damage& part) {
  const auto lists = draw_lists(*ImGui::GetDrawData());
  for (std::size_t i = 0; i < lists.size(); ++i) cut_commands(*lists[i], whole_[i], part, lists[i]->CmdBuffer);
  // The main window's ground covers all of it, nearly always.
  const bool grounded = !lists.empty() && !lists[0]->CmdBuffer.empty() && clears(lists[0]->CmdBuffer[0], part);
  if (!grounded) clear_ground(height, part);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

void FramePainter::clear_ground(int height, const Damage& part) {
  glEnable(GL_SCISSOR_TEST);
  glScissor(part.left, height - part.bottom, part.right - part.left, part.bottom - part.top);
  const ImVec4 ground = ImGui::GetStyle().Colors[ImGuiCol_WindowBg];
  glClearColor(ground.x, ground.y, ground.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  glDisable(GL_SCISSOR_TEST);
}

void FramePainter::paint(int width, int height) { paint(width, height, std::array{Damage{0, 0, width, height}}); }

}  // namespace syncwall
