#include "ui/job_cell.h"

#include "base/time_text.h"
#include "draw/imgui_compat.h"
#include "table/job_text.h"
#include "ui/icons.h"
#include "ui/text.h"

namespace syncwall {

float draw_status_pill(Frame& frame, ImDrawList& list, const JobView& job, ImVec2 at, float height, float room,
                       float alpha) {
  const ImU32 color = with_alpha(frame.theme.of(job.status), alpha);
  const std::string_view text = status_label(job);
  const float pad = frame.px(12), icon = frame.px(20);
  const float width = std::min(room, 2 * pad + icon + line_width(frame, Face::Small, text));
  const ImVec2 end{at.x + width, at.y + height};
  list.AddRectFilled(at, end, with_alpha(color, 0.12f), height / 2);
  outline(list, at, end, with_alpha(color, 0.45f), height / 2, frame.hairline());
  draw_status_icon(list, job.status, {at.x + pad + frame.px(5), at.y + height / 2}, frame.px(9), color);
  draw_line(frame, list, Face::Small,
            {at.x + pad + icon - frame.px(2), at.y + (height - line_height(frame, Face::Small)) / 2}, color, text,
            width - 2 * pad - icon + frame.px(4));
  return width;
}

namespace {

// A small mark beside the status: late jobs look Completed otherwise.
float draw_lateness(Frame& frame, ImDrawList& list, JobNow of, ImVec2 at, float height, float room, float alpha) {
  const JobView& job = of.job;
  const Lateness late = lateness(job.status, job.schedule_s, job.created_at, job.last_sync_at, of.now);
  if (late == Lateness::None) return 0;
  const ImU32 color = with_alpha(frame.theme.stale ? frame.theme.quiet : frame.theme.warning, alpha);
  return draw_line(frame, list, Face::Small, {at.x, at.y + (height - line_height(frame, Face::Small)) / 2}, color,
                   late == Lateness::Overdue ? "overdue" : "stuck", room);
}

}  // namespace

float draw_job_cell(Frame& frame, ImDrawList& list, JobNow of, Column column, ImVec2 min, ImVec2 max, float alpha) {
  const JobView& job = of.job;
  if (frame.notes != nullptr)
    frame.note("cell " + std::string(info(column).key), cell_text(job, column, of.now, frame.ui.text.cell_buffer), min,
               max);
  const float height = max.y - min.y;
  if (column == Column::Status) {
    const float pill = frame.px(22);
    const ImVec2 at{min.x, min.y + std::round((height - pill) / 2)};
    const float width = draw_status_pill(frame, list, job, at, pill, max.x - min.x, alpha);
    const float late = draw_lateness(frame, list, of, {min.x + width + frame.px(8), at.y}, pill,
                                     max.x - min.x - width - frame.px(8), alpha);
    return late > 0 ? width + frame.px(8) + late : width;
  }
  const ImU32 color = with_alpha(info(column).loud ? frame.theme.text : frame.theme.quiet, alpha);
  const std::string_view text = cell_text(job, column, of.now, frame.ui.text.cell_buffer);
  const float room = max.x - min.x;
  const Face face = column == Column::Created || column == Column::LastSync ? Face::Tabular : Face::Body;
  const float drawn =
      draw_line(frame, list, face, {min.x, min.y + (height - line_height(frame, face)) / 2}, color, text, room);
  if (column == Column::Created && is_time(job.created_at))
    frame.change_in(next_relative_change(job.created_at, of.now) - of.now);
  if (column == Column::LastSync && is_time(job.last_sync_at))
    frame.change_in(next_relative_change(job.last_sync_at, of.now) - of.now);
  return drawn < room ? drawn : line_width(frame, face, text);
}

}  // namespace syncwall
