#include "window/font_files.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace syncwall;

TEST_CASE("the page's face is Inter, in three weights") {
  std::set<std::string> files;
  for (const Weight w : {Weight::Regular, Weight::Medium, Weight::SemiBold}) {
    const FontFile font = main_font(w);
    CHECK(font.file.find("Inter") != std::string::npos);
    files.insert(font.file + std::to_string(font.index));
  }
  CHECK(files.size() == 3);
}

TEST_CASE("every character of a name of the world is drawn by some font, and by one only") {
  const FontFile main = main_font(Weight::Regular);
  const std::u32string wanted = U"Ирина 品質管理 サポート 고객 سياسات עברית ไทย अनुबंध Ελλάδα";
  std::vector<char32_t> characters(wanted.begin(), wanted.end());
  std::sort(characters.begin(), characters.end());
  characters.erase(std::unique(characters.begin(), characters.end()), characters.end());
  std::set<char32_t> drawn;
  for (const Fallback& f : fallbacks(main, characters, Weight::Regular)) {
    for (const char32_t c : f.draws) CHECK(drawn.insert(c).second);
  }
  for (const char32_t c : std::u32string(U"品サ고سעไअ")) CHECK(drawn.contains(c));
  CHECK_FALSE(drawn.contains(U'И'));  // Inter has Cyrillic
}

TEST_CASE("digits have a width, and a file that isn't there has none") {
  CHECK(digit_width(main_font(Weight::SemiBold), 40) > 10);
  CHECK(digit_width({"/nowhere.ttf", 0}, 40) == 0);
  CHECK(line_of_em(main_font(Weight::Regular)) == doctest::Approx(1.21).epsilon(0.02));
  CHECK(line_of_em({"/nowhere.ttf", 0}) > 1);
}

TEST_CASE("an emoji has an image in one colour, of about the size of a letter") {
  const FontFile main = main_font(Weight::Regular);
  const auto found = fallbacks(main, std::vector<char32_t>{0x1F600}, Weight::Regular);
  REQUIRE(found.size() == 1);
  const auto image = glyph_image(found[0].font, 0x1F600, 40);
  REQUIRE(image.has_value());
  CHECK(image->width > 20);
  CHECK(image->width < 80);
  CHECK(image->height > 20);
  CHECK(image->alpha.size() == static_cast<std::size_t>(image->width * image->height));
  CHECK(std::ranges::any_of(image->alpha, [](unsigned char a) { return a > 200; }));
  CHECK_FALSE(glyph_image(found[0].font, 0x10FFFF, 40).has_value());
  CHECK_FALSE(glyph_image({"/nowhere.ttf", 0}, 'a', 40).has_value());
  CHECK(ascent_of_em(main) > 0.5f);
}
