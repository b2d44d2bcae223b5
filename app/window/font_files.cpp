#include "window/font_files.h"

#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include FT_FREETYPE_H

#include <algorithm>
#include <cmath>
#include <memory>

namespace syncwall {

namespace {

using Pattern = std::unique_ptr<FcPattern, decltype(&FcPatternDestroy)>;
using FontList = std::unique_ptr<FcFontSet, decltype(&FcFontSetDestroy)>;
using CharSet = std::unique_ptr<FcCharSet, decltype(&FcCharSetDestroy)>;

constexpr std::size_t kMostFallbacks = 12;

int fc_weight(Weight weight) {
  switch (weight) {
    case Weight::Regular: return FC_WEIGHT_REGULAR;
    case Weight::Medium: return FC_WEIGHT_MEDIUM;
    case Weight::SemiBold: return FC_WEIGHT_DEMIBOLD;
  }
  return FC_WEIGHT_REGULAR;
}

Pattern pattern(const char* family, Weight weight) {
  Pattern p(FcPatternCreate(), FcPatternDestroy);
  FcPatternAddString(p.get(), FC_FAMILY, reinterpret_cast<const FcChar8*>(family));
  FcPatternAddString(p.get(), FC_FAMILY, reinterpret_cast<const FcChar8*>("sans-serif"));
  FcPatternAddInteger(p.get(), FC_WEIGHT, fc_weight(weight));
  FcPatternAddInteger(p.get(), FC_SLANT, FC_SLANT_ROMAN);
  FcPatternAddBool(p.get(), FC_SCALABLE, FcTrue);
  FcPatternAddBool(p.get(), FC_COLOR, FcFalse);
  FcConfigSubstitute(nullptr, p.get(), FcMatchPattern);
  FcDefaultSubstitute(p.get());
  return p;
}

FontFile file_of(const FcPattern* font) {
  FcChar8* file = nullptr;
  int index = 0;
  if (FcPatternGetString(font, FC_FILE, 0, &file) != FcResultMatch) return {};
  FcPatternGetInteger(font, FC_INDEX, 0, &index);
  // The upper half numbers a variable font's named instances, which Dear ImGui doesn't know.
  return {reinterpret_cast<const char*>(file), index & 0xFFFF};
}

}  // namespace

FontFile main_font(Weight weight) {
  const Pattern wanted = pattern("Inter", weight);
  FcResult result = FcResultNoMatch;
  const Pattern found(FcFontMatch(nullptr, wanted.get(), &result), FcPatternDestroy);
  return found ? file_of(found.get()) : FontFile{};
}

std::vector<Fallback> fallbacks(const FontFile& main, std::span<const char32_t> wanted, Weight weight) {
  FcResult result = FcResultNoMatch;
  const Pattern base = pattern("Inter", weight);
  const Pattern own(FcFontMatch(nullptr, base.get(), &result), FcPatternDestroy);
  FcCharSet* own_chars = nullptr;
  if (own) FcPatternGetCharSet(own.get(), FC_CHARSET, 0, &own_chars);
  std::vector<char32_t> missing;
  CharSet missing_set(FcCharSetCreate(), FcCharSetDestroy);
  for (const char32_t c : wanted) {
    if (own_chars != nullptr && FcCharSetHasChar(own_chars, c) == FcTrue) continue;
    missing.push_back(c);
    FcCharSetAddChar(missing_set.get(), c);
  }
  std::vector<Fallback> found;
  if (missing.empty()) return found;
  const Pattern want = pattern("Inter", weight);
  FcPatternAddCharSet(want.get(), FC_CHARSET, missing_set.get());
  const FontList fonts(FcFontSort(nullptr, want.get(), FcTrue, nullptr, &result), FcFontSetDestroy);
  if (!fonts) return found;
  for (int i = 0; i < fonts->nfont && !missing.empty() && found.size() < kMostFallbacks; ++i) {
    const FcPattern* font = fonts->fonts[i];
    FcCharSet* chars = nullptr;
    FcBool scalable = FcFalse;
    FcPatternGetBool(font, FC_SCALABLE, 0, &scalable);
    if (scalable == FcFalse || FcPatternGetCharSet(font, FC_CHARSET, 0, &chars) != FcResultMatch) continue;
    Fallback fallback{file_of(font), {}};
    if (fallback.font == main || fallback.font.file.empty()) continue;
    std::vector<char32_t> rest;
    for (const char32_t c : missing) (FcCharSetHasChar(chars, c) == FcTrue ? fallback.draws : rest).push_back(c);
    if (fallback.draws.empty()) continue;
    missing = std::move(rest);
    found.push_back(std::move(fallback));
  }
  return found;
}

namespace {

// A font file opened by FreeType; face() is null where it can't be.
class OpenFont {
 public:
  explicit OpenFont(const FontFile& font) {
    FT_Library library = nullptr;
    if (FT_Init_FreeType(&library) != 0) return;
    library_.reset(library);
    FT_Face face = nullptr;
    if (FT_New_Face(library, font.file.c_str(), font.index, &face) == 0) face_.reset(face);
  }
  [[nodiscard]] FT_Face face() const { return face_.get(); }

 private:
  std::unique_ptr<FT_LibraryRec_, decltype(&FT_Done_FreeType)> library_{nullptr, FT_Done_FreeType};
  std::unique_ptr<FT_FaceRec_, decltype(&FT_Done_Face)> face_{nullptr, FT_Done_Face};
};

}  // namespace

float digit_width(const FontFile& font, float px) {
  const OpenFont open(font);
  if (open.face() == nullptr) return 0;
  // As imgui_freetype asks for sizes.
  FT_Size_RequestRec request{FT_SIZE_REQUEST_TYPE_REAL_DIM, 0, static_cast<FT_Long>(px * 64), 0, 0};
  if (FT_Request_Size(open.face(), &request) != 0) return 0;
  float widest = 0;
  for (FT_ULong c = '0'; c <= '9'; ++c) {
    if (FT_Load_Char(open.face(), c, FT_LOAD_NO_BITMAP) != 0) continue;
    widest = std::max(widest, static_cast<float>(open.face()->glyph->advance.x) / 64.0f);
  }
  return std::ceil(widest);
}

float line_of_em(const FontFile& font) {
  const OpenFont open(font);
  if (open.face() == nullptr || open.face()->units_per_EM == 0) return 1.2f;
  return static_cast<float>(open.face()->ascender - open.face()->descender) / static_cast<float>(open.face()->units_per_EM);
}

float ascent_of_em(const FontFile& font) {
  const OpenFont open(font);
  if (open.face() == nullptr || open.face()->units_per_EM == 0) return 1;
  return static_cast<float>(open.face()->ascender) / static_cast<float>(open.face()->units_per_EM);
}

std::optional<GlyphImage> glyph_image(const FontFile& font, char32_t c, float em_px) {
  const OpenFont open(font);
  const FT_Face face = open.face();
  if (face == nullptr || FT_Set_Pixel_Sizes(face, 0, static_cast<FT_UInt>(std::max(1.0f, std::round(em_px)))) != 0) return std::nullopt;
  const FT_UInt index = FT_Get_Char_Index(face, c);
  if (index == 0 || FT_Load_Glyph(face, index, FT_LOAD_TARGET_LIGHT) != 0 || FT_Render_Glyph(face->glyph, FT_RENDER_MODE_NORMAL) != 0) return std::nullopt;
  const FT_Bitmap& bitmap = face->glyph->bitmap;
  if (bitmap.pixel_mode != FT_PIXEL_MODE_GRAY || bitmap.pitch < 0) return std::nullopt;
  GlyphImage image{static_cast<int>(bitmap.width), static_cast<int>(bitmap.rows), face->glyph->bitmap_left, face->glyph->bitmap_top, static_cast<float>(face->glyph->advance.x) / 64, {}};
  for (unsigned y = 0; y < bitmap.rows; ++y) {
    const unsigned char* row = bitmap.buffer + static_cast<std::size_t>(y) * static_cast<std::size_t>(bitmap.pitch);
    image.alpha.insert(image.alpha.end(), row, row + bitmap.width);
  }
  return image;
}

}  // namespace syncwall
