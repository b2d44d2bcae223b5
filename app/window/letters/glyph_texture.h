// GlyphTexture: the atlas's pixels in OpenGL, one byte each: how opaque the letter is there. The shader of Dear ImGui's
// back end reads it as white of that opacity. UI thread, with the context current.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace syncwall {

class GlyphTexture {
 public:
  // The largest side that this driver takes, px.
  [[nodiscard]] static int largest();
  // None where the driver refuses (too large, no memory).
  [[nodiscard]] static std::optional<GlyphTexture> create(int width, int height);
  ~GlyphTexture();
  GlyphTexture(GlyphTexture&& other) noexcept;
  GlyphTexture& operator=(GlyphTexture&& other) noexcept;

  void write(int x, int y, int width, int height, std::span<const std::uint8_t> alpha);
  // The upper part of another one into this one.
  void copy(const GlyphTexture& from);
  [[nodiscard]] unsigned id() const { return id_; }
  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }

 private:
  GlyphTexture(unsigned id, int width, int height) : id_(id), width_(width), height_(height) {}
  unsigned id_;
  int width_, height_;
};

}  // namespace syncwall
