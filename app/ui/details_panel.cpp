#include "table/job_text.h"
#include "ui/command_controls.h"
#include "ui/job_cell.h"
#include "ui/panels.h"
#include "ui/side_panel.h"
#include "ui/text.h"

namespace syncwall {

void draw_details_panel(Frame& frame, const Area& area) {
  const auto row = frame.desk.details();
  if (!row) return;
  Snapshot::IdBuffers ids;
  const JobView job = frame.job(*row, ids);
  const SidePanel panel(frame, "##details", area, frame.px(kDetailsWidth));
  const float room = panel.room();
  wrapped_text(frame, Face::Title, frame.theme.text, shown_collection(job), room);
  if (const Snapshot& snapshot = frame.desk.news().snapshot; !snapshot.alive(*row)) {
    const char* const why = snapshot.left(*row)
                                ? "This job lies beyond what is loaded now: the values are from when it last was."
                                : "This job has been deleted.";
    wrapped_text(frame, Face::Body, frame.theme.warning, why, room);
  }
  ImGui::Dummy({1, frame.px(4)});
  if (button(frame, "##close", "Close", ButtonLook::Plain)) frame.act(action::CloseDetails{});
  ImGui::SameLine();
  command_button(frame, CommandId::CopyJson, ButtonLook::Plain, {*row});
  if (availability(CommandId::Delete, frame.desk, {*row}).state != Availability::State::Hidden) {
    ImGui::SameLine();
    command_button(frame, CommandId::Delete, ButtonLook::Danger, {*row});
  }
  ImGui::Dummy({1, frame.px(6)});
  for (const Field& field : all_fields(job, frame.now_of(*row))) {
    wrapped_text(frame, Face::Small, frame.theme.quiet, field.label, room);
    ImGui::SetCursorPosY(ImGui::GetCursorPosY() - frame.px(5));
    wrapped_text(frame, Face::Body, field.trouble ? frame.theme.of(Status::Failed) : frame.theme.text, field.text,
                 room);
    frame.note("field-value", field.label + "|" + field.text, ImGui::GetItemRectMin(), ImGui::GetItemRectMax());
  }
}

}  // namespace syncwall
