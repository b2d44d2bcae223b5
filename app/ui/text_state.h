// What drawing text remembers between frames: no text is reordered from right to left, or copied, twice.
#pragma once

#include <string>

#include "draw/visual_text.h"

namespace syncwall {

struct TextState {
  VisualText visual;
  std::string cell_buffer, line_buffer, stand_in_buffer;
};

}  // namespace syncwall
