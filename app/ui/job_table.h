// The table of jobs. UI thread only.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "table/columns.h"
#include "table/job_text.h"
#include "table/scroll_anchor.h"
#include "ui/area.h"

namespace syncwall {

struct Frame;

struct CellRef {
  CacheRow row{};
  Column column = Column::Tick;
  friend bool operator==(const CellRef&, const CellRef&) = default;
};

struct TableState {
  bool sort_given = false;  // the command line gave one: it goes before the remembered one
  ScrollAnchor anchor;
  std::optional<CacheRow> scroll_to;
  std::optional<double> scroll_rows;  // by the scroll bar: the first row
  double position = 0;                // in rows
  float grab = 0;                     // where the thumb was taken hold of, px from its upper edge
  std::int64_t rows_on_screen = 20, first_row = 0;
  bool pointer_on_table = false;
  std::optional<ImVec2> cursor_at;  // below the cursor's row, where it is on the screen
  ImVec2 body_at{};                 // below the headers
  std::optional<CellRef> hovered;   // and since when, in ticks
  TickMs hovered_since = 0;
  Tooltip tip;  // of tip_cell, as of tip_second and tip_version: made once, not every frame
  std::optional<CellRef> tip_cell;
  std::int64_t tip_second = 0;
  std::uint64_t tip_version = 0;
  std::array<float, kColumns> header_widths{};  // that the labels want, px
  std::array<Area, kColumns> headers{};         // where they are; of no width: not shown
};
void draw_job_table(Frame& frame, const Area& area);

}  // namespace syncwall
