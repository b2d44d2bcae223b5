// The shapes of the statuses, so that colour is never alone: clock, play, tick, cross, bars. UI thread only.
#pragma once

#include <imgui.h>

#include "jobs/job.h"
#include "ui/connection_text.h"
#include "ui/theme.h"

namespace syncwall {

// Within a square of `size` px around `center`.
void draw_status_icon(ImDrawList& list, Status status, ImVec2 center, float size, ImU32 color);
void draw_search_icon(ImDrawList& list, ImVec2 center, float size, ImU32 color);
// Of the connection: dot, triangle, square.
void draw_health(ImDrawList& list, Health health, ImVec2 center, float radius, ImU32 color);
// The colour of that state, where nothing is stale.
[[nodiscard]] ImU32 health_color(const Theme& theme, Health health);
// A tick box: 0 empty, 1 ticked, 2 some.
void draw_tick_box(ImDrawList& list, ImVec2 center, float size, int state, ImU32 fill, ImU32 border, ImU32 mark);

}  // namespace syncwall
