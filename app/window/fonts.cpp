#include "window/fonts.h"

#include <imgui_freetype.h>
#include <imgui_impl_opengl3.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <span>
#include <vector>

#include "window/font_files.h"

namespace syncwall {

namespace {

using Ranges = std::vector<ImWchar>;  // pairs, ended by 0

Ranges ranges_of(std::span<const char32_t> chars) {
  Ranges ranges;
  for (const char32_t c : chars) {
    const auto w = static_cast<ImWchar>(c);
    if (!ranges.empty() && ranges.back() + 1 == w) {
      ranges.back() = w;
    } else {
      ranges.push_back(w);
      ranges.push_back(w);
    }
  }
  ranges.push_back(0);
  return ranges;
}

Weight weight_of(Face face) {
  switch (face) {
    case Face::Medium: return Weight::Medium;
    case Face::Title:
    case Face::Digits: return Weight::SemiBold;
    case Face::Body:
    case Face::Small: return Weight::Regular;
  }
  return Weight::Regular;
}

#if IMGUI_VERSION_NUM < 19200
const ImWchar kDigits[] = {'0', '9', 0};
#else
const ImWchar kAllButDigits[] = {1, '0' - 1, '9' + 1, IM_UNICODE_CODEPOINT_MAX, 0};
#endif

ImFont* add(const FontFile& font, float px, const ImWchar* ranges, ImFontConfig config) {
  config.FontNo = font.index;
  config.OversampleH = config.OversampleV = 1;
#if IMGUI_VERSION_NUM >= 19200
  ranges = nullptr;  // would have to outlive the font, and means nothing
#endif
  return ImGui::GetIO().Fonts->AddFontFromFileTTF(font.file.c_str(), px, &config, ranges);
}

// `kept`: what the atlas points at until it is built.
ImFont* add_face(Face face, float px, std::span<const char32_t> seen, std::deque<Ranges>& kept) {
  const Weight weight = weight_of(face);
  const FontFile main = main_font(weight);
  ImFontConfig config;
  if (main.file.empty()) {
    config.SizePixels = px;
    return ImGui::GetIO().Fonts->AddFontDefault(&config);
  }
  // Digits first and all of one width: the first source that has a character draws it.
  config.GlyphMinAdvanceX = config.GlyphMaxAdvanceX = digit_width(main, px);
#if IMGUI_VERSION_NUM < 19200
  ImFont* font = add(main, px, kDigits, config);
#else
  // Since 1.92 a source draws whatever it has: ranges only keep it from doing so.
  config.GlyphExcludeRanges = kAllButDigits;
  ImFont* font = add(main, px, nullptr, config);
#endif
  if (font == nullptr) return ImGui::GetIO().Fonts->AddFontDefault();
  ImFontConfig merge;
  merge.MergeMode = true;
  kept.push_back(ranges_of(seen));
  add(main, px, kept.back().data(), merge);
  if (face == Face::Digits) return font;
  const float em = px / line_of_em(main);
  for (const Fallback& fallback : fallbacks(main, seen, weight)) {
    kept.push_back(ranges_of(fallback.draws));
    add(fallback.font, em * line_of_em(fallback.font), kept.back().data(), merge);
  }
  return font;
}

#ifndef IMGUI_USE_WCHAR32
// Images of characters beyond 16 bits, in the atlas under their stand-ins.
class StandInGlyphs {
 public:
  // Before the atlas is built.
  void add(Face face, ImFont* font, float px, std::span<const CodePoints::StandIn> wanted) {
    const Weight weight = weight_of(face);
    const FontFile main = main_font(weight);
    if (wanted.empty() || main.file.empty()) return;
    std::vector<char32_t> meant;
    for (const CodePoints::StandIn& s : wanted) meant.push_back(s.meant);
    std::ranges::sort(meant);
    const float em = px / line_of_em(main), baseline = std::ceil(ascent_of_em(main) * em);
    for (const Fallback& fallback : fallbacks(main, meant, weight)) {
      for (const CodePoints::StandIn& s : wanted) {
        if (!std::ranges::binary_search(fallback.draws, s.meant)) continue;
        auto image = glyph_image(fallback.font, s.meant, em);
        if (!image || image->width == 0 || image->height == 0) continue;
        const ImVec2 offset{static_cast<float>(image->left), baseline - static_cast<float>(image->top)};
        const int rect = ImGui::GetIO().Fonts->AddCustomRectFontGlyph(font, static_cast<ImWchar>(s.drawn), image->width, image->height, image->advance, offset);
        images_.push_back({rect, std::move(*image)});
      }
    }
  }
  // After it.
  void paint() const {
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    for (const auto& [rect, image] : images_) {
      const ImFontAtlasCustomRect& at = *atlas.GetCustomRectByIndex(rect);
      for (int y = 0; y < image.height; ++y) {
        for (int x = 0; x < image.width; ++x) {
          const unsigned char alpha = image.alpha[static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) + static_cast<std::size_t>(x)];
          const int place = (at.Y + y) * atlas.TexWidth + at.X + x;
          if (atlas.TexPixelsAlpha8 != nullptr) atlas.TexPixelsAlpha8[place] = alpha;
          if (atlas.TexPixelsRGBA32 != nullptr) atlas.TexPixelsRGBA32[place] = IM_COL32(255, 255, 255, alpha);
        }
      }
    }
  }

 private:
  struct Image {
    int rect;
    GlyphImage image;
  };
  std::vector<Image> images_;
};
#endif

}  // namespace

bool Fonts::update(const CodePoints& seen, float scale) {
  if (scale == scale_ && seen.version() == version_) return false;
  scale_ = scale;
  version_ = seen.version();
  build(seen);
  return true;
}

void Fonts::build(const CodePoints& seen) {
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
#if IMGUI_VERSION_NUM < 19200
  // Makes the back end's objects where there are none yet. Else the first frame does, and with them a second texture.
  ImGui_ImplOpenGL3_NewFrame();
#endif
  atlas.Clear();
#if IMGUI_VERSION_NUM < 19200
  atlas.FontBuilderIO = ImGuiFreeType::GetBuilderForFreeType();
  atlas.FontBuilderFlags = ImGuiFreeTypeBuilderFlags_LightHinting;
  ImGui_ImplOpenGL3_DestroyFontsTexture();
#endif
  std::deque<Ranges> kept;
  const std::vector<char32_t> all = seen.all();
  for (std::size_t i = 0; i < kFaces; ++i) {
    set_.px[i] = std::round(kFacePx[i] * scale_);
    set_.fonts[i] = add_face(static_cast<Face>(i), set_.px[i], all, kept);
  }
  ImGui::GetIO().FontDefault = set_.fonts[0];
#ifndef IMGUI_USE_WCHAR32
  StandInGlyphs glyphs;
  for (std::size_t i = 0; i < kFaces; ++i) glyphs.add(static_cast<Face>(i), set_.fonts[i], set_.px[i], seen.stand_ins());
#endif
#if IMGUI_VERSION_NUM < 19200
  atlas.Build();
#ifndef IMGUI_USE_WCHAR32
  glyphs.paint();
#endif
  ImGui_ImplOpenGL3_CreateFontsTexture();
  atlas.ClearInputData();
  // The driver has the pixels: five bytes for each of a texture of up to 8192 × 8192 px.
  atlas.ClearTexData();
#endif
}

}  // namespace syncwall
