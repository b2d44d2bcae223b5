// The panels of the page, each in a file of its own. They draw where they are told and append actions. UI thread only.
#pragma once

#include "ui/frame.h"

namespace syncwall {

struct Area {  // px on the screen
  ImVec2 min, max;
  [[nodiscard]] float width() const { return max.x - min.x; }
  [[nodiscard]] float height() const { return max.y - min.y; }
};

void draw_top_bar(Frame& frame, const Area& area);
void draw_stat_cards(Frame& frame, const Area& area);
void draw_filter_bar(Frame& frame, const Area& area);
// From the area's upper edge down; the height that they took, 0 where there are none.
[[nodiscard]] float draw_filter_chips(Frame& frame, const Area& area);
void draw_job_table(Frame& frame, const Area& area);
void draw_empty_state(Frame& frame, const Area& area);  // over the table's body, where there is no row
void draw_footer(Frame& frame, const Area& area);
void draw_selection_bar(Frame& frame, const Area& table);
void draw_job_menu(Frame& frame);
void draw_details_panel(Frame& frame, const Area& area);
void draw_diagnostics(Frame& frame, const Area& area);
void draw_delete_dialog(Frame& frame);
void draw_keys_help(Frame& frame);
void draw_wall(Frame& frame);
void draw_meter(Frame& frame, ImVec2 display);
void handle_keys(Frame& frame);

}  // namespace syncwall
