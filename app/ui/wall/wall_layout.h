// Sizes of the wall from the distance at which it is read (product.md): letters subtend at least 16 minutes of arc,
// that is 4.7 mm of capital height for each metre. Pure; any thread.
#pragma once

#include <cstdint>

namespace syncwall {

struct WallScreen {
  int width = 1920, height = 1080;  // px
  double inches = 55;               // diagonal
  double distance_m = 4;
};

// The scale at which the body face is large enough. Never below `least`.
[[nodiscard]] float wall_scale(const WallScreen& screen, float least = 0.44f);

// Minutes of arc that a capital letter of the body face subtends at that scale.
[[nodiscard]] double arc_minutes(const WallScreen& screen, float scale);

// How the height is shared out, px.
struct WallLayout {
  float margin, top_bar, line, cards, row, footer;
  bool compact;  // too little room for labels on the cards: signs and numbers only
  std::size_t rows;
  int lines = 1;      // of the top: the first is top_bar high, each other `line`
  int card_rows = 1;  // each `cards` high
  [[nodiscard]] float top() const { return top_bar + line * static_cast<float>(lines - 1); }
  [[nodiscard]] float all_cards() const {
    return cards * static_cast<float>(card_rows) + margin / 4 * static_cast<float>(card_rows - 1);
  }
};
[[nodiscard]] WallLayout wall_layout(float width, float height, float scale);
// The same with so many lines at the top and rows of cards, as far as there is height for them: a row of the list goes
// before a second row of cards, and the footer before the last row.
[[nodiscard]] WallLayout with_parts(WallLayout layout, float height, int lines, int card_rows);

// Against burn-in the whole picture moves by a few px once a minute, and comes round: at most 12 px each way.
struct Glide {
  float x, y;
};
[[nodiscard]] Glide glide(std::int64_t ticks_ms, float scale);

}  // namespace syncwall
