#include "base/folded_text.h"

#include <doctest/doctest.h>

#include <random>

#include "base/utf8.h"
#include "cache/string_table.h"

using namespace syncwall;

namespace {

// Few letters, so that near misses are common; borders of the letters' range; sometimes not ASCII.
std::string random_text(std::mt19937& random, std::size_t longest, bool only_ascii) {
  static constexpr const char* kPieces[] = {"a", "A",    "b",  "Z", "z", "@", "[",  "`",
                                            "{", "\x7F", "\n", "ä", "Ä", "И", "顧", "\u212A"};
  std::string text;
  for (std::size_t n = random() % (longest + 1); n > 0; --n) {
    const std::size_t piece = random() % (only_ascii ? 12 : 16);
    if (piece == 11) {
      text.push_back('\0');
    } else {
      text += piece > 11 ? kPieces[piece] : kPieces[random() % 11];
    }
  }
  return text;
}

}  // namespace

TEST_CASE("texts are ordered and searched as their folded copies would be") {
  std::mt19937 random(7);
  StringTable table;
  for (int i = 0; i < 30'000; ++i) {
    const bool only_ascii = random() % 3 != 0;
    const std::string a = random_text(random, 50, only_ascii), b = random_text(random, 50, random() % 3 != 0);
    const std::string needle = random() % 2 == 0 || a.empty()
                                   ? random_text(random, 3, random() % 3 != 0)
                                   : to_utf8(a.substr(random() % a.size(), 1 + random() % 20));
    const auto x = table.intern(a), y = table.intern(b);
    const auto view = table.view();
    REQUIRE(view.text(x) == a);
    REQUIRE(view.folded(x).str() == fold(a));
    REQUIRE((view.folded(x) <=> view.folded(y)) == (fold(a) <=> fold(b)));
    REQUIRE(view.folded(x).contains(FoldedNeedle(needle)) == (fold(a).find(fold(needle)) != std::string::npos));
    if (fold(a).find(fold(needle)) != std::string::npos) {
      REQUIRE((FoldedText(fold(needle), false).letters() & ~view.folded(x).letters()) == 0);
    }
  }
}

TEST_CASE("letters of a text: one bit for each from a to z, shared ones for the rest") {
  const auto letters = [](std::string_view text) { return FoldedText(text, is_ascii(text)).letters(); };
  CHECK(letters("") == 0);
  CHECK(letters("az") == (1u | 1u << 25));
  CHECK(letters("AZ") == letters("az"));
  CHECK(letters("@[`{ -_") == 0);
  CHECK(letters("0") == letters("5"));
  CHECK(letters("0") != letters("1"));
  CHECK(letters("\u00e4") == 1u << 31);
  CHECK(letters("abcdefghijklmnopqrstuvwxyz01234\u00e4") == kAnyLetters);
}
