#include <algorithm>

#include "draw/imgui_compat.h"
#include "ui/command_controls.h"
#include "ui/focus.h"
#include "ui/panels.h"
#include "ui/side_panel.h"
#include "ui/text.h"

namespace syncwall {

namespace {

constexpr const char* kPopup = "##keys";

// The heading over a command, where a group begins with it.
std::string_view heading(CommandId id) {
  switch (id) {
    case CommandId::Search:
      return "Find";
    case CommandId::MoveCursor:
      return "Move and tick";
    case CommandId::Details:
      return "Of a job";
    case CommandId::Sort:
      return "Of the table";
    case CommandId::Refresh:
      return "The window";
    case CommandId::Failures:
      return "More";
    default:
      return {};
  }
}

void draw_key(Frame& frame, const Command& command, float width) {
  const float column = std::min(frame.px(240), width * 0.4f);
  if (const std::string_view group = heading(command.id); !group.empty()) {
    ImGui::Dummy({1, frame.px(4)});
    wrapped_text(frame, Face::Medium, frame.theme.text, group, width);
  }
  if (command.help.empty()) return;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const std::string keys = keys_text(command);
  draw_line(frame, list, Face::Medium, at, frame.theme.accent, keys, column - frame.px(12));
  draw_line(frame, list, Face::Body, {at.x + column, at.y}, frame.theme.text, command.help, width - column);
  frame.note("key", keys + "|" + std::string(command.help), at, at);
  ImGui::Dummy({width, frame.px(18)});
}

}  // namespace

void draw_keys_help(Frame& frame) {
  if (!frame.desk.keys_shown()) return;
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  if (!ImGui::IsPopupOpen(kPopup)) ImGui::OpenPopup(kPopup);
  ImGui::SetNextWindowPos({display.x / 2, display.y / 2}, ImGuiCond_Always, {0.5f, 0.5f});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {frame.px(28), frame.px(22)});
  if (ImGui::BeginPopupModal(kPopup, nullptr,
                             ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoMove |
                                 ImGuiWindowFlags_NoSavedSettings)) {
    const LayerScope layer(frame, Layer::Keys);
    const float width = std::min(frame.px(720), display.x - frame.px(90)),
                height = std::min(frame.px(880), display.y - frame.px(150));
    wrapped_text(frame, Face::Title, frame.theme.text, "Keys", width);
    ImGui::BeginChild("##list", {width, std::max(height, frame.px(60))}, false, ImGuiWindowFlags_NoSavedSettings);
    if (frame.ui.focus.top == Layer::Keys) scroll_by_keys(frame.px(26));
    for (const Command& command : commands()) draw_key(frame, command, width - frame.px(20));
    ImGui::EndChild();
    frame.note("keys", "Keys", ImGui::GetWindowPos(), display);
    if (button(frame, "##close", "Close", ButtonLook::Plain)) frame.act(action::ShowKeys{false});
    frame.note("dialog", "", ImGui::GetWindowPos(),
               {ImGui::GetWindowPos().x + ImGui::GetWindowWidth(), ImGui::GetWindowPos().y + ImGui::GetWindowHeight()});
    ImGui::EndPopup();
  }
  ImGui::PopStyleVar();
}

}  // namespace syncwall
