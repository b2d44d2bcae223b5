#include "window/loop.h"

#include <imgui.h>

#include <chrono>

namespace syncwall {

void Loop::run(const Hooks& hooks) {
  while (!window_.close_wanted()) {
    const std::int64_t wait = scheduler_.wait_ms(clock_.ticks_ms());
    if (window_.wait(wait)) scheduler_.request();
    ++counts_.waits;
    if (hooks.news()) scheduler_.request_news(clock_.ticks_ms());
    // An unseen window sleeps; it is drawn when it is seen again, which is an event.
    if (!window_.visible()) {
      window_.wait(FrameScheduler::kLongestMs);
      continue;
    }
    if (scheduler_.wait_ms(clock_.ticks_ms()) == 0) frame(hooks);
  }
}

void Loop::frame(const Hooks& hooks) {
  scheduler_.begin_frame(clock_.ticks_ms());
  hooks.before();
  const auto begun = std::chrono::steady_clock::now();
  imgui_.new_frame();
  const bool fit = hooks.draw();
  imgui_.end_frame();
  counts_.frame_us = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun).count();
  ++counts_.frames;
  if (!fit) scheduler_.request(1);
  if (fit && last_.changed(*ImGui::GetDrawData())) {
    const Window::Size size = window_.framebuffer();
    imgui_.draw(size.width, size.height);
    window_.present();
    ++counts_.presented;
  }
  window_.release_keys();
  hooks.after();
}

}  // namespace syncwall
