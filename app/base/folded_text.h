// FoldedText: a text as it is ordered (simple case folding, base/utf8.h) or searched (base/search_text.h), without a
// folded copy of it where it is ASCII. Pure values; any thread.
#pragma once

#include <algorithm>
#include <bit>
#include <compare>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace syncwall {

[[nodiscard]] bool is_ascii(std::string_view text);

// What to look for, as it is searched.
struct FoldedNeedle {
  explicit FoldedNeedle(std::string_view needle);
  std::string text;
  bool ascii;
};

// Which characters a text has, roughly: a bit for each letter from a to z, five bits for the ten digits, one for all
// that isn't ASCII. A text that contains another has at least its bits.
using Letters = std::uint32_t;
inline constexpr Letters kAnyLetters = ~Letters{0};

// Borrows the text.
class FoldedText {
 public:
  // `ascii`: the text is ASCII as it came, and its capitals are folded while they are read: both foldings do no more.
  // Else it is folded.
  FoldedText(std::string_view text, bool ascii)
      : data_(text.data()), size_(static_cast<std::uint32_t>(text.size())), ascii_(ascii) {}
  FoldedText() = default;

  [[nodiscard]] std::size_t size() const { return size_; }
  // It is about to be read at `at`.
  void prefetch(std::size_t at) const { __builtin_prefetch(data_ + std::min<std::size_t>(at, size_)); }
  // Eight bytes from `at` as one number that orders as they do; zeros beyond the end.
  [[nodiscard]] std::uint64_t word(std::size_t at) const {
    std::uint64_t word = 0;
    if (at + sizeof word <= size_) {
      std::memcpy(&word, data_ + at, sizeof word);
    } else if (at < size_) {
      std::memcpy(&word, data_ + at, size_ - at);
    }
    if constexpr (std::endian::native == std::endian::little) word = __builtin_bswap64(word);
    return ascii_ ? fold_word(word) : word;
  }
  [[nodiscard]] bool contains(const FoldedNeedle& needle) const;
  [[nodiscard]] Letters letters() const;
  [[nodiscard]] std::string str() const;

  // By bytes.
  friend std::strong_ordering operator<=>(const FoldedText& a, const FoldedText& b);
  friend bool operator==(const FoldedText& a, const FoldedText& b) { return a <=> b == 0; }

 private:
  static constexpr std::uint64_t every_byte(std::uint64_t byte) { return 0x0101010101010101u * byte; }
  // Eight ASCII bytes, capitals made small. No byte overflows into the next: ASCII is below 0x80.
  static std::uint64_t fold_word(std::uint64_t word) {
    const std::uint64_t from_a = word + every_byte(0x80 - 'A'), beyond_z = word + every_byte(0x7F - 'Z');
    return word | ((from_a & ~beyond_z & every_byte(0x80)) >> 2);
  }
  [[nodiscard]] std::string_view text() const { return {data_, size_}; }

  const char* data_ = nullptr;
  std::uint32_t size_ = 0;
  bool ascii_ = true;
};

}  // namespace syncwall
