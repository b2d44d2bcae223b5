// The table's columns, their headers, and the order that their arrows show. Within the table; UI thread only.
#pragma once

#include "ui/frame.h"

namespace syncwall {

// `width`: of the table, px.
void set_up_columns(Frame& frame, float width);
// What the columns' menu asked for in the frame before, and what it shows.
void follow_columns_menu(Frame& frame);
// The arrows are the query's each frame: a click changes the query, and another query the arrows.
void sync_sort(Frame& frame);
void draw_header(Frame& frame);

}  // namespace syncwall
