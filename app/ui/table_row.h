// One row of the table, and what happens under the pointer. Within the table; UI thread only.
#pragma once

#include <optional>

#include "ui/frame.h"

namespace syncwall {

struct HoveredCell {
  std::optional<CellRef> cell;
};

// `height`: px, the same for all rows.
void draw_table_row(Frame& frame, CacheRow row, float height, HoveredCell& hovered);
// Once all rows are drawn: the tooltip of a cell on which the pointer rests, and the menu of a row.
void hover_cell(Frame& frame, const HoveredCell& hovered);

}  // namespace syncwall
