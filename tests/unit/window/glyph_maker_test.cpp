#include "window/letters/glyph_maker.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <thread>

#include "window/letters/glyph_worker.h"

using namespace syncwall;

namespace {

GlyphOrder order_of(char32_t c, Face face, float scale) {
  GlyphOrder order;
  order.face = face;
  order.drawn = order.meant = c;
  order.size = face_size(face, scale);
  return order;
}

}  // namespace

TEST_CASE("an emoji has an image in one colour, of about the size of a letter, with an empty border") {
  GlyphMaker maker;
  const Glyph glyph = maker.make(order_of(0x1F600, Face::Digits, 1));
  REQUIRE(glyph.found);
  CHECK(glyph.width > 20);
  CHECK(glyph.width < 80);
  CHECK(glyph.alpha.size() == static_cast<std::size_t>(glyph.image_width * glyph.image_height));
  CHECK(std::ranges::any_of(glyph.alpha, [](unsigned char a) { return a > 200; }));
  for (int x = 0; x < glyph.image_width; ++x) {
    CHECK(glyph.alpha[static_cast<std::size_t>(x)] == 0);
    CHECK(glyph.alpha[glyph.alpha.size() - 1 - static_cast<std::size_t>(x)] == 0);
  }
  CHECK_FALSE(maker.make(order_of(0x10FFFF, Face::Body, 1)).found);
}

TEST_CASE("whatever the size, an image stays within its bounds and the layout has the size asked for") {
  GlyphMaker maker;
  const float at_one = maker.make(order_of(U'M', Face::Body, 1)).advance;
  // 96: a wall of 5 inches at 8K read from 30 m asks for more still.
  for (const float scale : {0.2f, 0.44f, 1.0f, 5.5f, 8.0f, 24.0f, 96.0f, 1000.0f}) {
    for (const Face face : {Face::Body, Face::Title, Face::Digits}) {
      for (const char32_t c : std::u32string_view(U"Mg8品ﷺ﷽😀ཀྵ")) {
        const GlyphOrder order = order_of(c, face, scale);
        const Glyph glyph = maker.make(order);
        CHECK(glyph.image_width <= order.size.most_width);
        CHECK(glyph.image_height <= order.size.most_height);
        CHECK(glyph.image_width * glyph.image_height <= 1024 * 258);
        CHECK(order.size.px ==
              doctest::Approx(std::max(std::round(kFacePx[static_cast<std::size_t>(face)] * scale), 4.0f)));
      }
    }
    const Glyph m = maker.make(order_of(U'M', Face::Body, scale));
    if (scale >= 1) CHECK(m.advance == doctest::Approx(at_one * scale).epsilon(0.08));
    if (scale >= 1) CHECK(m.height == doctest::Approx(18 * scale * 0.727 / 1.21).epsilon(0.12));
  }
}

TEST_CASE("digits stand at whole px: of one width where they stand in columns, of their own in running text") {
  GlyphMaker maker;
  for (const float scale : {1.0f, 1.5f, 2.0f}) {
    const float wide = maker.make(order_of(U'0', Face::Tabular, scale)).advance;
    for (char32_t c = U'0'; c <= U'9'; ++c) {
      const Glyph column = maker.make(order_of(c, Face::Tabular, scale)),
                  text = maker.make(order_of(c, Face::Body, scale));
      CHECK(column.advance == wide);
      CHECK(column.x == std::floor(column.x));
      CHECK(column.y == std::floor(column.y));
      CHECK(text.x == std::floor(text.x));
      CHECK(text.advance == std::floor(text.advance));
    }
    CHECK(maker.make(order_of(U'1', Face::Body, scale)).advance < wide);
  }
}

TEST_CASE("the worker makes what is ordered, in order and on a thread of its own, and forgets what isn't wanted") {
  std::atomic<int> woken = 0;
  GlyphWorker worker([&] { ++woken; });
  CHECK(worker.thread() != std::this_thread::get_id());
  worker.order({order_of(U'a', Face::Body, 1), order_of(U'品', Face::Body, 1), order_of(U'b', Face::Small, 1)});
  std::vector<Glyph> made;
  while (made.size() < 3) {
    worker.wait();
    for (Glyph& glyph : worker.take(1 << 20)) made.push_back(std::move(glyph));
  }
  CHECK(made[0].drawn == U'a');
  CHECK(made[1].drawn == U'品');
  CHECK(made[2].face == Face::Small);
  CHECK(woken >= 1);
  worker.wait();  // nothing is ordered: comes back at once
  std::vector<GlyphOrder> many(5000, order_of(U'驚', Face::Digits, 3));
  worker.order(std::move(many));
  worker.forget();
  worker.order({order_of(U'z', Face::Body, 1)});
  std::vector<Glyph> rest;
  while (rest.empty() || rest.back().drawn != U'z') {
    worker.wait();
    for (Glyph& glyph : worker.take(64)) rest.push_back(std::move(glyph));
  }
  CHECK(rest.size() <= 2);  // one may have been in the making
}
