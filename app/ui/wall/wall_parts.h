// The parts of the wall, each in a file of its own. UI thread only.
#pragma once

#include <vector>

#include "ui/connection_text.h"
#include "ui/panels.h"
#include "ui/wall/wall_layout.h"

namespace syncwall {

struct Wall {
  Frame& frame;
  ImDrawList& list;
  WallLayout layout;
  ImVec2 min, max;  // of the picture, as it has glided
  [[nodiscard]] float left() const { return min.x + layout.margin; }
  [[nodiscard]] float right() const { return max.x - layout.margin; }
  [[nodiscard]] float width() const { return right() - left(); }
};

// Whose jobs these are ("prod-eu", "all jobs · failed"), how fresh, and the time: in as many lines as they need.
struct WallTop {
  std::string who, scope;
  ConnectionLine state;
  std::string state_text;  // in as many words as there is room for
  bool alarm = false;      // the numbers may be old: the state stands on amber
  enum class Lines : unsigned char { One, StateBelow, Each } lines = Lines::One;
  std::vector<std::string> below;  // the lines of the state where it stands below
  bool clock = true, scope_shown = true;
  bool alone = false;  // one line is all: whose jobs these are behind the state's sign, or what is wrong in its words
  [[nodiscard]] int count() const { return (lines == Lines::Each ? 2 : 1) + static_cast<int>(below.size()); }
};
[[nodiscard]] WallTop plan_wall_top(Wall& wall);
// One line less, for the counts: the scope goes first, then what the state says beside its first line. False: only that
// is left.
[[nodiscard]] bool shorten(WallTop& top);
// The state comes into the first line.
[[nodiscard]] bool make_one_line(WallTop& top);
void draw_wall_top(Wall& wall, const WallTop& top);

// How many of the five cards stand in a row, so that their numbers can be read.
[[nodiscard]] int cards_in_a_row(Wall& wall);
void draw_wall_cards(Wall& wall, float y, int in_a_row);

// What a card counts: of all jobs, or of those that the wall's filter lets pass. -1: not known.
[[nodiscard]] JobSummary wall_summary(const Frame& frame, bool& known);

}  // namespace syncwall
