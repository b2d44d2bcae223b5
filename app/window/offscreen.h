// Offscreen: a frame buffer of any size, also larger than the screen, and its pixels. Main thread, current context.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"

namespace syncwall {

class Offscreen {
 public:
  // The problem says what the driver refused.
  [[nodiscard]] static Result<Offscreen> create(int width, int height);  // px
  ~Offscreen();
  Offscreen(Offscreen&& other) noexcept;
  Offscreen& operator=(Offscreen&&) = delete;

  // What is drawn from here on goes into it.
  void bind() const;
  // This part of its picture into the window's back buffer. px, from the bottom left.
  void copy_to_window(int x, int y, int width, int height) const;
  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }
  // 4 bytes a px, rows from the top.
  [[nodiscard]] std::vector<std::uint8_t> pixels() const;

 private:
  Offscreen(int width, int height) : width_(width), height_(height) {}
  int width_, height_;
  unsigned framebuffer_ = 0, texture_ = 0;
};

}  // namespace syncwall
