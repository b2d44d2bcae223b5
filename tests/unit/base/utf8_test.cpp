#include "base/utf8.h"

#include <doctest/doctest.h>

using namespace syncwall;

TEST_CASE("broken bytes become U+FFFD and the rest stays") {
  CHECK(to_utf8("plain") == "plain");
  CHECK(to_utf8("a\xFFz") == "a\xEF\xBF\xBDz");
  CHECK(to_utf8("cut\xE2\x82") == "cut\xEF\xBF\xBD");
  CHECK(to_utf8("\xC0\xAF") == "\xEF\xBF\xBD\xEF\xBF\xBD");       // overlong
  CHECK(is_utf8(to_utf8("\xED\xA0\x80 \xF4\x90\x80\x80 \x80")));  // surrogate, > U+10FFFF, stray
  CHECK_FALSE(is_utf8("\xED\xA0\x80"));
  CHECK(is_utf8("\xEF\xBF\xBD"));  // a real U+FFFD is not an error
}

TEST_CASE("every code point survives a round trip") {
  for (char32_t c = 1; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    std::string text;
    append_code_point(text, c);
    std::size_t at = 0;
    REQUIRE(next_code_point(text, at) == c);
    REQUIRE(at == text.size());
  }
}

TEST_CASE("control characters never make a second line") {
  CHECK(one_line("a\nb\tc\r\x01\xE2\x80\xA8z") == "a b c   z");
}

TEST_CASE("a cut falls between code points") {
  CHECK(cut_utf8("aé", 2) == "a");
  CHECK(cut_utf8("aé", 3) == "aé");
  CHECK(cut_utf8("日本", 5) == "日");
  CHECK(cut_utf8("日本", 0).empty());
}

TEST_CASE("folding is simple case folding, not lower-casing and not a locale") {
  CHECK(fold("HELLO Wörld ÀÉ") == "hello wörld àé");
  CHECK(fold("ИРИНА") == "ирина");
  CHECK(fold("ΣΊΣΥΦΟΣ") == fold("σίσυφος"));  // final sigma folds to sigma
  CHECK(fold("ß") == "ß");                    // full folding would give "ss"
  CHECK(fold("I") == "i");
}

TEST_CASE("blanks at the ends go, those within stay") {
  for (const auto& [text, kept] :
       {std::pair{"  a b\t", "a b"}, {"\u00a0x\u3000", "x"}, {"", ""}, {" \t ", ""}, {"é ", "é"}}) {
    CAPTURE(text);
    CHECK(without_blanks(text) == kept);
  }
}
