#include "cache/packed_texts.h"

#include <doctest/doctest.h>

#include <array>
#include <random>
#include <string>
#include <vector>

using namespace syncwall;

namespace {
using Texts = PackedTexts<64, 3>;
using Owned = std::array<std::string, 3>;

Texts::Texts views(const Owned& texts) { return {texts[0], texts[1], texts[2]}; }
}  // namespace

TEST_CASE("after random changes each row has the texts that it was given, and no more room than twice that") {
  std::mt19937 random(8);
  Texts packed;
  std::vector<Owned> model(64);
  for (int step = 0; step < 30'000; ++step) {
    const std::size_t row = random() % 64, other = random() % 64;
    if (random() % 5 == 0) {
      packed.share(row, other);
      model[row] = model[other];
    } else {
      Owned texts;
      for (std::string& text : texts) {
        if (random() % 2 == 0) text.assign(random() % 90, static_cast<char>('a' + random() % 26));
      }
      packed.set(row, views(texts));
      model[row] = texts;
    }
    if (random() % 50 == 0) packed.trim();
    const std::size_t asked = random() % 64;
    REQUIRE(packed.get(asked) == views(model[asked]));
    REQUIRE(packed.get(row) == views(model[row]));
  }
  const Texts copy = packed;
  packed.set(0, {"another", "", ""});
  std::size_t needed = 0;
  for (std::size_t row = 0; row < 64; ++row) {
    REQUIRE(copy.get(row) == views(model[row]));
    for (const std::string& text : model[row]) needed += text.size() + 5;
  }
  CHECK(copy.bytes() < sizeof(Texts) + 2 * needed + 2'048);
}

TEST_CASE("texts as long as an answer, and texts with zeros in them, come back as they were") {
  Texts packed;
  const std::string large(3'000'000, 'x'), zeros(5, '\0');
  packed.set(7, {large, zeros, ""});
  packed.set(8, {"", "", large});
  CHECK(packed.get(7) == Texts::Texts{large, zeros, ""});
  CHECK(packed.get(8) == Texts::Texts{"", "", large});
  CHECK(packed.get(9) == Texts::Texts{});
  packed.set(7, {});
  packed.set(8, {});
  packed.trim();
  CHECK(packed.bytes() < sizeof(Texts) + 100);  // given back
}
