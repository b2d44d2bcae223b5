#include "window/loop.h"

#include <imgui.h>

#include <chrono>
#include <utility>

#include "window/gl_check.h"

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
  hooks.draw();
  imgui_.end_frame();
  counts_.frame_us = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun).count();
  ++counts_.frames;
  if (window_.uncovered()) last_.forget();
  if (const auto damage = last_.changed(*ImGui::GetDrawData())) show(*damage);
  if (window_.hand_on_input() || imgui_.input_waits()) scheduler_.request();
  hooks.after();
}

void Loop::show(Damage damage) {
  const Window::Size size = window_.framebuffer();
  const ImVec2 drawn = ImGui::GetDrawData()->DisplaySize, dots = ImGui::GetDrawData()->FramebufferScale;
  const bool one_to_one = dots.x == 1 && dots.y == 1 && static_cast<int>(drawn.x) == size.width && static_cast<int>(drawn.y) == size.height;
  const bool fits = canvas_ && canvas_->width() == size.width && canvas_->height() == size.height;
  if (!fits) {
    canvas_.reset();
    if (auto made = Offscreen::create(size.width, size.height); made.ok()) canvas_.emplace(std::move(made).value());
  }
  if (!fits || !one_to_one) damage = {0, 0, size.width, size.height};
  if (canvas_) canvas_->bind();
  imgui_.draw(size.width, size.height, damage);
  present(damage, size);
  ++counts_.presented;
}

// Much at once, as in scrolling, goes the way that waits for the screen.
void Loop::present(const Damage& damage, const Window::Size& size) {
  constexpr int kLittle = 8;  // one part of so many
  const int width = damage.right - damage.left, height = damage.bottom - damage.top, y = size.height - damage.bottom;
  if (canvas_ && part_.available() && width * height * kLittle < size.width * size.height) {
    canvas_->copy_to_window(damage.left, y, width, height);
    return part_.show(damage.left, y, width, height);
  }
  if (canvas_) canvas_->copy_to_window(0, 0, size.width, size.height);
  check_gl("the copy to the window");
  window_.present();
}

}  // namespace syncwall
