// Fonts since Dear ImGui 1.92, which makes images itself, in the frame that needs them, into an atlas that grows. What
// is left to do: font files for characters that come, large letters made smaller, and a new atlas before it outgrows
// its bound.
#include <imgui.h>

#if IMGUI_VERSION_NUM >= 19200

#include <algorithm>
#include <map>
#include <vector>

#include "window/letters/fonts.h"
#include "window/letters/glyph_maker.h"

namespace syncwall {

namespace {

constexpr float kMostPx = 6e6f;  // of images since the atlas was made, about
const ImWchar kAllButDigits[] = {1, '0' - 1, '9' + 1, IM_UNICODE_CODEPOINT_MAX, 0};

ImFont* add(const FontFile& font, const FaceSize& size, float px, ImFontConfig config) {
  config.FontNo = static_cast<ImU32>(font.index);
  config.OversampleH = config.OversampleV = 1;
  config.PixelSnapH = true;
  config.RasterizerDensity = size.made_px / size.px;
  return ImGui::GetIO().Fonts->AddFontFromFileTTF(font.file.c_str(), px, &config);
}

}  // namespace

struct Fonts::State {
  explicit State(std::function<void()>) {}

  void build(FontSet& set, float scale);
  ImFont* add_face(Face face, const FaceSize& size);

  GlyphMaker maker;  // measures
  std::map<Weight, FontFinder> finders;
  std::map<Weight, std::vector<FontFile>> others;  // that draw characters which the main font doesn't have
  float scale = 0, px = 0;
};

Fonts::Fonts(std::function<void()> wake) : state_(std::make_unique<State>(std::move(wake))) {}
Fonts::~Fonts() = default;

ImFont* Fonts::State::add_face(Face face, const FaceSize& size) {
  const FontFile main = main_font(size.weight);
  if (main.file.empty()) return ImGui::GetIO().Fonts->AddFontDefault();
  ImFont* font = nullptr;
  ImFontConfig merge;
  if (size.tabular) {
    // Digits first and all of one width: the first source that has a character draws it.
    ImFontConfig digits;
    digits.GlyphMinAdvanceX = digits.GlyphMaxAdvanceX = maker.metrics(size).digit;
    digits.GlyphExcludeRanges = kAllButDigits;
    font = add(main, size, size.px, digits);
    merge.MergeMode = font != nullptr;
  }
  ImFont* const whole = add(main, size, size.px, merge);
  if (whole == nullptr) return ImGui::GetIO().Fonts->AddFontDefault();
  merge.MergeMode = true;
  const float em = maker.metrics(size).em;
  for (const FontFile& other : others[size.weight]) add(other, size, em * maker.line_of_em(other), merge);
  static_cast<void>(face);
  return font != nullptr ? font : whole;
}

void Fonts::State::build(FontSet& set, float wanted) {
  scale = wanted;
  px = 0;
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  atlas.Clear();
  for (std::size_t i = 0; i < kFaces; ++i) {
    const FaceSize size = face_size(static_cast<Face>(i), scale);
    set.px[i] = size.px;
    set.fonts[i] = add_face(static_cast<Face>(i), size);
  }
  ImGui::GetIO().FontDefault = set.fonts[0];
}

bool Fonts::update(CodePoints& seen, float scale) {
  State& s = *state_;
  static_cast<void>(seen.next_frame());
  bool anew = scale != s.scale;
  for (const CodePoints::Key key : seen.take_new()) {
    const FaceSize size = face_size(key.face, scale);
    s.px += size.made_px * size.made_px;
    auto finder = s.finders.find(size.weight);
    if (finder == s.finders.end()) finder = s.finders.emplace(size.weight, FontFinder(size.weight)).first;
    const auto file = finder->second.find(key.drawn);
    seen.set_missing(key.drawn, !file);
    std::vector<FontFile>& known = s.others[size.weight];
    if (!file || *file == main_font(size.weight) || std::ranges::find(known, *file) != known.end()) continue;
    known.push_back(*file);
    anew = true;
  }
  if (s.px > kMostPx) {
    anew = true;
    for (const CodePoints::Key key : seen.oldest(seen.size())) seen.forget(key);
  }
  if (!anew) return false;
  s.build(set_, scale);
  set_scale_ = scale;
  return true;
}

bool Fonts::finish(CodePoints& seen, float scale) { return update(seen, scale); }
bool Fonts::settled(const CodePoints& seen) const { return !seen.has_new(); }
bool Fonts::news() const { return false; }

Fonts::Counts Fonts::counts() const {
  Counts counts;
  if (const ImTextureData* texture = ImGui::GetIO().Fonts->TexData)
    counts.texture_bytes = static_cast<std::size_t>(texture->GetSizeInBytes());
  return counts;
}

}  // namespace syncwall

#endif
