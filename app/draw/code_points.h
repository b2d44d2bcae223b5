// CodePoints: which characters have been drawn, so that the font atlas holds those and no others (a full Chinese
// atlas costs 64 MiB and half a second). UI thread only.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace syncwall {

class CodePoints {
 public:
  static constexpr char32_t kEnd = 0x10000;  // Debian's ImWchar has 16 bits: nothing above can be drawn

  // Printable Latin and the punctuation that the page itself uses are there from the start.
  CodePoints();

  // ASCII costs a look at each byte; the rest is decoded.
  void add(std::string_view utf8);
  [[nodiscard]] bool contains(char32_t c) const { return c < kEnd && bits_[c]; }
  // Grows with every new character.
  [[nodiscard]] std::uint32_t version() const { return version_; }
  [[nodiscard]] std::vector<char32_t> all() const;

 private:
  void add_range(char32_t from, char32_t to);

  std::vector<bool> bits_;
  std::uint32_t version_ = 0;
};

}  // namespace syncwall
