// Loop: wait, frame, present only what differs from what is on the screen. Main thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "base/clock.h"
#include "window/frame_painter.h"
#include "window/frame_scheduler.h"
#include "window/imgui_session.h"
#include "window/last_frame.h"
#include "window/offscreen.h"
#include "window/partial_present.h"
#include "window/window.h"

namespace syncwall {

class Loop {
 public:
  Loop(Window& window, ImGuiSession& imgui, FrameScheduler& scheduler, const Clock& clock)
      : window_(window), imgui_(imgui), scheduler_(scheduler), clock_(clock) {}

  struct Hooks {
    std::function<void()> before;  // between frames: letters may come and go here
    std::function<void()> draw;    // the frame
    std::function<Rows()> act;     // the frame's actions are executed here
    std::function<void()> after;   // the frame is on the screen
    std::function<Heard()> heard;  // what other threads have brought to draw
  };
  // Until the window is to be closed.
  void run(const Hooks& hooks);
  // The screen must be drawn anew, whatever the vertices say.
  void forget_screen() { last_.forget(); }

  struct Counts {
    std::int64_t waits = 0, frames = 0, presented = 0;
    std::int64_t frame_us = 0;  // of the last frame, NewFrame to Render: without the wait for the screen
  };
  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  void frame(const Hooks& hooks);
  void paint();
  void show(std::span<const Damage> parts);
  void show_parts(std::span<const Damage> parts, const Window::Size& size);
  void show_by_canvas(std::span<const Damage> parts, const Window::Size& size);
  void present(const Damage& damage, const Window::Size& size);

  Window& window_;
  ImGuiSession& imgui_;
  FrameScheduler& scheduler_;
  const Clock& clock_;
  const PartialPresent part_;
  LastFrame last_;
  FramePainter painter_;
  int whole_frames_ = 0;             // so many more are shown as a whole
  Window::Size drawn_into_;          // of the last frame that was shown
  std::optional<Offscreen> canvas_;  // what the window shows: the window's own buffers don't keep it
  bool more_input_ = false;          // that the last frame must not see yet
  Counts counts_;
};

}  // namespace syncwall
