// The calm highlight of what changed a moment ago: behind a row, behind the count of failures. UI thread only.
#pragma once

#include <imgui.h>

#include <cstdint>

#include "cache/snapshot.h"
#include "table/change_marks.h"

namespace syncwall {

struct Frame;

struct ChangesState {
  ChangeMarks row_marks, card_marks;
  std::int64_t failed_seen = -1, failed_rises = 0;  // -1: not counted yet
};
// Behind a row whose status is another than in the frame before.
void draw_change(Frame& frame, ImDrawList& list, const JobView& job, CacheRow row, ImVec2 min, ImVec2 max);
// Behind the card of the failed jobs, where they have become more. Other counts change all the time.
void draw_failed_rise(Frame& frame, ImDrawList& list, std::int64_t failed, ImVec2 min, ImVec2 max, float radius);
// After the last mark of a frame.
void end_marks(Frame& frame);

}  // namespace syncwall
