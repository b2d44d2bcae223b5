#include "window/letters/font_files.h"

#include <fontconfig/fontconfig.h>

namespace syncwall {

namespace {

using Pattern = std::unique_ptr<FcPattern, decltype(&FcPatternDestroy)>;
using FontList = std::unique_ptr<FcFontSet, decltype(&FcFontSetDestroy)>;

int fc_weight(Weight weight) {
  switch (weight) {
    case Weight::Regular:
      return FC_WEIGHT_REGULAR;
    case Weight::Medium:
      return FC_WEIGHT_MEDIUM;
    case Weight::SemiBold:
      return FC_WEIGHT_DEMIBOLD;
    case Weight::Bold:
      return FC_WEIGHT_BOLD;
  }
  return FC_WEIGHT_REGULAR;
}

Pattern wanted(Weight weight) {
  Pattern p(FcPatternCreate(), FcPatternDestroy);
  FcPatternAddString(p.get(), FC_FAMILY, reinterpret_cast<const FcChar8*>("Inter"));
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
  // The upper half numbers a variable font's named instances, which are not asked for.
  return {reinterpret_cast<const char*>(file), index & 0xFFFF};
}

}  // namespace

FontFile main_font(Weight weight) {
  const Pattern want = wanted(weight);
  FcResult result = FcResultNoMatch;
  const Pattern found(FcFontMatch(nullptr, want.get(), &result), FcPatternDestroy);
  return found ? file_of(found.get()) : FontFile{};
}

struct FontFinder::Fonts {
  FontList list{nullptr, FcFontSetDestroy};
};

FontFinder::FontFinder(Weight weight) : fonts_(std::make_unique<Fonts>()) {
  const Pattern want = wanted(weight);
  FcResult result = FcResultNoMatch;
  fonts_->list.reset(FcFontSort(nullptr, want.get(), FcFalse, nullptr, &result));
}

FontFinder::~FontFinder() = default;
FontFinder::FontFinder(FontFinder&&) noexcept = default;
FontFinder& FontFinder::operator=(FontFinder&&) noexcept = default;

std::optional<FontFile> FontFinder::find(char32_t c) const {
  if (!fonts_->list) return std::nullopt;
  for (int i = 0; i < fonts_->list->nfont; ++i) {
    const FcPattern* font = fonts_->list->fonts[i];
    FcCharSet* chars = nullptr;
    FcBool scalable = FcFalse;
    FcPatternGetBool(font, FC_SCALABLE, 0, &scalable);
    if (scalable == FcFalse || FcPatternGetCharSet(font, FC_CHARSET, 0, &chars) != FcResultMatch ||
        FcCharSetHasChar(chars, c) == FcFalse)
      continue;
    if (FontFile file = file_of(font); !file.file.empty()) return file;
  }
  return std::nullopt;
}

}  // namespace syncwall
