#include "ui/side_panel.h"

#include <algorithm>

#include "draw/imgui_compat.h"

namespace syncwall {

SidePanel::SidePanel(Frame& frame, const char* id, const Area& area, float width) {
  width = std::min(width, area.width());
  ImGui::SetNextWindowPos({area.max.x - width, area.min.y});
  ImGui::SetNextWindowSize({width, area.height()});
  ImGui::PushStyleColor(ImGuiCol_WindowBg, frame.theme.panel);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {frame.px(24), frame.px(20)});
  ImGui::Begin(id, nullptr,
               ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing);
  room_ = ImGui::GetContentRegionAvail().x - frame.px(8);
  frame.change_in(1000);  // ages are said in it
}

void scroll_by_keys(float line) {
  const float page = ImGui::GetWindowHeight() - line, before = ImGui::GetScrollY();
  float to = before;
  if (key_pressed(Key::Down, true)) to += line;
  if (key_pressed(Key::Up, true)) to -= line;
  if (key_pressed(Key::PageDown, true)) to += page;
  if (key_pressed(Key::PageUp, true)) to -= page;
  if (key_pressed(Key::Home)) to = 0;
  if (key_pressed(Key::End)) to = ImGui::GetScrollMaxY();
  if (to != before) ImGui::SetScrollY(std::clamp(to, 0.0f, ImGui::GetScrollMaxY()));
}

SidePanel::~SidePanel() {
  ImGui::End();
  ImGui::PopStyleVar(2);
  ImGui::PopStyleColor();
}

}  // namespace syncwall
