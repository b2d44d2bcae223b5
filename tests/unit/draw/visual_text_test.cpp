#include "draw/visual_text.h"

#include <doctest/doctest.h>

#include "base/utf8.h"

using namespace syncwall;

TEST_CASE("text from left to right comes back as it is, the very same bytes") {
  VisualText visual;
  for (const std::string_view text : {"finance-reports", "Ирина · in review", "顧客サポート", "a##b %s", ""})
    CHECK(visual.of(text).data() == text.data());
}

TEST_CASE("decomposed text is drawn composed: accents on their letters, Korean syllables whole (P10)") {
  VisualText visual;
  CHECK(visual.of("Cafe\u0301 re\u0301union") == "Caf\u00E9 r\u00E9union");
  CHECK(visual.of("\u1112\u1161\u11AB\u1100\u1173\u11AF") == "\uD55C\uAE00");
  CHECK(visual.of("x\u0301") == "x\u0301");  // there is no such character
}

TEST_CASE("Hebrew is turned round, numbers and Latin in it are not") {
  VisualText visual;
  CHECK(visual.of("שלום") == "םולש");
  CHECK(visual.of("abc שלום 12") == "abc 12 םולש");
  CHECK(visual.of("(שלום)") == "(םולש)");
}

TEST_CASE("Arabic letters join: each takes the form of its place") {
  VisualText visual;
  // seen + lam + alef + meem: the second and third are one ligature.
  const std::string_view drawn = visual.of("سلام");
  std::u32string letters;
  for (std::size_t at = 0; at < drawn.size();) letters += next_code_point(drawn, at);
  CHECK((letters == U"\uFEE1\uFEFC\uFEB3"));
}

TEST_CASE("broken and hostile text stays text, and the memory for it is bounded") {
  VisualText visual;
  CHECK(is_utf8(visual.of("\xE2\x80\xAE\xD8\xB3 abc")));
  CHECK(is_utf8(visual.of(std::string("\xD8\xB3") + std::string(10'000, 'x'))));
  for (int i = 0; i < 5000; ++i) CHECK_FALSE(visual.of("שלום " + std::to_string(i)).empty());
  CHECK(visual.of("שלום") == "םולש");
}

TEST_CASE("what shows nothing is not drawn, whatever stands beside it") {
  VisualText visual;
  CHECK(visual.of("\u202Ereversed override") == "reversed override");  // U+202E is taken out and not followed
  CHECK(visual.of("a\u200Bb\u200Dc\uFEFFd\u00ADe\uFE0Ff") == "abcdef");
  CHECK(visual.of("fdp\u202Dexe\u202C") == "fdpexe");
  CHECK(visual.of("\u2066abc\u2069") == "abc");
  CHECK(visual.of("שלום\u202Eabc") == "abcםולש");
  CHECK(visual.of("👨\u200D👩") == "👨👩");
  CHECK(visual.of("\u202E").empty());
  const std::string_view han = "品質管理";
  CHECK(visual.of(han).data() == han.data());
}

TEST_CASE("a line that begins with right-to-left text begins at its right") {
  VisualText visual;
  CHECK(visual.line("שלום abc").begins_right);
  CHECK(visual.line("12 שלום").begins_right);
  CHECK_FALSE(visual.line("abc שלום").begins_right);
  CHECK_FALSE(visual.line("abc").begins_right);
  CHECK(begins_right_to_left("  … سلام abc"));
  CHECK_FALSE(begins_right_to_left("a سلام"));
  CHECK_FALSE(begins_right_to_left("12 …"));
}

TEST_CASE("a letter and its mark are one also where something invisible stood between them") {
  VisualText visual;
  for (const char* between : {"", "\u200B", "\u200F", "\u2060"}) {
    CAPTURE(between);
    const std::string text = std::string("caf") + "e" + between + "\u0301";
    CHECK(visual.of(text) == "caf\u00E9");
  }
}
