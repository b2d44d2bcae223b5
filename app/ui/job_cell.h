// One cell of the table. UI thread only.
#pragma once

#include "ui/frame.h"

namespace syncwall {

// A job, and what time it is where it lies.
struct JobNow {
  const JobView& job;
  WallMs now = 0;
};
// Within the box of the cell, px. Returns the width that the cell would take if it had room.
float draw_job_cell(Frame& frame, ImDrawList& list, JobNow at, Column column, ImVec2 min, ImVec2 max, float alpha);
// A status as icon and word in a pill; returns its width.
float draw_status_pill(Frame& frame, ImDrawList& list, const JobView& job, ImVec2 at, float height, float room,
                       float alpha);

}  // namespace syncwall
