// Which font files draw what, as fontconfig sees it. Main thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace syncwall {

struct FontFile {
  std::string file;
  int index = 0;  // of the face within a .ttc
  friend bool operator==(const FontFile&, const FontFile&) = default;
};

enum class Weight : unsigned char { Regular, Medium, SemiBold };

// The page's own face: Inter, else what fontconfig has for sans-serif. Empty file: no font at all.
[[nodiscard]] FontFile main_font(Weight weight);

// Fonts that draw those characters that `main` doesn't, each with the ones it draws. Characters that no font of
// this system has are in none.
struct Fallback {
  FontFile font;
  std::vector<char32_t> draws;  // ascending
};
[[nodiscard]] std::vector<Fallback> fallbacks(const FontFile& main, std::span<const char32_t> wanted, Weight weight);

// The widest of the digits 0 to 9 at that size, px: what makes digits tabular. 0 where the file can't be read.
[[nodiscard]] float digit_width(const FontFile& font, float px);

// One character as that font draws it, in grey. None where the font can't.
struct GlyphImage {
  int width = 0, height = 0;      // px
  int left = 0, top = 0;          // of the image, from the pen; `top` above the baseline
  float advance = 0;              // px
  std::vector<unsigned char> alpha;  // rows from the top
};
[[nodiscard]] std::optional<GlyphImage> glyph_image(const FontFile& font, char32_t c, float em_px);
// How many ems the baseline is below the top of a line.
[[nodiscard]] float ascent_of_em(const FontFile& font);

// How many ems a line of this font is high (ascender to descender). Dear ImGui takes sizes as lines: with this,
// letters of different fonts come out equally large.
[[nodiscard]] float line_of_em(const FontFile& font);

}  // namespace syncwall
