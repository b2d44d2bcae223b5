// CodePoints: which characters are drawn, in which face, and when last: what the fonts hold images of. A character
// counts where it can be seen, not where it is measured or cut away. UI thread only.
#pragma once

#include <imgui.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "draw/font_set.h"

namespace syncwall {

class CodePoints {
 public:
  // Fonts end here: Debian's ImWchar has 16 bits, and before 1.92 a font has a table as long as its last character.
  static constexpr char32_t kDrawn = IMGUI_VERSION_NUM < 19200 ? 0x10000 : IM_UNICODE_CODEPOINT_MAX + 1;

  explicit CodePoints(char32_t end = kDrawn) : end_(end) {}

  // A character of a face, as it is drawn.
  struct Key {
    Face face;
    char32_t drawn;
    friend bool operator==(const Key&, const Key&) = default;
  };
  // What every face has from the start and for ever: ASCII, the punctuation of the page itself and U+FFFD. Digits has
  // figures only.
  [[nodiscard]] static std::u32string_view always(Face face);

  // Text as drawn() made it, and as far as it can be seen. What is always there costs a look at each byte.
  void add(Face face, std::string_view drawn);
  // Between frames. The stand-ins that were taken back from characters which nobody draws any more: who made images
  // of them drops those.
  [[nodiscard]] std::vector<char32_t> next_frame();

  // The characters first drawn since the last call.
  [[nodiscard]] std::vector<Key> take_new();
  [[nodiscard]] bool has_new() const { return !new_.empty(); }
  // Those of the frame before this one and of this one.
  [[nodiscard]] std::vector<Key> drawn_lately() const;
  [[nodiscard]] bool drawn_lately(Key key) const;
  // At most so many of the others, least recently drawn first.
  [[nodiscard]] std::vector<Key> oldest(std::size_t most) const;
  // No one has an image of it any more: drawn again it is new.
  void forget(Key key);
  [[nodiscard]] std::size_t size() const { return uses_.size(); }

  // Where fonts end at 16 bits, what is above (emoji, old scripts) is drawn by stand-ins of the private use area, each
  // given on first sight and taken back, least recently drawn first, when few are left. U+FFFD where all are on the
  // screen. No font's own private characters are drawn: they would be somebody's stand-in.
  [[nodiscard]] char32_t stand_in(char32_t c);
  // What a stand-in stands for; any other character itself, 0 for a stand-in of nothing.
  [[nodiscard]] char32_t meant(char32_t drawn) const;
  // The text with stand-ins, in `buffer` where it needs any.
  [[nodiscard]] std::string_view drawn(std::string_view utf8, std::string& buffer);

  // Whether no font of this system has it, as far as that is known.
  void set_missing(char32_t drawn, bool missing);
  [[nodiscard]] bool missing(char32_t c) const;

 private:
  struct Use {
    std::uint32_t frame = 0;  // of the last time
    bool missing = false;
  };
  struct StandIn {
    char32_t meant = 0;  // 0: free
    std::uint32_t frame = 0;
  };
  static constexpr char32_t kPrivate = 0xE000, kPrivateEnd = 0xF900;

  [[nodiscard]] bool has_stand_ins() const { return end_ == 0x10000; }
  [[nodiscard]] bool is_private(char32_t c) const { return has_stand_ins() && c >= kPrivate && c < kPrivateEnd; }
  static std::uint32_t packed(Key key) {
    return static_cast<std::uint32_t>(key.face) << 24 | static_cast<std::uint32_t>(key.drawn);
  }
  static Key unpacked(std::uint32_t key) { return {static_cast<Face>(key >> 24), key & 0xFFFFFF}; }
  void see(Key key);

  char32_t end_;
  std::uint32_t frame_ = 2;
  std::unordered_map<std::uint32_t, Use> uses_;
  std::vector<Key> new_;
  std::vector<StandIn> stand_ins_;                   // by drawn - kPrivate
  std::vector<char32_t> free_;                       // of those: drawn
  std::unordered_map<char32_t, char32_t> by_meant_;  // to drawn
};

}  // namespace syncwall
