#include "window/letters/glyph_maker.h"

#include <ft2build.h>
#include FT_FREETYPE_H

#include <algorithm>
#include <cmath>

namespace syncwall {

namespace {

constexpr std::size_t kMostOpen = 24;     // font files
constexpr std::size_t kMostMetrics = 64;  // sizes: a zoom has as many as faces

// Larger letters are made this large and stretched. px of a line.
constexpr float kMostTextPx = 128, kMostDigitsPx = 256;

float ceil_px(FT_Pos v) { return static_cast<float>((v + 63) >> 6); }

Weight weight_of(Face face) {
  switch (face) {
    case Face::Medium:
      return Weight::Medium;
    case Face::Title:
      return Weight::SemiBold;
    case Face::Digits:
      return Weight::Bold;
    case Face::Body:
    case Face::Small:
    case Face::Tabular:
      return Weight::Regular;
  }
  return Weight::Regular;
}

}  // namespace

FaceSize face_size(Face face, float scale) {
  FaceSize size;
  size.weight = weight_of(face);
  size.tabular = face == Face::Tabular;
  size.px = std::max(std::round(kFacePx[static_cast<std::size_t>(face)] * scale), 4.0f);
  size.made_px = std::min(size.px, face == Face::Digits ? kMostDigitsPx : kMostTextPx);
  return size;
}

struct GlyphMaker::Library {
  std::unique_ptr<FT_LibraryRec_, decltype(&FT_Done_FreeType)> handle{nullptr, FT_Done_FreeType};
};

struct GlyphMaker::OpenFont {
  FontFile file;
  std::unique_ptr<FT_FaceRec_, decltype(&FT_Done_Face)> handle{nullptr, FT_Done_Face};
  FT_Long size = 0;  // as requested last

  [[nodiscard]] FT_Face face() const { return handle.get(); }
  // How many ems a line of this font is high.
  [[nodiscard]] float line_of_em() const {
    if (face()->units_per_EM == 0 || face()->ascender <= face()->descender) return 1.2f;
    return static_cast<float>(face()->ascender - face()->descender) / static_cast<float>(face()->units_per_EM);
  }
  // Ascender to descender.
  bool set_line(float px) {
    const auto wanted = static_cast<FT_Long>(std::max(px, 1.0f) * 64);
    if (wanted == size) return true;
    FT_Size_RequestRec request{FT_SIZE_REQUEST_TYPE_REAL_DIM, 0, wanted, 0, 0};
    if (FT_Request_Size(face(), &request) != 0) return false;
    size = wanted;
    return true;
  }
  // Into its slot.
  bool render(char32_t c) {
    const FT_UInt index = FT_Get_Char_Index(face(), c);
    return index != 0 && FT_Load_Glyph(face(), index, FT_LOAD_NO_BITMAP | FT_LOAD_TARGET_LIGHT) == 0 &&
           FT_Render_Glyph(face()->glyph, FT_RENDER_MODE_NORMAL) == 0 &&
           face()->glyph->bitmap.pixel_mode == FT_PIXEL_MODE_GRAY && face()->glyph->bitmap.pitch >= 0;
  }
};

GlyphMaker::GlyphMaker() : library_(std::make_unique<Library>()) {
  FT_Library library = nullptr;
  if (FT_Init_FreeType(&library) == 0) library_->handle.reset(library);
}

GlyphMaker::~GlyphMaker() = default;

GlyphMaker::OpenFont* GlyphMaker::open(const FontFile& file) {
  const auto known = std::ranges::find_if(open_, [&](const auto& font) { return font->file == file; });
  if (known != open_.end()) {
    std::rotate(open_.begin(), known, known + 1);
    return open_.front()->face() != nullptr ? open_.front().get() : nullptr;
  }
  if (open_.size() >= kMostOpen) open_.pop_back();
  auto font = std::make_unique<OpenFont>();
  font->file = file;
  FT_Face face = nullptr;
  // One that can't be read is kept too: it isn't tried for each of its characters.
  if (library_->handle && !file.file.empty() &&
      FT_New_Face(library_->handle.get(), file.file.c_str(), file.index, &face) == 0)
    font->handle.reset(face);
  open_.insert(open_.begin(), std::move(font));
  return open_.front()->face() != nullptr ? open_.front().get() : nullptr;
}

const FontFile& GlyphMaker::main(Weight weight) {
  const auto known = main_.find(weight);
  return known != main_.end() ? known->second : main_.emplace(weight, main_font(weight)).first->second;
}

std::optional<FontFile> GlyphMaker::font_of(Weight weight, char32_t c) {
  const FontFile& own = main(weight);
  if (OpenFont* font = open(own); font != nullptr && FT_Get_Char_Index(font->face(), c) != 0) return own;
  auto finder = finders_.find(weight);
  if (finder == finders_.end()) finder = finders_.emplace(weight, FontFinder(weight)).first;
  return finder->second.find(c);
}

GlyphMaker::Metrics GlyphMaker::metrics(const FaceSize& size) {
  if (const auto known = metrics_.find(size); known != metrics_.end()) return known->second;
  Metrics m{std::round(size.px * 0.8f), 0, size.px / 1.21f};
  const float stretch = size.px / size.made_px;
  if (OpenFont* font = open(main(size.weight)); font != nullptr && font->set_line(size.made_px)) {
    m.em = size.px / font->line_of_em();
    m.baseline = std::round(ceil_px(font->face()->size->metrics.ascender) * stretch);
    for (char32_t c = '0'; c <= '9'; ++c) {
      if (FT_Load_Char(font->face(), c, FT_LOAD_NO_BITMAP | FT_LOAD_TARGET_LIGHT) == 0)
        m.digit = std::max(m.digit, std::round(ceil_px(font->face()->glyph->advance.x) * stretch));
    }
  }
  if (metrics_.size() >= kMostMetrics) metrics_.clear();
  return metrics_.emplace(size, m).first->second;
}

float GlyphMaker::line_of_em(const FontFile& file) {
  const OpenFont* font = open(file);
  return font != nullptr ? font->line_of_em() : 1.2f;
}

Glyph GlyphMaker::make(const GlyphOrder& order) {
  const FaceSize& size = order.size;
  Glyph glyph;
  glyph.by = std::this_thread::get_id();
  glyph.set = order.set;
  glyph.face = order.face;
  glyph.drawn = order.drawn, glyph.meant = order.meant;
  const Metrics m = metrics(size);
  const auto file = font_of(size.weight, order.meant);
  OpenFont* font = file ? open(*file) : nullptr;
  if (font == nullptr) return glyph;
  // Letters of different fonts come out equally large: what counts is the em, not the line.
  float made = m.em * size.made_px / size.px * font->line_of_em();
  if (!font->set_line(made) || !font->render(order.meant)) return glyph;
  const FT_GlyphSlot slot = font->face()->glyph;
  float stretch = size.px / size.made_px;
  glyph.advance =
      stretch == 1 ? ceil_px(slot->advance.x) : std::round(static_cast<float>(slot->advance.x) / 64 * stretch);
  const float over = std::max(static_cast<float>(slot->bitmap.width) / static_cast<float>(size.most_width - 3),
                              static_cast<float>(slot->bitmap.rows) / static_cast<float>(size.most_height - 3));
  if (over > 1) {
    made /= over;
    stretch *= over;
    if (!font->set_line(made) || !font->render(order.meant)) return glyph;
  }
  const FT_Bitmap& bitmap = slot->bitmap;
  const auto width = static_cast<int>(bitmap.width), height = static_cast<int>(bitmap.rows);
  if (width + 2 > size.most_width || height + 2 > size.most_height) return glyph;
  glyph.found = true;
  glyph.x = static_cast<float>(slot->bitmap_left) * stretch;
  glyph.y = m.baseline - static_cast<float>(slot->bitmap_top) * stretch;
  if (size.tabular && order.meant >= '0' && order.meant <= '9') {
    // At whole px: half of one would blur it.
    glyph.x += std::floor((m.digit - glyph.advance) / 2);
    glyph.advance = m.digit;
  }
  if (width == 0 || height == 0) return glyph;
  glyph.width = static_cast<float>(width) * stretch;
  glyph.height = static_cast<float>(height) * stretch;
  glyph.image_width = width + 2, glyph.image_height = height + 2;
  glyph.alpha.resize(static_cast<std::size_t>(glyph.image_width) * static_cast<std::size_t>(glyph.image_height));
  for (int y = 0; y < height; ++y) {
    std::copy_n(bitmap.buffer + static_cast<std::ptrdiff_t>(y) * bitmap.pitch, width,
                glyph.alpha.data() + static_cast<std::ptrdiff_t>(y + 1) * glyph.image_width + 1);
  }
  return glyph;
}

}  // namespace syncwall
