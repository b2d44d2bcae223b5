// Sizes of the wall from the distance at which it is read: letters subtend at least 16 minutes of arc,
// that is 4.7 mm of capital height for each metre. Pure; any thread.
#pragma once

#include <cstdint>

namespace syncwall {

struct WallScreen {
  int width = 1920, height = 1080;  // px
  double inches = 55;               // diagonal
  double distance_m = 4;
};

// The scale at which the body face is large enough, `zoom` times. Where such letters would leave no room for the
// counts, the largest at which these have room: kLeastWidth by kLeastHeight, in px at scale 1.
inline constexpr double kLeastWidth = 160, kLeastHeight = 98;
[[nodiscard]] float wall_scale(const WallScreen& screen, double zoom = 1);

// Minutes of arc that a capital letter of the body face subtends at that scale.
[[nodiscard]] double arc_minutes(const WallScreen& screen, float scale);

// How the height is shared out, px.
struct WallLayout {
  float margin, top_bar, line, cards, row, footer;
  bool compact;       // too little room for labels on the cards: signs and numbers only
  std::size_t rows;   // of the list; none where letters are so large that the counts need all the room
  int lines = 1;      // of the top: the first is top_bar high, each other `line`
  int card_rows = 1;  // each `cards` high
  [[nodiscard]] float top() const { return top_bar + line * static_cast<float>(lines - 1); }
  // Top and cards are not higher.
  [[nodiscard]] bool fits(float height) const { return top() + all_cards() + margin <= height; }
  [[nodiscard]] float all_cards() const {
    return cards * static_cast<float>(card_rows) + margin / 4 * static_cast<float>(card_rows - 1);
  }
};
[[nodiscard]] WallLayout wall_layout(float width, float height, float scale);
// The same with so many lines at the top and rows of cards: the footer goes before the last row of the list, and that
// before any count.
[[nodiscard]] WallLayout with_parts(WallLayout layout, float height, int lines, int card_rows);

// Against burn-in the whole picture moves by a few px once a minute, and comes round: at most 12 px each way.
struct Glide {
  float x, y;
};
[[nodiscard]] Glide glide(std::int64_t ticks_ms, float scale);

}  // namespace syncwall
