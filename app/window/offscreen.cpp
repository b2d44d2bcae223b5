#include "window/offscreen.h"

#include <glad/gl.h>

#include <algorithm>
#include <string>
#include <utility>

#include "window/gl_check.h"

namespace syncwall {

Result<Offscreen> Offscreen::create(int width, int height) {
  GLint most = 0;
  glGetIntegerv(GL_MAX_TEXTURE_SIZE, &most);
  if (width < 1 || height < 1 || width > most || height > most) {
    return Problem{"a picture of " + std::to_string(width) + "x" + std::to_string(height) + " px can't be drawn",
                   "this driver draws up to " + std::to_string(most) + " px a side", "give another --size"};
  }
  Offscreen made(width, height);
  glGenTextures(1, &made.texture_);
  glBindTexture(GL_TEXTURE_2D, made.texture_);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
  glGenFramebuffers(1, &made.framebuffer_);
  glBindFramebuffer(GL_FRAMEBUFFER, made.framebuffer_);
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, made.texture_, 0);
  check_gl("a new frame buffer");
  if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE) {
    return Problem{"the driver refused a frame buffer for the picture", "", "give another --size"};
  }
  return made;
}

Offscreen::Offscreen(Offscreen&& other) noexcept
    : width_(other.width_),
      height_(other.height_),
      framebuffer_(std::exchange(other.framebuffer_, 0)),
      texture_(std::exchange(other.texture_, 0)) {}

Offscreen::~Offscreen() {
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  if (framebuffer_ != 0) glDeleteFramebuffers(1, &framebuffer_);
  if (texture_ != 0) glDeleteTextures(1, &texture_);
}

void Offscreen::bind() const { glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_); }

void Offscreen::copy_to_window(int x, int y, int width, int height) const {
  glBindFramebuffer(GL_READ_FRAMEBUFFER, framebuffer_);
  glBindFramebuffer(GL_DRAW_FRAMEBUFFER, 0);
  glDisable(GL_SCISSOR_TEST);
  glBlitFramebuffer(x, y, x + width, y + height, x, y, x + width, y + height, GL_COLOR_BUFFER_BIT, GL_NEAREST);
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
}

std::vector<std::uint8_t> Offscreen::pixels() const {
  const std::size_t row = static_cast<std::size_t>(width_) * 4;
  std::vector<std::uint8_t> up(row * static_cast<std::size_t>(height_)), down(up.size());
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, width_, height_, GL_RGBA, GL_UNSIGNED_BYTE, up.data());
  check_gl("reading a picture");
  for (std::size_t y = 0; y < static_cast<std::size_t>(height_); ++y) {
    std::copy_n(up.data() + (static_cast<std::size_t>(height_) - 1 - y) * row, row, down.data() + y * row);
  }
  for (std::size_t i = 3; i < down.size(); i += 4) down[i] = 255;
  return down;
}

}  // namespace syncwall
