#include "draw/code_points.h"

#include "base/utf8.h"

namespace syncwall {

CodePoints::CodePoints() : bits_(kEnd) {
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
    if (c >= kEnd || bits_[c]) continue;
    bits_[c] = true;
    ++version_;
  }
}

std::vector<char32_t> CodePoints::all() const {
  std::vector<char32_t> all;
  for (char32_t c = 0; c < kEnd; ++c) {
    if (bits_[c]) all.push_back(c);
  }
  return all;
}

}  // namespace syncwall
