#include "draw/visual_text.h"

#include <fribidi.h>

#include <algorithm>
#include <vector>

#include "base/utf8.h"

namespace syncwall {

namespace {

constexpr std::size_t kMostKept = 512;

bool right_to_left(char32_t c) { return (c >= 0x590 && c <= 0x8FF) || (c >= 0xFB1D && c <= 0xFDFF) || (c >= 0xFE70 && c <= 0xFEFF) || (c >= 0x10800 && c <= 0x10FFF); }

std::string reordered(std::string_view text) {
  std::vector<FriBidiChar> logical;
  for (std::size_t at = 0; at < text.size();) logical.push_back(next_code_point(text, at));
  std::vector<FriBidiChar> visual(logical.size() + 1);
  const auto length = static_cast<FriBidiStrIndex>(logical.size());
  FriBidiParType direction = FRIBIDI_PAR_ON;
  if (fribidi_log2vis(logical.data(), length, &direction, visual.data(), nullptr, nullptr, nullptr) == 0) return std::string(text);
  // Marks of direction, and the gaps that ligatures leave.
  const FriBidiStrIndex left = fribidi_remove_bidi_marks(visual.data(), length, nullptr, nullptr, nullptr);
  std::string out;
  for (FriBidiStrIndex i = 0; i < left; ++i) append_code_point(out, visual[static_cast<std::size_t>(i)]);
  return out;
}

}  // namespace

bool has_right_to_left(std::string_view text) {
  // No byte below 0xD6 begins such a letter.
  if (std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0xD6; })) return false;
  for (std::size_t at = 0; at < text.size();) {
    if (right_to_left(next_code_point(text, at))) return true;
  }
  return false;
}

std::string_view VisualText::of(std::string_view text) {
  if (!has_right_to_left(text)) return text;
  const auto found = known_.find(text);
  if (found != known_.end()) return found->second;
  if (known_.size() >= kMostKept) known_.clear();
  return known_.emplace(std::string(text), reordered(text)).first->second;
}

}  // namespace syncwall
