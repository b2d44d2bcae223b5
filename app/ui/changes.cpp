#include "ui/changes.h"

#include "ui/frame.h"

namespace syncwall {

namespace {
constexpr float kStrongest = 0.18f;  // of the status colour, over the ground

void fill(Frame& frame, ImDrawList& list, Status status, float strength, ImVec2 min, ImVec2 max, float radius) {
  if (strength > 0 && !frame.theme.stale)
    list.AddRectFilled(min, max, with_alpha(frame.theme.of(status), kStrongest * strength), radius);
}
}  // namespace

void draw_change(Frame& frame, ImDrawList& list, const JobView& job, CacheRow row, ImVec2 min, ImVec2 max) {
  const float strength =
      frame.ui.changes.row_marks.strength(index_of(row), static_cast<std::int64_t>(job.status), frame.ticks);
  fill(frame, list, job.status, strength, min, max, 0);
  if (strength > 0) frame.note("changed", job.id, min, max);
}

void draw_failed_rise(Frame& frame, ImDrawList& list, std::int64_t failed, ImVec2 min, ImVec2 max, float radius) {
  UiState& ui = frame.ui;
  if (ui.changes.failed_seen >= 0 && failed > ui.changes.failed_seen) ++ui.changes.failed_rises;
  ui.changes.failed_seen = failed;
  const float strength = ui.changes.card_marks.strength(0, ui.changes.failed_rises, frame.ticks);
  fill(frame, list, Status::Failed, strength, min, max, radius);
  if (strength > 0) frame.note("changed", "failed", min, max);
}

void end_marks(Frame& frame) {
  ChangesState& changes = frame.ui.changes;
  changes.row_marks.end_frame();
  changes.card_marks.end_frame();
  frame.change_in(
      std::min(changes.row_marks.next_change_ms(frame.ticks), changes.card_marks.next_change_ms(frame.ticks)));
}

}  // namespace syncwall
