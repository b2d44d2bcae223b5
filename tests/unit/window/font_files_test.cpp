#include "window/letters/font_files.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace syncwall;

TEST_CASE("the page's face is Inter, in four weights") {
  std::set<std::string> files;
  for (const Weight w : {Weight::Regular, Weight::Medium, Weight::SemiBold, Weight::Bold}) {
    const FontFile font = main_font(w);
    CHECK(font.file.find("Inter") != std::string::npos);
    files.insert(font.file + std::to_string(font.index));
  }
  CHECK(files.size() == 4);
}

TEST_CASE("every character of a name of the world is drawn by some font, the same one each time") {
  const FontFinder finder(Weight::Regular), other(Weight::Regular);
  for (const char32_t c : std::u32string_view(U"Ирина品質管理サポート고객سياساتעבריתไทยअनुबंधΕλλάδα😀𐎠")) {
    const auto font = finder.find(c);
    REQUIRE(font.has_value());
    CHECK(*font == *other.find(c));
  }
  CHECK(finder.find(U'И')->file.find("Inter") != std::string::npos);
  CHECK(finder.find(U'品')->file.find("CJK") != std::string::npos);
  CHECK_FALSE(finder.find(0x10FFFF).has_value());
}
