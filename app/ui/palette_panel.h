// The command palette (Ctrl+K): what is typed narrows the list of commands, arrows choose, Enter runs. UI thread only.
#pragma once

#include <cstddef>
#include <string>

#include "ui/early_typing.h"

namespace syncwall {

struct Frame;

struct PaletteState {
  bool open = false, opens = false;
  std::string typed;
  std::size_t at = 0;  // which line is chosen
  bool active = false;
  EarlyTyping early;
};
void open_palette(Frame& frame);
void draw_palette(Frame& frame);

}  // namespace syncwall
