#include "window/frame_scheduler.h"

#include <algorithm>

namespace syncwall {

void FrameScheduler::request(int frames) { frames_ = std::max(frames_, frames); }

void FrameScheduler::request_news(TickMs now) {
  if (now - news_at_ >= kNewsMs) {
    news_at_ = now;
    request(kFramesPerNews);
  } else {
    wake_at(news_at_ + kNewsMs);
  }
}

void FrameScheduler::wake_at(TickMs at) { wake_at_ = std::min(wake_at_, at); }

void FrameScheduler::hold(TickMs now) {
  if (held_until_ == kNoHold) held_until_ = now + kHoldMs;
}

void FrameScheduler::end_hold() {
  if (held_until_ != kNoHold) held_until_ = kOver;
}

std::int64_t FrameScheduler::wait_ms(TickMs now) const {
  if (holds(now)) return held_until_ - now;
  if (frames_ > 0 || held_until_ != kNoHold) return 0;
  const TickMs at = std::min(wake_at_, now + kLongestMs);
  return std::max<std::int64_t>(at - now, 0);
}

void FrameScheduler::begin_frame() {
  if (frames_ > 0) --frames_;
  wake_at_ = INT64_MAX;
}

}  // namespace syncwall
