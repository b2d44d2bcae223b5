#include "base/time_text.h"
#include "ui/command_controls.h"
#include "ui/panels.h"
#include "ui/text.h"

namespace syncwall {

void draw_selection_bar(Frame& frame, const Area& table) {
  Selection& selection = frame.desk.selection();
  const View* view = frame.view();
  if (selection.empty() || view == nullptr) return;
  const Selection::InView in_view = selection.in_view(frame.desk.news().view.view);
  LineText text(grouped(selection.count()).view());
  text << " selected";
  if (in_view.hidden > 0) text << " (" << grouped(in_view.hidden).view() << " hidden by the filter)";
  if (selection.pending()) text << " · loading the rest";
  if (selection.capped_of() > 0)
    text << " · " << grouped(selection.capped_of()).view() << " match, more than are kept here (--mirror-limit)";
  ImGui::SetNextWindowPos({(table.min.x + table.max.x) / 2, table.max.y - frame.px(10)}, ImGuiCond_Always,
                          {0.5f, 1.0f});
  ImGui::PushStyleColor(ImGuiCol_WindowBg, frame.theme.bar);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {frame.px(19), frame.px(10)});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {frame.px(18), 0});
  ImGui::Begin("##selected", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoFocusOnAppearing);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = line_width(frame, Face::Medium, text);
  draw_line(frame, *ImGui::GetWindowDrawList(), Face::Medium, {at.x, at.y + frame.px(8)}, frame.theme.text, text);
  frame.note("selected", text, at, at);
  ImGui::Dummy({width, frame.px(32)});
  ImGui::SameLine();
  command_button(frame, CommandId::Delete, ButtonLook::Danger);
  for (const RowAction action : {RowAction::SyncNow, RowAction::Pause, RowAction::Resume}) {
    if (availability(command_of(action), frame.desk).state == Availability::State::Hidden) continue;
    ImGui::SameLine();
    command_button(frame, command_of(action), ButtonLook::Plain);
  }
  if (in_view.extent != Selection::Extent::All && !selection.pending()) {
    ImGui::SameLine();
    LineText all(info(CommandId::SelectAll).label);
    if (view->total >= 0) all << " (" << grouped(view->total).view() << ")";
    ImGui::SetCursorPosY(ImGui::GetCursorPosY() + frame.px(3));
    command_button(frame, CommandId::SelectAll, ButtonLook::Link, {}, all);
  }
  ImGui::SameLine();
  ImGui::SetCursorPosY(frame.px(13));
  command_button(frame, CommandId::ClearSelection, ButtonLook::Link);
  ImGui::End();
  ImGui::PopStyleVar(2);
  ImGui::PopStyleColor();
}

}  // namespace syncwall
