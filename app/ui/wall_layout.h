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
  float margin, top_bar, cards, row, footer;
  bool compact;  // too little room for labels on the cards: signs and numbers only
  std::size_t rows;
};
[[nodiscard]] WallLayout wall_layout(float width, float height, float scale);

// Against burn-in the whole picture moves by a few px once a minute, and comes round: at most 12 px each way.
struct Glide {
  float x, y;
};
[[nodiscard]] Glide glide(std::int64_t ticks_ms, float scale);

}  // namespace syncwall
