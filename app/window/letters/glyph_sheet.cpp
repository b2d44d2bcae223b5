#include "window/letters/glyph_sheet.h"

#if IMGUI_VERSION_NUM < 19200

#include <algorithm>
#include <bit>
#include <cmath>

namespace syncwall {

namespace {

constexpr int kLeastSide = 512, kMostSide = 4096;
// The block that Dear ImGui draws lines and areas with.
constexpr int kLines = IM_DRAWLIST_TEX_LINES_WIDTH_MAX, kLinesWide = kLines + 4, kLinesHigh = kLines + 6;
constexpr ImWchar kComing = 0xFFFF;  // drawn in place of what is not there yet; no character

// On a driver with a smaller texture letters are made smaller too, or what every face always has would fill it.
FaceSize face_size_on(Face face, float scale, int most_side) {
  FaceSize size = face_size(face, scale);
  size.made_px = std::min(size.made_px, static_cast<float>(most_side) / (face == Face::Digits ? 16 : 32));
  return size;
}

int px_of(float px) { return static_cast<int>(std::ceil(px)); }

}  // namespace

std::unique_ptr<GlyphSheet> GlyphSheet::create(float scale, int most_side) {
  const int most = std::min(most_side, kMostSide);
  const float text = face_size_on(Face::Title, scale, most).made_px,
              digits = face_size_on(Face::Digits, scale, most).made_px;
  // Most letters are less than an em high, some scripts one and a half; a line is six fifths of an em.
  const int common = px_of(text * 0.87f) + 2, tall = px_of(text * 1.35f) + 2, figures = px_of(digits * 0.75f) + 2;
  std::vector<int> heights{common, std::max(figures, common), std::max({tall, figures, kLinesHigh})};
  std::ranges::sort(heights);
  heights.erase(std::ranges::unique(heights).begin(), heights.end());
  const int width =
      std::clamp(static_cast<int>(std::bit_ceil(static_cast<unsigned>(24 * common))), std::min(kLeastSide, most), most);
  auto texture = GlyphTexture::create(width, std::min(kLeastSide, most));
  if (!texture) return nullptr;
  return std::unique_ptr<GlyphSheet>(
      new GlyphSheet(scale, most, GlyphRows(width, most, std::move(heights)), std::move(*texture)));
}

GlyphSheet::GlyphSheet(float scale, int most_height, GlyphRows rows, GlyphTexture texture)
    : rows_(std::move(rows)), texture_(std::move(texture)), most_height_(most_height) {
  for (std::size_t i = 0; i < kFaces; ++i) {
    sizes_[i] = face_size_on(static_cast<Face>(i), scale, most_height);
    sizes_[i].most_width = rows_.width();
    sizes_[i].most_height = rows_.tallest();
    make_font(i);
  }
  write_lines();
}

GlyphSheet::~GlyphSheet() {
  if (!shown_) return;
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  atlas.Fonts.clear();  // which would delete them
  atlas.TexReady = false;
  ImGui::GetIO().FontDefault = nullptr;
}

void GlyphSheet::make_font(std::size_t face) {
  fonts_[face].reset(IM_NEW(ImFont)());
  ImFont& font = *fonts_[face];
  font.ContainerAtlas = ImGui::GetIO().Fonts;
  font.FontSize = sizes_[face].px;
  font.Ascent = std::round(sizes_[face].px * 0.8f);
  font.Descent = font.Ascent - sizes_[face].px;
  font.FallbackChar = kComing;
  ImFontGlyph coming{};
  coming.Codepoint = kComing;
  coming.AdvanceX = std::round(sizes_[face].px / 1.21f);  // an em: what most characters that come late are wide
  font.Glyphs.push_back(coming);
  font.BuildLookupTable();  // as long as it will ever be
}

// As ImFontAtlasBuildRenderLinesTexData does it: a line of each thickness below the other, and a white dot.
void GlyphSheet::write_lines() {
  const auto place = rows_.take(kLinesWide, kLinesHigh);
  if (!place) return;
  lines_ = *place;
  std::vector<std::uint8_t> alpha(static_cast<std::size_t>(kLinesWide * kLinesHigh));
  const auto at = [&](int x, int y) -> std::uint8_t& { return alpha[static_cast<std::size_t>(y * kLinesWide + x)]; };
  for (int n = 0; n <= kLines; ++n) {
    const int left = 1 + (kLines + 2 - n) / 2;
    for (int x = left; x < left + n; ++x) at(x, 1 + n) = 255;
  }
  for (int y = kLines + 2; y < kLines + 5; ++y) {
    for (int x = 1; x < 4; ++x) at(x, y) = 255;
  }
  static_cast<void>(grow(rows_.used_height()));
  texture_.write(lines_.x, lines_.y, kLinesWide, kLinesHigh, alpha);
}

void GlyphSheet::report_atlas() const {
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  const auto width = static_cast<float>(texture_.width()), height = static_cast<float>(texture_.height());
  const auto x = static_cast<float>(lines_.x), y = static_cast<float>(lines_.y);
  for (int n = 0; n <= kLines; ++n) {
    const auto left = static_cast<float>(1 + (kLines + 2 - n) / 2),
               middle = (y + 1 + static_cast<float>(n) + 0.5f) / height;
    atlas.TexUvLines[n] = {(x + left - 1) / width, middle, (x + left + static_cast<float>(n) + 1) / width, middle};
  }
  atlas.TexUvWhitePixel = {(x + 2.5f) / width, (y + kLines + 3.5f) / height};
  atlas.TexWidth = texture_.width();
  atlas.TexHeight = texture_.height();
  atlas.TexUvScale = {1 / width, 1 / height};
  atlas.TexReady = true;
  atlas.SetTexID(std::bit_cast<ImTextureID>(static_cast<std::uintptr_t>(texture_.id())));
}

bool GlyphSheet::grow(int height) {
  if (height <= texture_.height()) return true;
  const int wanted = std::min(static_cast<int>(std::bit_ceil(static_cast<unsigned>(height))), most_height_);
  auto larger = wanted >= height ? GlyphTexture::create(texture_.width(), wanted) : std::nullopt;
  if (!larger) return false;
  larger->copy(texture_);
  texture_ = std::move(*larger);
  for (const auto& [key, held] : glyphs_) {
    if (held.place) map(fonts_[key >> 24]->Glyphs[held.index], held);
  }
  for (const auto& [key, held] : glyphs_) {
    ImFontGlyph& glyph = fonts_[key >> 24]->Glyphs[held.index];
    const ImFontGlyph& mark = mark_of(static_cast<Face>(key >> 24));
    if (!held.place && glyph.Visible) glyph.U0 = mark.U0, glyph.V0 = mark.V0, glyph.U1 = mark.U1, glyph.V1 = mark.V1;
  }
  if (shown_) report_atlas();
  return true;
}

void GlyphSheet::map(ImFontGlyph& glyph, const Held& held) const {
  const auto width = static_cast<float>(texture_.width()), height = static_cast<float>(texture_.height());
  glyph.U0 = static_cast<float>(held.place->x + 1) / width;
  glyph.V0 = static_cast<float>(held.place->y + 1) / height;
  glyph.U1 = static_cast<float>(held.place->x + held.image_width - 1) / width;
  glyph.V1 = static_cast<float>(held.place->y + held.image_height - 1) / height;
}

bool GlyphSheet::put(const Glyph& glyph) {
  const CodePoints::Key key{glyph.face, glyph.drawn};
  if (!glyph.found) {
    put_mark(key);
    return true;
  }
  drop(key);
  ImFontGlyph drawn{};
  drawn.X0 = glyph.x, drawn.Y0 = glyph.y, drawn.X1 = glyph.x + glyph.width, drawn.Y1 = glyph.y + glyph.height;
  drawn.AdvanceX = glyph.advance;
  Held held;
  if (glyph.image_width > 0) {
    held.place = rows_.take(glyph.image_width, glyph.image_height);
    if (held.place && !grow(rows_.used_height())) {
      rows_.give_back(*held.place);
      most_height_ = texture_.height();  // the driver has no more
      held.place.reset();
    }
    if (!held.place) return false;
    held.image_width = glyph.image_width, held.image_height = glyph.image_height;
    texture_.write(held.place->x, held.place->y, glyph.image_width, glyph.image_height, glyph.alpha);
    drawn.Visible = 1;
    map(drawn, held);
  }
  hold(key, drawn, held);
  return true;
}

const ImFontGlyph& GlyphSheet::mark_of(Face face) const {
  const auto mark = glyphs_.find(packed({face, 0xFFFD}));
  return fonts_[index(face)]->Glyphs[mark != glyphs_.end() ? mark->second.index : 0];
}

void GlyphSheet::put_mark(CodePoints::Key key) {
  drop(key);
  const ImFontGlyph mark = mark_of(key.face);
  hold(key, mark, {});
}

void GlyphSheet::hold(CodePoints::Key key, ImFontGlyph glyph, Held held) {
  ImFont& font = *fonts_[index(key.face)];
  glyph.Codepoint = key.drawn & 0x1FFFFFu;
  std::vector<int>& free = free_[index(key.face)];
  if (free.empty()) {
    held.index = font.Glyphs.Size;
    font.Glyphs.push_back(glyph);
    font.FallbackGlyph = &font.Glyphs[0];
  } else {
    held.index = free.back();
    free.pop_back();
    font.Glyphs[held.index] = glyph;
  }
  using Index = std::remove_reference_t<decltype(font.IndexLookup[0])>;
  font.IndexLookup[static_cast<int>(key.drawn)] = static_cast<Index>(held.index);
  font.IndexAdvanceX[static_cast<int>(key.drawn)] = glyph.AdvanceX;
  glyphs_[packed(key)] = held;
}

void GlyphSheet::drop(CodePoints::Key key) {
  const auto at = glyphs_.find(packed(key));
  if (at == glyphs_.end()) return;
  ImFont& font = *fonts_[index(key.face)];
  if (at->second.place) rows_.give_back(*at->second.place);
  free_[index(key.face)].push_back(at->second.index);
  font.Glyphs[at->second.index] = font.Glyphs[0];
  using Index = std::remove_reference_t<decltype(font.IndexLookup[0])>;
  font.IndexLookup[static_cast<int>(key.drawn)] = static_cast<Index>(-1);
  font.IndexAdvanceX[static_cast<int>(key.drawn)] = font.FallbackAdvanceX;
  glyphs_.erase(at);
}

void GlyphSheet::show() {
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  atlas.Fonts.clear();
  for (const Font& font : fonts_) {
    font->BuildLookupTable();  // once more: it makes the tab out of the blank, and finds the ellipsis
    atlas.Fonts.push_back(font.get());
  }
  ImGui::GetIO().FontDefault = fonts_[0].get();
  shown_ = true;
  report_atlas();
}

FontSet GlyphSheet::set() const {
  FontSet set;
  for (std::size_t i = 0; i < kFaces; ++i) {
    set.fonts[i] = fonts_[i].get();
    set.px[i] = sizes_[i].px;
  }
  return set;
}

}  // namespace syncwall

#endif
