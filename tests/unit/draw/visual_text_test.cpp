#include "draw/visual_text.h"

#include <doctest/doctest.h>

#include "base/utf8.h"

using namespace syncwall;

TEST_CASE("text from left to right comes back as it is, the very same bytes") {
  VisualText visual;
  for (const std::string_view text : {"finance-reports", "Ирина · in review", "顧客サポート", "a##b %s", ""}) CHECK(visual.of(text).data() == text.data());
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
