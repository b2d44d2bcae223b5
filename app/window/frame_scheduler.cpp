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

std::int64_t FrameScheduler::wait_ms(TickMs now) const {
  if (frames_ > 0) return 0;
  const TickMs at = std::min(wake_at_, now + kLongestMs);
  return std::max<std::int64_t>(at - now, 0);
}

void FrameScheduler::begin_frame() {
  if (frames_ > 0) --frames_;
  wake_at_ = INT64_MAX;
}

}  // namespace syncwall
