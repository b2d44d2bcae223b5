// The filters over the table. UI thread only.
#pragma once

#include <imgui.h>

#include <vector>

#include "ui/area.h"

namespace syncwall {

struct Frame;

struct FilterBarState {
  bool focus_collection = false;
  // A field takes a frame or two to become active after it was given the focus: for so many more, what is typed is
  // kept.
  int focus_frames = 0;
  bool collection_active = false;
  std::vector<ImWchar> typed_early;
};
void draw_filter_bar(Frame& frame, const Area& area);

}  // namespace syncwall
