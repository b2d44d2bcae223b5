// Fonts: the page's faces for one scale, with every character drawn so far and no other. Main thread, between
// frames. Rebuilt where a character is new or the scale is another: a new character may need another font file.
#pragma once

#include "draw/code_points.h"
#include "draw/font_set.h"

namespace syncwall {

class Fonts {
 public:
  // True where the set was made anew: the screen must be drawn again, and style sizes set.
  bool update(const CodePoints& seen, float scale);
  // Another Fonts has made the atlas meanwhile.
  void forget() { version_ = 0; }
  [[nodiscard]] const FontSet& set() const { return set_; }

 private:
  void build(const CodePoints& seen);

  FontSet set_;
  float scale_ = 0;
  std::uint32_t version_ = 0;
};

}  // namespace syncwall
