// FrameScheduler: when to draw, and how long to sleep. Pure arithmetic on ticks (ms); knows no window.
//
// Requests are level-triggered and expire by themselves, so that none can be forgotten. After every wake a few
// frames are drawn: Dear ImGui needs more than one (a popup's first frame only measures). UI thread only.
#pragma once

#include <cstdint>

#include "base/clock.h"

namespace syncwall {

// What other threads have brought since it was asked last. Answer: what a person waits for, drawn without delay.
enum class Heard : unsigned char { Nothing, News, Answer };

// Whose rows a frame shows: those of the query that stands after it, or older ones, which it has asked for just now or
// before.
enum class Rows : unsigned char { Current, JustAsked, Awaited };

class FrameScheduler {
 public:
  static constexpr int kFramesPerWake = 4;
  static constexpr int kFramesPerNews = 2;
  // The longest sleep: whatever was overlooked is put right after this. Ten frames a minute are nearly no CPU.
  static constexpr std::int64_t kLongestMs = 6000;

  void request(int frames = kFramesPerWake);
  // Another thread brought something: drawn at once, but while it keeps coming no more often than this. Drawing in
  // software takes the time that loading needs. The answer to a key or a click is asked for by request() instead.
  static constexpr std::int64_t kNewsMs = 150;
  void request_news(TickMs now);
  // A text changes at that moment; the soonest counts. Holds until the next frame is drawn.
  void wake_at(TickMs at);

  // The frame just drawn asks for other rows: it isn't painted before they come, or until kHoldMs are over. To paint
  // twice what is seen once takes, where it is done in software, the cores that the rows are sorted on. At the end of a
  // hold, the next begins only after a frame was painted.
  static constexpr std::int64_t kHoldMs = 24;
  void hold(TickMs now);
  void end_hold();  // the rows are there
  [[nodiscard]] bool holds(TickMs now) const { return now < held_until_; }
  void painted() { held_until_ = kNoHold; }

  // How long the loop may wait for events; 0: draw now.
  [[nodiscard]] std::int64_t wait_ms(TickMs now) const;
  // Before a frame: takes what was asked for up to now.
  void begin_frame();

 private:
  int frames_ = kFramesPerWake;
  TickMs news_at_ = -kNewsMs;  // the last frame that was drawn for news
  TickMs wake_at_ = INT64_MAX;
  static constexpr TickMs kNoHold = INT64_MIN, kOver = INT64_MIN + 1;
  TickMs held_until_ = kNoHold;
};

}  // namespace syncwall
