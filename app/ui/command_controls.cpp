#include "ui/command_controls.h"

#include <imgui.h>

#include "ui/text.h"

namespace syncwall {

void invoke(Frame& frame, CommandId id, const CommandTarget& target) {
  const Availability may = availability(id, frame.desk, target);
  if (may.state == Availability::State::Disabled) return frame.act(action::Tell{std::string(may.why)});
  if (!may.enabled()) return;
  auto action = action_of(id, frame.desk, target);
  if (!action) return;
  frame.act(std::move(*action));
}

bool command_button(Frame& frame, CommandId id, ButtonLook look, const CommandTarget& target, std::string_view label) {
  const Availability may = availability(id, frame.desk, target);
  if (may.state == Availability::State::Hidden) return false;
  const std::string_view name = label.empty() ? info(id).label : label;
  if (may.enabled()) {
    ImGui::PushID(static_cast<int>(id));
    if (button(frame, "##command", name, look)) invoke(frame, id, target);
    ImGui::PopID();
    return true;
  }
  const ImVec2 at = ImGui::GetCursorScreenPos();
  wrapped_text(frame, Face::Small, frame.theme.quiet, may.why, frame.px(260));
  frame.note("disabled", LineText(name) << "|" << may.why, at, ImGui::GetItemRectMax());
  return true;
}

void command_item(Frame& frame, CommandId id, const CommandTarget& target) {
  const Availability may = availability(id, frame.desk, target);
  if (may.state == Availability::State::Hidden) return;
  const std::string_view label = info(id).label;
  const std::string why(may.why);
  if (ImGui::MenuItem(label.data(), why.empty() ? nullptr : why.c_str(), false, may.enabled()))
    invoke(frame, id, target);
  const ImVec2 min = ImGui::GetItemRectMin(), max = ImGui::GetItemRectMax();
  frame.note(may.enabled() ? "item" : "disabled", why.empty() ? LineText(label) : LineText(label) << "|" << why, min,
             max);
}

}  // namespace syncwall
