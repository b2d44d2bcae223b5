// FontSet: the fonts of the page by role, made by window/letters/fonts.h for one scale. UI thread only.
#pragma once

#include <imgui.h>

#include <array>
#include <cstdint>

namespace syncwall {

// Sizes are px from ascender to descender at scale 1; a font's em is about five sixths of it. Tabular is Body with
// digits of one width: for columns of numbers, and for text that counts on the spot. Digits is for figures alone.
enum class Face : std::uint8_t { Body, Medium, Small, Title, Digits, Tabular };
inline constexpr std::size_t kFaces = 6;
inline constexpr std::array<float, kFaces> kFacePx{18, 18, 16, 20, 41, 18};

struct FontSet {
  std::array<ImFont*, kFaces> fonts{};  // null: Dear ImGui's own (headless tests)
  std::array<float, kFaces> px{};       // as scaled

  [[nodiscard]] ImFont* font(Face face) const {
    ImFont* f = fonts[static_cast<std::size_t>(face)];
    return f != nullptr ? f : ImGui::GetFont();
  }
  [[nodiscard]] float size(Face face) const {
    const float s = px[static_cast<std::size_t>(face)];
    return s > 0 ? s : ImGui::GetFontSize();
  }
};

// Draws in that face while it lives.
class FontScope {
 public:
  FontScope(const FontSet& set, Face face) {
#if IMGUI_VERSION_NUM >= 19200
    ImGui::PushFont(set.font(face), set.size(face));
#else
    ImGui::PushFont(set.font(face));
#endif
  }
  ~FontScope() { ImGui::PopFont(); }
  FontScope(const FontScope&) = delete;
  FontScope& operator=(const FontScope&) = delete;
};

}  // namespace syncwall
