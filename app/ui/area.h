// A part of the screen, px.
#pragma once

#include <imgui.h>

namespace syncwall {

struct Area {
  ImVec2 min, max;
  [[nodiscard]] float width() const { return max.x - min.x; }
  [[nodiscard]] float height() const { return max.y - min.y; }
};

}  // namespace syncwall
