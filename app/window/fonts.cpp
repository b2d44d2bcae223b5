#include "window/fonts.h"

#include <imgui_freetype.h>
#include <imgui_impl_opengl3.h>

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

const ImWchar kDigits[] = {'0', '9', 0};

ImFont* add(const FontFile& font, float px, const ImWchar* ranges, ImFontConfig config) {
  config.FontNo = font.index;
  config.OversampleH = config.OversampleV = 1;
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
  ImFont* font = add(main, px, kDigits, config);
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

}  // namespace

bool Fonts::update(const CodePoints& seen, float scale) {
#if IMGUI_VERSION_NUM >= 19200
  const bool same_characters = version_ != 0;
#else
  const bool same_characters = seen.version() == version_;
#endif
  if (scale == scale_ && (same_characters && version_ != 0)) return false;
  scale_ = scale;
  version_ = seen.version();
  build(seen);
  return true;
}

void Fonts::build(const CodePoints& seen) {
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
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
#if IMGUI_VERSION_NUM < 19200
  atlas.Build();
  ImGui_ImplOpenGL3_CreateFontsTexture();
  atlas.ClearInputData();
#endif
}

}  // namespace syncwall
