#include "window/frame_scheduler.h"

#include <doctest/doctest.h>

using namespace syncwall;

namespace {
void settle(FrameScheduler& s, TickMs now) {
  for (int i = 0; i < 100 && s.wait_ms(now) == 0; ++i) s.begin_frame();
}
}  // namespace

TEST_CASE("the first frames are drawn at once, then it sleeps") {
  FrameScheduler s;
  CHECK(s.wait_ms(0) == 0);
  settle(s, 0);
  CHECK(s.wait_ms(0) == FrameScheduler::kLongestMs);
}

TEST_CASE("a wake draws a few frames and no more") {
  FrameScheduler s;
  settle(s, 0);
  s.request();
  int frames = 0;
  while (s.wait_ms(10) == 0) {
    s.begin_frame();
    ++frames;
    REQUIRE(frames < 100);
  }
  CHECK(frames == FrameScheduler::kFramesPerWake);
}

TEST_CASE("a smaller request takes nothing from a larger one") {
  FrameScheduler s;
  settle(s, 0);
  s.request(4);
  s.request(1);
  int frames = 0;
  while (s.wait_ms(10) == 0) {
    s.begin_frame();
    ++frames;
  }
  CHECK(frames == 4);
}

TEST_CASE("it sleeps until the text on the screen changes") {
  FrameScheduler s;
  settle(s, 0);
  s.wake_at(1500);
  s.wake_at(3000);
  CHECK(s.wait_ms(1000) == 500);
  CHECK(s.wait_ms(1500) == 0);
  CHECK(s.wait_ms(9999) == 0);
  settle(s, 1500);
  CHECK(s.wait_ms(1500) == FrameScheduler::kLongestMs);
}

TEST_CASE("news is drawn at once, also right after a key; while it pours in a few times a second") {
  FrameScheduler s;
  settle(s, 0);
  s.request_news(5000);
  CHECK(s.wait_ms(5000) == 0);
  settle(s, 5000);
  s.request(1);
  s.begin_frame();
  s.request_news(6501);
  CHECK(s.wait_ms(6501) == 0);
  settle(s, 6501);
  int frames = 0;
  for (TickMs now = 6502; now < 7502; ++now) {
    s.request_news(now);
    if (s.wait_ms(now) > 0) continue;
    s.begin_frame();
    ++frames;
  }
  CHECK(frames >= 6);
  CHECK(frames <= 20);
}

TEST_CASE("a frame that asks for other rows waits for them before it is painted, but not for long") {
  FrameScheduler s;
  settle(s, 0);
  s.request();
  s.hold(100);
  CHECK(s.holds(100));
  CHECK(s.wait_ms(100) == FrameScheduler::kHoldMs);
  s.hold(110);  // the next letter
  CHECK(s.wait_ms(110) == FrameScheduler::kHoldMs - 10);
  const TickMs end = 100 + FrameScheduler::kHoldMs;
  CHECK_FALSE(s.holds(end));
  CHECK(s.wait_ms(end) == 0);
  s.hold(end);  // a letter in that very moment: what was held is painted first
  CHECK_FALSE(s.holds(end));
  settle(s, end);
  CHECK(s.wait_ms(end) == 0);  // nothing was painted yet
  s.painted();
  CHECK(s.wait_ms(end) == FrameScheduler::kLongestMs);
  s.hold(200);
  CHECK(s.holds(200));
  s.end_hold();
  CHECK_FALSE(s.holds(200));
  CHECK(s.wait_ms(200) == 0);
  s.hold(200);
  CHECK_FALSE(s.holds(200));
}
