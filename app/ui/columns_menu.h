// The menu of the table's columns: which are shown, how they sort, how wide they are. UI thread only.
#pragma once

#include <imgui.h>

#include <array>
#include <cstddef>
#include <optional>

#include "table/columns.h"

namespace syncwall {

struct Frame;

struct ColumnsMenuState {
  bool opens = false;
  std::optional<Column> column;        // whose header it was opened on; none: by a key
  std::optional<ImVec2> at;            // where it opens; none: at the pointer
  std::array<bool, kColumns> shown{};  // as the table has them
  // What the table shall do in the next frame.
  std::optional<Column> fit, flip;
  bool reset = false;
};
void draw_columns_menu(Frame& frame);

}  // namespace syncwall
