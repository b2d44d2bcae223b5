// GlyphSheet: the faces at one scale as Dear ImGui's fonts, over one texture. Glyphs come and go one by one, so that a
// new character costs its own pixels and nothing else. For Dear ImGui before 1.92, whose own atlas is made anew as a
// whole. UI thread, between frames, with the context current.
#pragma once

#include <imgui.h>

#if IMGUI_VERSION_NUM < 19200

#include <array>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "draw/code_points.h"
#include "draw/font_set.h"
#include "window/letters/glyph_maker.h"
#include "window/letters/glyph_rows.h"
#include "window/letters/glyph_texture.h"

namespace syncwall {

class GlyphSheet {
 public:
  // `most_side`: the largest side of the texture, px. None where the driver refuses even the smallest.
  [[nodiscard]] static std::unique_ptr<GlyphSheet> create(float scale, int most_side);
  ~GlyphSheet();
  GlyphSheet(const GlyphSheet&) = delete;
  GlyphSheet& operator=(const GlyphSheet&) = delete;

  [[nodiscard]] const FaceSize& size(Face face) const { return sizes_[index(face)]; }
  // False where there is no room. What no font has gets the replacement mark.
  [[nodiscard]] bool put(const Glyph& glyph);
  // The replacement mark in its place.
  void put_mark(CodePoints::Key key);
  // Drawn as a character that is still to come: a gap.
  void drop(CodePoints::Key key);
  [[nodiscard]] bool has(CodePoints::Key key) const { return glyphs_.contains(packed(key)); }

  // Into Dear ImGui's atlas, in place of what is there.
  void show();
  [[nodiscard]] FontSet set() const;
  [[nodiscard]] std::size_t texture_bytes() const {
    return static_cast<std::size_t>(texture_.width()) * static_cast<std::size_t>(texture_.height());
  }
  [[nodiscard]] std::size_t glyphs() const { return glyphs_.size(); }

 private:
  struct Held {
    int index = 0;                          // in the font's glyphs
    std::optional<GlyphRows::Place> place;  // none: nothing to see, or the replacement mark's
    int image_width = 0, image_height = 0;
  };
  struct DeleteFont {
    void operator()(ImFont* font) const { IM_DELETE(font); }
  };
  using Font = std::unique_ptr<ImFont, DeleteFont>;

  GlyphSheet(float scale, int most_height, GlyphRows rows, GlyphTexture texture);
  static std::size_t index(Face face) { return static_cast<std::size_t>(face); }
  static std::uint32_t packed(CodePoints::Key key) {
    return static_cast<std::uint32_t>(key.face) << 24 | static_cast<std::uint32_t>(key.drawn);
  }
  void make_font(std::size_t face);
  void write_lines();
  void report_atlas() const;
  [[nodiscard]] bool grow(int height);
  void map(ImFontGlyph& glyph, const Held& held) const;
  [[nodiscard]] const ImFontGlyph& mark_of(Face face) const;
  void hold(CodePoints::Key key, ImFontGlyph glyph, Held held);

  std::array<FaceSize, kFaces> sizes_{};
  GlyphRows rows_;
  GlyphTexture texture_;
  int most_height_;
  std::array<Font, kFaces> fonts_;
  std::array<std::vector<int>, kFaces> free_;  // of their glyphs
  std::unordered_map<std::uint32_t, Held> glyphs_;
  GlyphRows::Place lines_{};
  bool shown_ = false;
};

}  // namespace syncwall

#endif
