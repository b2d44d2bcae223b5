#include "ui/command_controls.h"
#include "ui/panels.h"
#include "ui/text.h"

namespace syncwall {

void draw_keys_help(Frame& frame) {
  if (!frame.desk.keys_shown()) return;
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos({display.x / 2, display.y / 2}, ImGuiCond_Always, {0.5f, 0.5f});
  ImGui::PushStyleColor(ImGuiCol_WindowBg, frame.theme.popup);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {frame.px(28), frame.px(22)});
  ImGui::Begin("##keys", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoSavedSettings);
  wrapped_text(frame, Face::Title, frame.theme.text, "Keys", frame.px(500));
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (const Command& command : commands()) {
    if (command.help.empty()) continue;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const std::string keys = keys_text(command);
    draw_line(frame, list, Face::Medium, at, frame.theme.accent, keys);
    draw_line(frame, list, Face::Body, {at.x + frame.px(240), at.y}, frame.theme.text, command.help);
    frame.note("key", keys + "|" + std::string(command.help), at, at);
    ImGui::Dummy({frame.px(660), frame.px(20)});
  }
  frame.note("keys", "Keys", ImGui::GetWindowPos(), display);
  if (button(frame, "##close", "Close", ButtonLook::Plain)) frame.act(action::ShowKeys{false});
  ImGui::End();
  ImGui::PopStyleVar();
  ImGui::PopStyleColor();
}

}  // namespace syncwall
