#include <doctest/doctest.h>

#include "window/press_delay.h"

using syncwall::PressDelay;
using Buttons = PressDelay::Buttons;

namespace {
constexpr Buttons kNone{}, kLeft{true}, kRight{false, true}, kBoth{true, true};
}

TEST_CASE("a press that comes with a jump is seen in the frame after it, and its end after that") {
  PressDelay delay;
  CHECK(delay.seen(10, 10, kNone) == kNone);
  CHECK(delay.seen(50, 60, kLeft) == kNone);
  CHECK(delay.waiting());
  SUBCASE("held") {
    CHECK(delay.seen(50, 60, kLeft) == kLeft);
    CHECK_FALSE(delay.waiting());
    CHECK(delay.seen(70, 60, kLeft) == kLeft);  // a drag
    CHECK(delay.seen(71, 60, kNone) == kNone);
    CHECK_FALSE(delay.waiting());
  }
  SUBCASE("let go at once") {
    CHECK(delay.seen(50, 60, kNone) == kLeft);
    CHECK(delay.waiting());
    CHECK(delay.seen(50, 60, kNone) == kNone);
    CHECK_FALSE(delay.waiting());
  }
  SUBCASE("the pointer jumps on") { CHECK(delay.seen(90, 90, kLeft) == kLeft); }
}

TEST_CASE("a press where the pointer rests is seen at once, and a second button by itself") {
  PressDelay delay;
  CHECK(delay.seen(10, 10, kNone) == kNone);
  CHECK(delay.seen(10, 10, kLeft) == kLeft);
  CHECK_FALSE(delay.waiting());
  CHECK(delay.seen(20, 10, kBoth) == kLeft);
  CHECK(delay.seen(20, 10, kRight) == kRight);
  CHECK(delay.seen(20, 10, kNone) == kNone);
}
