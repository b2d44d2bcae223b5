#include "window/loop.h"

#include <glad/gl.h>
#include <imgui.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "window/gl_check.h"

namespace syncwall {

void Loop::run(const Hooks& hooks) {
  while (!window_.close_wanted()) {
    const bool input = window_.wait(more_input_ ? 0 : scheduler_.wait_ms(clock_.ticks_ms()));
    if (input) scheduler_.request();
    ++counts_.waits;
    const Heard heard = hooks.heard();
    if (heard == Heard::Answer) {
      scheduler_.request(FrameScheduler::kFramesPerNews);
      scheduler_.end_hold();
    }
    if (heard == Heard::News) scheduler_.request_news(clock_.ticks_ms());
    // An unseen window sleeps; it is drawn when it is seen again, which is an event.
    if (!window_.visible()) {
      window_.wait(FrameScheduler::kLongestMs);
      continue;
    }
    if (input || more_input_ || scheduler_.wait_ms(clock_.ticks_ms()) == 0) frame(hooks);
  }
}

void Loop::frame(const Hooks& hooks) {
  scheduler_.begin_frame();
  hooks.before();
  const auto begun = std::chrono::steady_clock::now();
  imgui_.new_frame();
  hooks.draw();
  imgui_.end_frame();
  counts_.frame_us =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun).count();
  ++counts_.frames;
  const bool input = window_.hand_on_input();
  more_input_ = imgui_.input_waits() || input;
  if (more_input_) scheduler_.request();
  const Rows rows = hooks.act();
  if (rows == Rows::JustAsked) scheduler_.hold(clock_.ticks_ms());
  if (rows == Rows::Current) scheduler_.end_hold();
  if (scheduler_.holds(clock_.ticks_ms())) return;
  paint();
  hooks.after();
}

void Loop::paint() {
  scheduler_.painted();
  if (window_.uncovered()) last_.forget();
  // After a change of size the driver's buffer has the old one until buffers are swapped, and would show parts of it at
  // wrong places: for some frames all is drawn and swapped.
  constexpr int kWholeFrames = 8;
  if (window_.framebuffer() != drawn_into_) whole_frames_ = kWholeFrames;
  if (whole_frames_ > 0) {
    last_.forget();
    scheduler_.request();
  }
  if (const auto parts = last_.changed(*ImGui::GetDrawData()); !parts.empty()) show(parts);
  whole_frames_ = std::max(whole_frames_ - 1, 0);
}

void Loop::show(std::span<const Damage> parts) {
  const Window::Size size = window_.framebuffer();
  const ImVec2 drawn = ImGui::GetDrawData()->DisplaySize, dots = ImGui::GetDrawData()->FramebufferScale;
  const bool one_to_one =
      dots.x == 1 && dots.y == 1 && static_cast<int>(drawn.x) == size.width && static_cast<int>(drawn.y) == size.height;
  const Damage all{0, 0, size.width, size.height};
  if (!one_to_one || size != drawn_into_) parts = {&all, 1};
  part_.suffices() ? show_parts(parts, size) : show_by_canvas(parts, size);
  drawn_into_ = size;
  ++counts_.presented;
}

void Loop::show_by_canvas(std::span<const Damage> parts, const Window::Size& size) {
  const bool fits = canvas_ && canvas_->width() == size.width && canvas_->height() == size.height;
  if (!fits) {
    canvas_.reset();
    if (auto made = Offscreen::create(size.width, size.height); made.ok()) canvas_.emplace(std::move(made).value());
  }
  const Damage all{0, 0, size.width, size.height};
  if (!fits) parts = {&all, 1};
  if (canvas_) canvas_->bind();
  painter_.paint(size.width, size.height, parts);
  Damage around;
  for (const Damage& part : parts) around = united(around, part);
  present(around, size);
}

// Into the window's own buffer, which keeps what it holds as long as it has that size.
void Loop::show_parts(std::span<const Damage> parts, const Window::Size& size) {
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  painter_.paint(size.width, size.height, parts);
  if (whole_frames_ > 0) return window_.present();
  for (const Damage& part : parts)
    part_.show(part.left, size.height - part.bottom, part.right - part.left, part.bottom - part.top);
}

// Much at once, as in scrolling, goes the way that waits for the screen.
void Loop::present(const Damage& damage, const Window::Size& size) {
  constexpr int kLittle = 8;  // one part of so many
  const int width = damage.right - damage.left, height = damage.bottom - damage.top, y = size.height - damage.bottom;
  if (canvas_ && whole_frames_ == 0 && part_.available() && width * height * kLittle < size.width * size.height) {
    canvas_->copy_to_window(damage.left, y, width, height);
    return part_.show(damage.left, y, width, height);
  }
  if (canvas_) canvas_->copy_to_window(0, 0, size.width, size.height);
  check_gl("the copy to the window");
  window_.present();
}

}  // namespace syncwall
