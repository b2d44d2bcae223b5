#include "draw/code_points.h"

#include <doctest/doctest.h>

using namespace syncwall;

TEST_CASE("a new character is noticed once") {
  CodePoints seen;
  CHECK(seen.contains(U'a'));
  CHECK_FALSE(seen.contains(U'品'));
  const auto before = seen.version();
  seen.add("plain ASCII costs nothing");
  CHECK(seen.version() == before);
  seen.add("品質");
  CHECK(seen.contains(U'品'));
  const auto after = seen.version();
  CHECK(after != before);
  seen.add("品質品質");
  CHECK(seen.version() == after);
}

TEST_CASE("what can't be drawn breaks nothing") {
  CodePoints seen(0x10000);
  seen.add("\xFF\xFE broken \xE5\x93");
  seen.add("😀");
  CHECK_FALSE(seen.contains(0x1F600));
  CHECK(seen.contains(0xFFFD));
}

TEST_CASE("characters beyond 16 bits have stand-ins: one each, the same every time, bounded") {
  CodePoints points(0x10000);
  std::string buffer;
  const std::uint32_t before = points.version();
  CHECK(points.drawn("plain ASCII, Ünïcödé 日本", buffer) == "plain ASCII, Ünïcödé 日本");
  CHECK(points.version() == before);
  const std::string first(points.drawn("a\xF0\x9F\x98\x80z", buffer));
  CHECK(first == "a\xEE\x80\x80z");  // U+E000
  CHECK(points.version() > before);
  CHECK(points.stand_in(0x1F600) == 0xE000);
  CHECK(points.stand_in(0x1F601) == 0xE001);
  REQUIRE(points.stand_ins().size() == 2);
  CHECK(points.stand_ins()[1].meant == 0x1F601);
  // A name can't pretend to be another one's emoji.
  CHECK(points.drawn("\xEE\x80\x80", buffer) == "\xEF\xBF\xBD");
  for (char32_t c = 0x20000; c < 0x22000; ++c) static_cast<void>(points.stand_in(c));
  CHECK(points.stand_ins().size() == 0xF900 - 0xE000);
  CHECK(points.stand_in(0x30000) == 0xFFFD);
  CHECK(points.stand_in(0x1F600) == 0xE000);
}

TEST_CASE("where fonts have every character, each is its own") {
  CodePoints points(0x110000);
  std::string buffer;
  CHECK(points.drawn("a\xF0\x9F\x98\x80\xEE\x80\x80", buffer) == "a\xF0\x9F\x98\x80\xEE\x80\x80");
  points.add("\xF0\x9F\x98\x80");
  CHECK(points.contains(0x1F600));
  CHECK(points.stand_in(0x1F600) == 0x1F600);
  CHECK(points.stand_ins().empty());
}
