#include "draw/code_points.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/utf8.h"

using namespace syncwall;

namespace {

bool always(Face face, char32_t c) { return CodePoints::always(face).find(c) != std::u32string_view::npos; }

std::string text_of(char32_t from, char32_t to) {
  std::string text;
  for (char32_t c = from; c < to; ++c) append_code_point(text, c);
  return text;
}

}  // namespace

TEST_CASE("a new character is noticed once in each face that draws it") {
  CodePoints seen;
  CHECK(always(Face::Body, U'a'));
  CHECK(always(Face::Body, U'…'));
  CHECK_FALSE(always(Face::Body, U'品'));
  seen.add(Face::Body, "plain ASCII costs nothing…");
  CHECK_FALSE(seen.has_new());
  seen.add(Face::Body, "品質品");
  CHECK((seen.take_new() == std::vector<CodePoints::Key>{{Face::Body, U'品'}, {Face::Body, U'質'}}));
  seen.add(Face::Body, "品質");
  CHECK(seen.take_new().empty());
  seen.add(Face::Small, "品");
  CHECK((seen.take_new() == std::vector<CodePoints::Key>{{Face::Small, U'品'}}));
  CHECK(seen.size() == 3);
}

TEST_CASE("the figures' face has figures from the start, and no letter") {
  for (const char32_t c : std::u32string_view(U"0123456789,.—")) CHECK(always(Face::Digits, c));
  for (char32_t c = U'a'; c <= U'z'; ++c) CHECK_FALSE(always(Face::Digits, c));
  CodePoints seen;
  seen.add(Face::Digits, "1,048,576");
  CHECK(seen.take_new().empty());
  seen.add(Face::Digits, "3k");
  CHECK((seen.take_new() == std::vector<CodePoints::Key>{{Face::Digits, U'k'}}));
}

TEST_CASE("the least recently drawn go first, and what is on the screen never") {
  CodePoints seen;
  for (const char* text : {"一", "二", "三", "四"}) {
    static_cast<void>(seen.next_frame());
    seen.add(Face::Body, text);
  }
  static_cast<void>(seen.next_frame());
  seen.add(Face::Body, "一");  // again
  static_cast<void>(seen.next_frame());
  // Frames: 二 1, 三 2, 四 3, 一 4. The last one and this one count as on the screen.
  CHECK((seen.oldest(2) == std::vector<CodePoints::Key>{{Face::Body, U'二'}, {Face::Body, U'三'}}));
  CHECK(
      (seen.oldest(9) == std::vector<CodePoints::Key>{{Face::Body, U'二'}, {Face::Body, U'三'}, {Face::Body, U'四'}}));
  CHECK((seen.drawn_lately() == std::vector<CodePoints::Key>{{Face::Body, U'一'}}));
  static_cast<void>(seen.take_new());
  seen.forget({Face::Body, U'二'});
  CHECK(seen.size() == 3);
  seen.add(Face::Body, "二");
  CHECK((seen.take_new() == std::vector<CodePoints::Key>{{Face::Body, U'二'}}));
}

TEST_CASE("what can't be drawn breaks nothing") {
  CodePoints seen(0x10000);
  seen.add(Face::Body, "\xFF\xFE broken \xE5\x93");
  seen.add(Face::Body, "😀");             // without its stand-in
  seen.add(Face::Body, "\xEE\x80\x80");  // a stand-in of nothing
  CHECK(seen.take_new().empty());
}

TEST_CASE("characters beyond 16 bits have stand-ins: one each, the same every time, bounded") {
  CodePoints points(0x10000);
  std::string buffer;
  CHECK(points.drawn("plain ASCII, Ünïcödé 日本", buffer) == "plain ASCII, Ünïcödé 日本");
  const std::string first(points.drawn("a\xF0\x9F\x98\x80z", buffer));
  CHECK(first == "a\xEE\x80\x80z");  // U+E000
  CHECK(points.stand_in(0x1F600) == 0xE000);
  CHECK(points.stand_in(0x1F601) == 0xE001);
  CHECK(points.meant(0xE001) == 0x1F601);
  CHECK(points.meant(U'x') == U'x');
  CHECK(points.meant(0xE002) == 0);
  // A name can't pretend to be another one's emoji.
  CHECK(points.drawn("\xEE\x80\x80", buffer) == "\xEF\xBF\xBD");
  for (char32_t c = 0x20000; c < 0x22000; ++c) static_cast<void>(points.stand_in(c));
  CHECK(points.stand_in(0x30000) == 0xFFFD);
  CHECK(points.stand_in(0x1F600) == 0xE000);
}

TEST_CASE("stand-ins come back from characters that left the screen, the oldest first, and are told") {
  CodePoints points(0x10000);
  std::string buffer;
  constexpr char32_t kFirst = 0x20000;
  const auto draw = [&](std::string_view text) { points.add(Face::Body, points.drawn(text, buffer)); };
  // Far more than there are stand-ins, some hundred at a time.
  std::vector<char32_t> returned;
  for (char32_t c = kFirst; c < kFirst + 20'000; c += 100) {
    const std::vector<char32_t> back = points.next_frame();
    returned.insert(returned.end(), back.begin(), back.end());
    draw("😀");  // always on the screen
    draw(text_of(c, c + 100));
    for (char32_t k = c; k < c + 100; ++k) CHECK_MESSAGE(points.stand_in(k) != 0xFFFD, k);
  }
  REQUIRE_FALSE(returned.empty());
  CHECK(std::ranges::find(returned, points.stand_in(U'😀')) == returned.end());
  CHECK(points.meant(points.stand_in(U'😀')) == U'😀');
  CHECK(points.size() <= 6400);  // no more than there are stand-ins
  CHECK(points.meant(points.stand_in(kFirst + 19'999)) == kFirst + 19'999);
}

TEST_CASE("where fonts have every character, each is its own") {
  CodePoints points(0x110000);
  std::string buffer;
  CHECK(points.drawn("a\xF0\x9F\x98\x80\xEE\x80\x80", buffer) == "a\xF0\x9F\x98\x80\xEE\x80\x80");
  points.add(Face::Body, "\xF0\x9F\x98\x80");
  CHECK((points.take_new() == std::vector<CodePoints::Key>{{Face::Body, U'😀'}}));
  CHECK(points.stand_in(0x1F600) == 0x1F600);
}

TEST_CASE("what no font has is known of what was drawn only") {
  CodePoints seen(0x10000);
  std::string buffer;
  CHECK_FALSE(seen.missing(U'品'));
  seen.add(Face::Medium, seen.drawn("品😀", buffer));
  seen.set_missing(seen.stand_in(U'😀'), true);
  seen.set_missing(U'品', true);
  CHECK(seen.missing(U'😀'));
  CHECK(seen.missing(U'品'));
  seen.set_missing(U'品', false);
  CHECK_FALSE(seen.missing(U'品'));
}
