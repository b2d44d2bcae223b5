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
  window.next_key_ = glfwSetKeyCallback(window.handle(), Window::on_key_now);
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

}  // namespace syncwall
