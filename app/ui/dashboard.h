// The page as a whole: the only file that knows all panels.
#pragma once

#include "ui/frame.h"

namespace syncwall {

// One frame of the dashboard over the whole display. Between ImGui::NewFrame() and ImGui::Render().
void draw_dashboard(Frame& frame);

}  // namespace syncwall
