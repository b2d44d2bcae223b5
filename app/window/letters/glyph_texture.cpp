#include "window/letters/glyph_texture.h"

#include <glad/gl.h>

#include <algorithm>
#include <array>
#include <utility>

#include "window/gl_check.h"

namespace syncwall {

int GlyphTexture::largest() {
  GLint most = 0;
  glGetIntegerv(GL_MAX_TEXTURE_SIZE, &most);
  return std::max(most, 1024);  // as OpenGL 3.3 promises
}

std::optional<GlyphTexture> GlyphTexture::create(int width, int height) {
  check_gl("what came before a new texture for letters");
  static_cast<void>(gl_errors());
  GLuint id = 0;
  glGenTextures(1, &id);
  GlyphTexture made(id, width, height);
  glBindTexture(GL_TEXTURE_2D, id);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  constexpr std::array<GLint, 4> kWhite{GL_ONE, GL_ONE, GL_ONE, GL_RED};
  glTexParameteriv(GL_TEXTURE_2D, GL_TEXTURE_SWIZZLE_RGBA, kWhite.data());
  glTexImage2D(GL_TEXTURE_2D, 0, GL_R8, width, height, 0, GL_RED, GL_UNSIGNED_BYTE, nullptr);
  glBindTexture(GL_TEXTURE_2D, 0);
  // Asked always, not only in tests: this happens a few times in a window's life, and what is refused must not be used.
  if (!gl_errors().empty()) return std::nullopt;
  return made;
}

GlyphTexture::~GlyphTexture() {
  if (id_ != 0) glDeleteTextures(1, &id_);
}

GlyphTexture::GlyphTexture(GlyphTexture&& other) noexcept
    : id_(std::exchange(other.id_, 0)), width_(other.width_), height_(other.height_) {}

GlyphTexture& GlyphTexture::operator=(GlyphTexture&& other) noexcept {
  std::swap(id_, other.id_);
  std::swap(width_, other.width_);
  std::swap(height_, other.height_);
  return *this;
}

void GlyphTexture::write(int x, int y, int width, int height, std::span<const std::uint8_t> alpha) {
  if (alpha.size() < static_cast<std::size_t>(width) * static_cast<std::size_t>(height)) return;
  glBindTexture(GL_TEXTURE_2D, id_);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
  glTexSubImage2D(GL_TEXTURE_2D, 0, x, y, width, height, GL_RED, GL_UNSIGNED_BYTE, alpha.data());
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  glBindTexture(GL_TEXTURE_2D, 0);
}

void GlyphTexture::copy(const GlyphTexture& from) {
  GLuint reader = 0;
  glGenFramebuffers(1, &reader);
  glBindFramebuffer(GL_READ_FRAMEBUFFER, reader);
  glFramebufferTexture2D(GL_READ_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, from.id_, 0);
  glBindTexture(GL_TEXTURE_2D, id_);
  glCopyTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, 0, 0, std::min(width_, from.width_), std::min(height_, from.height_));
  glBindTexture(GL_TEXTURE_2D, 0);
  glBindFramebuffer(GL_READ_FRAMEBUFFER, 0);
  glDeleteFramebuffers(1, &reader);
  check_gl("a larger texture for letters");
}

}  // namespace syncwall
