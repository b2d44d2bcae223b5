// CodePoints: which characters have been drawn, so that the font atlas holds those and no others (a full Chinese
// atlas costs 64 MiB and half a second). UI thread only.
#pragma once

#include <imgui.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace syncwall {

class CodePoints {
 public:
  static constexpr char32_t kDrawn = IM_UNICODE_CODEPOINT_MAX + 1;  // fonts end here: Debian's ImWchar has 16 bits

  // Printable Latin and the punctuation that the page itself uses are there from the start.
  explicit CodePoints(char32_t end = kDrawn);

  // ASCII costs a look at each byte; the rest is decoded.
  void add(std::string_view utf8);
  [[nodiscard]] bool contains(char32_t c) const { return c < end_ && bits_[c]; }
  // Where fonts end at 16 bits, what is above (emoji, old scripts) is drawn by stand-ins of the private use area, each
  // given on first sight; U+FFFD once all are taken. No font's own private characters are drawn: they would be
  // somebody's stand-in.
  [[nodiscard]] char32_t stand_in(char32_t c);
  struct StandIn {
    char32_t drawn, meant;
  };
  [[nodiscard]] const std::vector<StandIn>& stand_ins() const { return stand_ins_; }
  // The text with stand-ins, in `buffer` where it needs any.
  [[nodiscard]] std::string_view drawn(std::string_view utf8, std::string& buffer);

  // Grows with every new character.
  [[nodiscard]] std::uint32_t version() const { return version_; }
  [[nodiscard]] std::vector<char32_t> all() const;

 private:
  void add_range(char32_t from, char32_t to);

  static constexpr char32_t kPrivate = 0xE000, kPrivateEnd = 0xF900;

  [[nodiscard]] bool is_private(char32_t c) const { return end_ == 0x10000 && c >= kPrivate && c < kPrivateEnd; }

  char32_t end_;
  std::vector<bool> bits_;
  std::vector<StandIn> stand_ins_;  // by `drawn`
  std::uint32_t version_ = 0;
};

}  // namespace syncwall
