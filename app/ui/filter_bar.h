// The filters over the table. UI thread only.
#pragma once

#include <imgui.h>

#include "ui/area.h"
#include "ui/early_typing.h"

namespace syncwall {

struct Frame;

struct FilterBarState {
  bool focus_collection = false, collection_active = false;
  EarlyTyping early;
  ImGuiID open_choice = 0, closed_choice = 0;  // which dropdown is open, and which one this click has closed
  bool at_chip = false;                        // the pointer is where the chip of waiting changes is
};
void draw_filter_bar(Frame& frame, const Area& area);

}  // namespace syncwall
