#include "draw/code_points.h"

#include <algorithm>

#include "base/utf8.h"

namespace syncwall {

CodePoints::CodePoints(char32_t end) : end_(end), bits_(end) {
  add_range(0x20, 0x7E);
  add_range(0xA0, 0x17F);  // Latin-1 and Latin Extended-A: most European names without a rebuild
  add(std::string_view("–—…·•×−→←↑↓≥≤“”‘’„€�"));
}

void CodePoints::add_range(char32_t from, char32_t to) {
  for (char32_t c = from; c <= to; ++c) bits_[c] = true;
  ++version_;
}

void CodePoints::add(std::string_view utf8) {
  for (std::size_t at = 0; at < utf8.size();) {
    if (static_cast<unsigned char>(utf8[at]) < 0x80) {
      ++at;
      continue;
    }
    const char32_t c = next_code_point(utf8, at);
    if (c >= end_ || bits_[c] || is_private(c)) continue;
    bits_[c] = true;
    ++version_;
  }
}

char32_t CodePoints::stand_in(char32_t c) {
  constexpr char32_t kReplacement = 0xFFFD;
  if (is_private(c)) return kReplacement;
  if (c < end_) return c;
  const auto known = std::ranges::find(stand_ins_, c, &StandIn::meant);
  if (known != stand_ins_.end()) return known->drawn;
  const auto next = static_cast<char32_t>(kPrivate + stand_ins_.size());
  if (next >= kPrivateEnd) return kReplacement;
  stand_ins_.push_back({next, c});
  ++version_;
  return next;
}

std::string_view CodePoints::drawn(std::string_view utf8, std::string& buffer) {
  // Four bytes begin with F0 and more; the private use area with EE and EF.
  if (end_ > 0x10000 || std::ranges::none_of(utf8, [](char c) { return static_cast<unsigned char>(c) >= 0xEE; })) return utf8;
  buffer.clear();
  for (std::size_t at = 0; at < utf8.size();) append_code_point(buffer, stand_in(next_code_point(utf8, at)));
  return buffer;
}

std::vector<char32_t> CodePoints::all() const {
  std::vector<char32_t> all;
  for (char32_t c = 0; c < end_; ++c) {
    if (bits_[c]) all.push_back(c);
  }
  return all;
}

}  // namespace syncwall
