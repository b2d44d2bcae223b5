#include "window/letters/glyph_rows.h"

#include <doctest/doctest.h>

#include <random>
#include <vector>

using namespace syncwall;

namespace {

bool overlap(const GlyphRows::Place& a, const GlyphRows::Place& b) {
  return a.row == b.row && a.x < b.x + b.width && b.x < a.x + a.width;
}

}  // namespace

TEST_CASE("images lie beside each other and within the texture, whatever comes and goes") {
  constexpr int kWidth = 512, kHeight = 400;
  GlyphRows rows(kWidth, kHeight, {20, 35});
  std::mt19937 random(7);
  std::vector<GlyphRows::Place> held;
  int refused = 0;
  for (int i = 0; i < 4'000; ++i) {
    if (!held.empty() && random() % 5 < 2) {
      const std::size_t k = random() % held.size();
      rows.give_back(held[k]);
      held.erase(held.begin() + static_cast<std::ptrdiff_t>(k));
      continue;
    }
    const int width = 3 + static_cast<int>(random() % 30),
              height = random() % 9 == 0 ? 30 : 5 + static_cast<int>(random() % 15);
    const auto place = rows.take(width, height);
    if (!place) {
      ++refused;
      rows.give_back(held.back());
      held.pop_back();
      continue;
    }
    REQUIRE(place->x >= 0);
    REQUIRE(place->x + place->width <= kWidth);
    REQUIRE(place->y + height <= rows.used_height());
    for (const auto& other : held) REQUIRE_FALSE(overlap(*place, other));
    held.push_back(*place);
  }
  CHECK(refused > 0);
  CHECK(rows.used_height() <= kHeight);
  // All given back, the room is whole again: gaps have been merged.
  for (const auto& place : held) rows.give_back(place);
  CHECK(rows.take(kWidth, 20).has_value());
  CHECK(rows.take(kWidth, 35).has_value());
}

TEST_CASE("tall letters find room also when common ones have taken theirs") {
  GlyphRows rows(100, 100, {10, 30});
  int common = 0;
  while (rows.take(100, 10)) ++common;
  CHECK(common == 7);
  CHECK(rows.take(100, 30).has_value());
  CHECK_FALSE(rows.take(100, 30).has_value());
}

TEST_CASE("what is larger than a row or the texture is refused, not cut") {
  GlyphRows rows(100, 100, {10, 30});
  CHECK_FALSE(rows.take(101, 10).has_value());
  CHECK_FALSE(rows.take(10, 31).has_value());
  CHECK(rows.take(100, 30).has_value());
}
