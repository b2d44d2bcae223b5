// FoldedText: a text as it is ordered and searched (jobs/order.h), without a folded copy of it where it is ASCII.
// Pure values; any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace syncwall {

[[nodiscard]] bool is_ascii(std::string_view text);

// What to look for, folded once.
struct FoldedNeedle {
  explicit FoldedNeedle(std::string_view needle);
  std::string text;
  bool ascii;
};

// Borrows the text.
class FoldedText {
 public:
  // `ascii`: the text is ASCII as it came, and its capitals are folded while they are read. Else it is folded.
  FoldedText(std::string_view text, bool ascii) : text_(text), ascii_(ascii) {}

  [[nodiscard]] std::size_t size() const { return text_.size(); }
  // Eight bytes from `at` as one number that orders as they do; zeros beyond the end.
  [[nodiscard]] std::uint64_t word(std::size_t at) const;
  [[nodiscard]] bool contains(const FoldedNeedle& needle) const;
  [[nodiscard]] std::string str() const;

  // By bytes.
  friend std::strong_ordering operator<=>(const FoldedText& a, const FoldedText& b);
  friend bool operator==(const FoldedText& a, const FoldedText& b) { return a <=> b == 0; }

 private:
  std::string_view text_;
  bool ascii_;
};

}  // namespace syncwall
