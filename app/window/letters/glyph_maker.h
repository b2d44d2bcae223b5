// GlyphMaker: characters into images, by fontconfig and FreeType. One thread, and not the UI's: a large Chinese
// character takes a third of a millisecond.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "draw/font_set.h"
#include "window/letters/font_files.h"

namespace syncwall {

// How a face is drawn. Letters larger than `made_px` are made at that size and stretched: the layout has the size that
// was asked for, memory doesn't. px of a line, ascender to descender.
struct FaceSize {
  Weight weight = Weight::Regular;
  bool tabular = false;  // digits of one width
  float px = 18, made_px = 18;
  int most_width = 1024,
      most_height = 256;  // px of an image with its border: what is larger is made smaller and stretched

  friend auto operator<=>(const FaceSize&, const FaceSize&) = default;
};

// Of that face at that scale.
[[nodiscard]] FaceSize face_size(Face face, float scale);

struct GlyphOrder {
  std::uint64_t set = 0;  // of sizes; who ordered it knows
  Face face = Face::Body;
  char32_t drawn = 0, meant = 0;
  FaceSize size;
};

struct Glyph {
  std::uint64_t set = 0;
  Face face = Face::Body;
  char32_t drawn = 0, meant = 0;
  bool found = false;  // some font has it
  float x = 0, y = 0, width = 0,
        height = 0;   // of the image without its border, in px of the layout, from the line's upper left corner
  float advance = 0;  // px of the layout
  int image_width = 0, image_height = 0;  // px of the image with a border of 1 px that is empty; 0: nothing to see
  std::vector<std::uint8_t> alpha;        // its rows from the top
  std::thread::id by;                     // who made it
};

class GlyphMaker {
 public:
  GlyphMaker();
  ~GlyphMaker();
  GlyphMaker(const GlyphMaker&) = delete;
  GlyphMaker& operator=(const GlyphMaker&) = delete;

  [[nodiscard]] Glyph make(const GlyphOrder& order);

  // Of the page's own face at that size, px: to where letters stand, the widest digit, and an em.
  struct Metrics {
    float baseline = 0, digit = 0, em = 0;
  };
  [[nodiscard]] Metrics metrics(const FaceSize& size);
  // How many ems a line of that font is high; 1.2 where it can't be read.
  [[nodiscard]] float line_of_em(const FontFile& file);

 private:
  struct OpenFont;
  struct Library;
  [[nodiscard]] OpenFont* open(const FontFile& file);
  [[nodiscard]] const FontFile& main(Weight weight);
  [[nodiscard]] std::optional<FontFile> font_of(Weight weight, char32_t c);

  std::unique_ptr<Library> library_;
  std::vector<std::unique_ptr<OpenFont>> open_;  // last used first
  std::map<Weight, FontFile> main_;
  std::map<Weight, FontFinder> finders_;
  std::map<FaceSize, Metrics> metrics_;
};

}  // namespace syncwall
