// The wall. UI thread only.
#pragma once

#include "table/wall_plan.h"

namespace syncwall {

struct Frame;

struct WallState {
  WallPlan plan;
  WallMs well_since = kNever;  // all is well, seen without a break; kNever: it isn't
};
void draw_wall(Frame& frame);

}  // namespace syncwall
