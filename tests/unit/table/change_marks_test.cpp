#include "table/change_marks.h"

#include <doctest/doctest.h>

using namespace syncwall;

TEST_CASE("what changes on the screen is marked, fades in steps and ends by itself") {
  ChangeMarks marks;
  TickMs now = 10'000;
  const auto frame = [&](std::int64_t value) {
    const float strength = marks.strength(7, value, now);
    marks.end_frame();
    return strength;
  };
  CHECK(frame(1) == 0);  // new on the screen is not changed
  CHECK(frame(1) == 0);
  CHECK(frame(2) == 1);
  float last = 1;
  int steps = 0;
  for (std::int64_t spent = 0; spent < ChangeMarks::kMs;) {
    const std::int64_t wait = marks.next_change_ms(now);
    CHECK(wait > 0);
    CHECK(wait <= ChangeMarks::kStepMs);
    now += wait;
    spent += wait;
    const float strength = frame(2);
    CHECK(strength < last);
    last = strength;
    ++steps;
  }
  CHECK(last == 0);
  CHECK(steps == 4);  // few frames
  CHECK(frame(2) == 0);
}

TEST_CASE("at most one mark begins in a second, and what left the screen comes back unmarked") {
  ChangeMarks marks;
  TickMs now = 0;
  int begun = 0;
  marks.strength(1, 0, now);
  marks.end_frame();
  for (std::int64_t value = 1; value <= 100; ++value) {
    now += 100;
    begun += marks.strength(1, value, now) == 1.0f && value % 10 == 1 ? 1 : 0;
    marks.end_frame();
  }
  CHECK(begun <= 10);
  CHECK(begun >= 9);
  marks.end_frame();  // nothing drawn
  CHECK(marks.strength(1, 1000, now + 5000) == 0);
}
