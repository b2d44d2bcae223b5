// The panels that remember nothing between frames (the others have headers of their own), each in a file of its own.
// They draw into the area they are given and append actions. UI thread only.
#pragma once

#include "ui/area.h"
#include "ui/frame.h"

namespace syncwall {

void draw_top_bar(Frame& frame, const Area& area);
void draw_stat_cards(Frame& frame, const Area& area);
// From the area's upper edge down; the height that they took, 0 where there are none.
[[nodiscard]] float draw_filter_chips(Frame& frame, const Area& area);
void draw_empty_state(Frame& frame, const Area& area);  // over the table's body, where there is no row
void draw_footer(Frame& frame, const Area& area);
void draw_selection_bar(Frame& frame, const Area& table);
void draw_details_panel(Frame& frame, const Area& area);
void draw_diagnostics(Frame& frame, const Area& area);
void draw_failures_panel(Frame& frame, const Area& area);
void draw_keys_help(Frame& frame);
void handle_keys(Frame& frame);

}  // namespace syncwall
