#include "ui/widgets.h"

#include "draw/imgui_compat.h"
#include "ui/focus.h"
#include "ui/text.h"

namespace syncwall {

bool button(Frame& frame, const char* id, std::string_view label, ButtonLook look, bool enabled, bool focused) {
  const bool link = look == ButtonLook::Link;
  const float pad = link ? frame.px(4) : frame.px(16);
  const ImVec2 size{line_width(frame, Face::Medium, label) + 2 * pad, frame.px(link ? 26 : 32)};
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const ImVec2 end{at.x + size.x, at.y + size.y};
  const bool pressed = clickable(frame, id, size, frame.px(7), enabled);
  const bool hot = ImGui::IsItemHovered() && enabled;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float dim = enabled ? 1.0f : 0.45f;
  ImU32 text = link ? frame.theme.accent : frame.theme.text;
  if (look == ButtonLook::Danger) {
    list.AddRectFilled(at, end, with_alpha(hot ? frame.theme.danger_hot : frame.theme.danger, dim), frame.px(7));
    text = frame.theme.on_danger;
  } else if (!link) {
    list.AddRectFilled(at, end, with_alpha(hot ? frame.theme.hot : frame.theme.panel, dim), frame.px(7));
    outline(list, at, end, with_alpha(frame.theme.control(), dim), frame.px(7), frame.hairline());
  } else if (hot) {
    list.AddLine({at.x + pad, end.y - frame.px(3)}, {end.x - pad, end.y - frame.px(3)}, text, frame.hairline());
  }
  if (focused)
    outline(list, {at.x - frame.px(3), at.y - frame.px(3)}, {end.x + frame.px(3), end.y + frame.px(3)},
            frame.theme.accent, frame.px(9), frame.px(2));
  draw_line(frame, list, Face::Medium, {at.x + pad, at.y + (size.y - line_height(frame, Face::Medium)) / 2},
            with_alpha(text, dim), label);
  frame.note("button", label, at, end);
  return pressed;
}

}  // namespace syncwall
