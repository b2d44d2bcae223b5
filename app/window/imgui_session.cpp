#include "window/imgui_session.h"

#include <glad/gl.h>
// glad first: it stands in for the system's GL header.
#include <GLFW/glfw3.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>
#include <imgui_impl_opengl3.h>
#include <imgui_internal.h>

#include <algorithm>
#include <array>

#include "draw/imgui_compat.h"
#include "window/draw_commands.h"
#include "window/gl_check.h"

namespace syncwall {

ImGuiSession::ImGuiSession(Window& window) : context_(ImGui::CreateContext()) {
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  ImGui_ImplGlfw_InitForOpenGL(window.handle(), true);
  ImGui_ImplOpenGL3_Init("#version 330 core");
#if IMGUI_VERSION_NUM < 18700
  window.next_key_ = glfwSetKeyCallback(window.handle(), Window::on_key);
  window.next_character_ = glfwSetCharCallback(window.handle(), Window::on_character);
#else
  window.next_button_ = glfwSetMouseButtonCallback(window.handle(), Window::on_button);
#endif
}

ImGuiSession::~ImGuiSession() {
  ImGui_ImplOpenGL3_Shutdown();
  ImGui_ImplGlfw_Shutdown();
  ImGui::DestroyContext(context_);
}

bool ImGuiSession::input_waits() const {
#if IMGUI_VERSION_NUM < 18700
  return presses_.waiting();
#else
  return !context_->InputEventsQueue.empty();
#endif
}

void ImGuiSession::new_frame() {
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplGlfw_NewFrame();
#if IMGUI_VERSION_NUM < 18700
  ImGuiIO& io = ImGui::GetIO();
  const auto seen = presses_.seen(io.MousePos.x, io.MousePos.y, std::to_array(io.MouseDown));
  std::copy(seen.begin(), seen.end(), io.MouseDown);
#endif
  ImGui::NewFrame();
}

void ImGuiSession::new_frame_of(int width, int height, float seconds) {
  ImGui_ImplOpenGL3_NewFrame();
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
  io.DisplayFramebufferScale = {1, 1};
  io.DeltaTime = seconds;
  io.MousePos = {-1e6f, -1e6f};
  ImGui::NewFrame();
}

void ImGuiSession::end_frame() { ImGui::Render(); }

void ImGuiSession::draw(int width, int height, std::span<const Damage> parts) {
  glViewport(0, 0, width, height);
  const auto lists = draw_lists(*ImGui::GetDrawData());
  if (whole_.size() < lists.size()) whole_.resize(lists.size());
  for (std::size_t i = 0; i < lists.size(); ++i) whole_[i].swap(lists[i]->CmdBuffer);
  for (const Damage& part : parts) draw_part(height, part);
  for (std::size_t i = 0; i < lists.size(); ++i) whole_[i].swap(lists[i]->CmdBuffer);
  check_gl("the end of a frame");
}

void ImGuiSession::draw_part(int height, const Damage& part) {
  const auto lists = draw_lists(*ImGui::GetDrawData());
  for (std::size_t i = 0; i < lists.size(); ++i) cut_commands(*lists[i], whole_[i], part, lists[i]->CmdBuffer);
  glEnable(GL_SCISSOR_TEST);
  glScissor(part.left, height - part.bottom, part.right - part.left, part.bottom - part.top);
  const ImVec4 ground = ImGui::GetStyle().Colors[ImGuiCol_WindowBg];
  glClearColor(ground.x, ground.y, ground.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  glDisable(GL_SCISSOR_TEST);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

}  // namespace syncwall
