// GlyphRows: where in the atlas's texture each image lies: rows of a few fixed heights, each with gaps that are found,
// split and merged again. The texture is as wide from the start as it ever is, and grows downwards up to a limit. Pure
// arithmetic in px; one thread.
#pragma once

#include <optional>
#include <vector>

namespace syncwall {

class GlyphRows {
 public:
  // `heights` ascending. The last of them keeps an eighth of the room for itself, or at least one row: what is rare and
  // tall finds a place also when all else is full.
  GlyphRows(int width, int most_height, std::vector<int> heights)
      : width_(width), most_height_(most_height), heights_(std::move(heights)) {}

  struct Place {
    int row = 0;  // its index
    int x = 0, y = 0, width = 0;
  };
  // None where there is no gap of that size, or it is larger than any row.
  [[nodiscard]] std::optional<Place> take(int width, int height);
  void give_back(const Place& place);
  // Down to where rows go; the texture must be so high.
  [[nodiscard]] int used_height() const { return used_height_; }
  [[nodiscard]] int tallest() const { return heights_.back(); }
  [[nodiscard]] int width() const { return width_; }

 private:
  struct Gap {
    int x, width;
  };
  struct Row {
    int y, height;
    std::vector<Gap> gaps;  // ascending, never touching
  };
  [[nodiscard]] bool open_row(int height);

  int width_, most_height_;
  std::vector<int> heights_;
  int used_height_ = 0;
  std::vector<Row> rows_;
};

}  // namespace syncwall
