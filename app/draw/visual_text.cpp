#include "draw/visual_text.h"

#include <fribidi.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/composed_text.h"
#include "base/utf8.h"

namespace syncwall {

namespace {

constexpr std::size_t kMostKept = 512;

// Such characters show nothing by themselves, and fonts that have an image of one show a mark.
bool shows_nothing(char32_t c) {
  return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
}

// Letters that run from right to left, and Arabic digits, which turn what stands between two of them.
bool right_to_left(char32_t c) {
  const FriBidiCharType type = fribidi_get_bidi_type(c);
  const bool letter = FRIBIDI_IS_LETTER(type) && FRIBIDI_IS_RTL(type);
  return (letter || type == FRIBIDI_TYPE_AN) && !shows_nothing(c);
}

// Of those the ones that FriBidi has to see: joiners, and the marks and isolates that say where a direction ends.
bool says_direction(char32_t c) { return c == 0x61C || (c >= 0x200C && c <= 0x200F) || (c >= 0x2066 && c <= 0x2069); }

bool has(std::string_view text, bool (*wanted)(char32_t)) {
  // No byte below 0xC2 begins a character beyond ASCII.
  if (std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0xC2; })) return false;
  for (std::size_t at = 0; at < text.size();) {
    if (wanted(next_code_point(text, at))) return true;
  }
  return false;
}

std::string without_invisible(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (const char32_t c = next_code_point(text, at); !shows_nothing(c)) append_code_point(out, c);
  }
  return out;
}

std::string reordered(std::string_view text, bool& begins_right) {
  std::vector<FriBidiChar> logical;
  for (std::size_t at = 0; at < text.size();) {
    if (const char32_t c = next_code_point(text, at); !shows_nothing(c) || says_direction(c)) logical.push_back(c);
  }
  std::vector<FriBidiChar> visual(logical.size() + 1);
  const auto length = static_cast<FriBidiStrIndex>(logical.size());
  FriBidiParType direction = FRIBIDI_PAR_ON;
  if (fribidi_log2vis(logical.data(), length, &direction, visual.data(), nullptr, nullptr, nullptr) == 0)
    return without_invisible(text);
  begins_right = FRIBIDI_IS_RTL(direction);
  // Marks of direction, and the gaps that ligatures leave.
  const FriBidiStrIndex left = fribidi_remove_bidi_marks(visual.data(), length, nullptr, nullptr, nullptr);
  std::string out;
  for (FriBidiStrIndex i = 0; i < left; ++i) {
    if (const char32_t c = visual[static_cast<std::size_t>(i)]; !shows_nothing(c)) append_code_point(out, c);
  }
  return out;
}

}  // namespace

bool has_right_to_left(std::string_view text) { return has(text, right_to_left); }

bool begins_right_to_left(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    const FriBidiCharType type = fribidi_get_bidi_type(c);
    if (FRIBIDI_IS_LETTER(type)) return FRIBIDI_IS_RTL(type);
  }
  return false;
}

VisualText::Line VisualText::line(std::string_view text) {
  const bool turned = has_right_to_left(text);
  const bool composes = has(text, may_compose);
  if (!turned && !composes && !has(text, shows_nothing)) return {text, false};
  auto found = known_.find(text);
  if (found == known_.end()) {
    if (known_.size() >= kMostKept) known_.clear();
    Kept kept;
    // What is invisible goes first: it may stand between a letter and its mark. In turned text it says where to turn.
    const std::string shown = turned ? std::string(text) : without_invisible(text);
    kept.text = composes ? composed_text(shown) : shown;
    if (turned) kept.text = reordered(kept.text, kept.begins_right);
    found = known_.emplace(std::string(text), std::move(kept)).first;
  }
  return {found->second.text, found->second.begins_right};
}

}  // namespace syncwall
