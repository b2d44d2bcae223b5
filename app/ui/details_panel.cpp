#include "table/job_text.h"
#include "ui/command_controls.h"
#include "ui/job_cell.h"
#include "ui/panels.h"
#include "ui/text.h"

namespace syncwall {

void draw_details_panel(Frame& frame, const Area& area) {
  const auto row = frame.page.details();
  if (!row) return;
  Snapshot::IdBuffers ids;
  const JobView job = frame.job(*row, ids);
  const float width = std::min(frame.px(520), area.width());
  ImGui::SetNextWindowPos({area.max.x - width, area.min.y});
  ImGui::SetNextWindowSize({width, area.height()});
  ImGui::PushStyleColor(ImGuiCol_WindowBg, frame.theme.panel);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {frame.px(24), frame.px(20)});
  ImGui::Begin("##details", nullptr,
               ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing);
  const float room = ImGui::GetContentRegionAvail().x - frame.px(8);
  wrapped_text(frame, Face::Title, frame.theme.text, shown_collection(job), room);
  if (const Snapshot& snapshot = frame.page.news().snapshot; !snapshot.alive(*row)) {
    const char* const why = snapshot.left(*row)
                                ? "This job lies beyond what is loaded now: the values are from when it last was."
                                : "This job has been deleted.";
    wrapped_text(frame, Face::Body, frame.theme.warning, why, room);
  }
  ImGui::Dummy({1, frame.px(4)});
  if (button(frame, "##close", "Close", ButtonLook::Plain)) frame.act(action::CloseDetails{});
  ImGui::SameLine();
  command_button(frame, CommandId::CopyJson, ButtonLook::Plain, {*row});
  if (availability(CommandId::Delete, frame.page, {*row}).state != Availability::State::Hidden) {
    ImGui::SameLine();
    command_button(frame, CommandId::Delete, ButtonLook::Danger, {*row});
  }
  ImGui::Dummy({1, frame.px(6)});
  for (const Field& field : all_fields(job, frame.now)) {
    wrapped_text(frame, Face::Small, frame.theme.quiet, field.label, room);
    const bool error = field.label == "Error";
    ImGui::SetCursorPosY(ImGui::GetCursorPosY() - frame.px(5));
    wrapped_text(frame, Face::Body, error ? frame.theme.of(Status::Failed) : frame.theme.text, field.text, room);
    frame.note("field-value", field.label + "|" + field.text, ImGui::GetItemRectMin(), ImGui::GetItemRectMax());
  }
  ImGui::End();
  ImGui::PopStyleVar(2);
  ImGui::PopStyleColor();
  frame.change_in(1000);
}

}  // namespace syncwall
