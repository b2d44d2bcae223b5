// The menu of a row. UI thread only.
#pragma once

#include <optional>

#include "cache/packed_id.h"
#include "ui/job_table.h"

namespace syncwall {

struct JobMenuState {
  std::optional<CellRef> cell;
  PackedId job;              // whose row it was opened on
  std::optional<ImVec2> at;  // where it opens; none: at the pointer
  bool opens = false, open = false;
};
void draw_job_menu(Frame& frame);

}  // namespace syncwall
