#include "base/folded_text.h"

#include <algorithm>
#include <bit>
#include <cstring>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "base/search_text.h"

namespace syncwall {

namespace {

char fold_byte(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// 0x20 where a letter's case is to be ignored: c | bit == small letter holds for both its cases and nothing else.
unsigned char case_bit(char small) { return small >= 'a' && small <= 'z' ? 0x20 : 0; }

Letters letter(char c) {
  constexpr unsigned kDigits = 26, kDigitBits = 5, kNotAscii = 31;
  const char small = fold_byte(c);
  if (small >= 'a' && small <= 'z') return Letters{1} << static_cast<unsigned>(small - 'a');
  if (c >= '0' && c <= '9') return Letters{1} << (kDigits + static_cast<unsigned>(c - '0') % kDigitBits);
  return static_cast<unsigned char>(c) >= 0x80 ? Letters{1} << kNotAscii : 0;
}

bool begins_with(const char* text, std::string_view needle) {
  for (std::size_t i = 0; i < needle.size(); ++i) {
    if (fold_byte(text[i]) != needle[i]) return false;
  }
  return true;
}

bool contains_slowly(std::string_view text, std::string_view needle, std::size_t from) {
  for (std::size_t at = from; at + needle.size() <= text.size(); ++at) {
    if (begins_with(text.data() + at, needle)) return true;
  }
  return false;
}

#if defined(__SSE2__)
__m128i load16(const char* at) {
  __m128i block;
  std::memcpy(&block, at, sizeof block);
  return block;
}
#endif

// Both ASCII, the needle small and not empty. Sixteen places at once are ruled out by its first and last byte.
bool contains_ascii(std::string_view text, std::string_view needle) {
  if (text.size() < needle.size()) return false;
  std::size_t at = 0;
#if defined(__SSE2__)
  constexpr std::size_t kBlock = 16;
  const std::size_t places = text.size() - needle.size() + 1;
  const auto all = [](unsigned char byte) { return _mm_set1_epi8(static_cast<char>(byte)); };
  const char first = needle.front(), last = needle.back();
  const __m128i firsts = all(static_cast<unsigned char>(first)), lasts = all(static_cast<unsigned char>(last));
  const __m128i first_case = all(case_bit(first)), last_case = all(case_bit(last));
  while (places >= kBlock && at < places) {
    at = std::min(at, places - kBlock);  // the last block overlaps the one before
    const __m128i heads = _mm_or_si128(load16(text.data() + at), first_case);
    const __m128i tails = _mm_or_si128(load16(text.data() + at + needle.size() - 1), last_case);
    const __m128i both = _mm_and_si128(_mm_cmpeq_epi8(heads, firsts), _mm_cmpeq_epi8(tails, lasts));
    for (auto bits = static_cast<unsigned>(_mm_movemask_epi8(both)); bits != 0; bits &= bits - 1) {
      if (begins_with(text.data() + at + std::countr_zero(bits), needle)) return true;
    }
    at += kBlock;
  }
#endif
  return contains_slowly(text, needle, at);
}

}  // namespace

bool is_ascii(std::string_view text) {
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, 8);
    if ((word & 0x8080808080808080u) != 0) return false;
  }
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

FoldedNeedle::FoldedNeedle(std::string_view needle) : text(search_text(needle)), ascii(is_ascii(text)) {}

bool FoldedText::contains(const FoldedNeedle& needle) const {
  if (needle.text.empty()) return true;
  if (!ascii_) return text().find(needle.text) != std::string_view::npos;
  return needle.ascii && contains_ascii(text(), needle.text);
}

Letters FoldedText::letters() const {
  Letters all = 0;
  for (const char c : text()) all |= letter(c);
  return all;
}

std::string FoldedText::str() const {
  std::string copy(text());
  if (ascii_) std::ranges::transform(copy, copy.begin(), fold_byte);
  return copy;
}

std::strong_ordering operator<=>(const FoldedText& a, const FoldedText& b) {
  const std::size_t common = std::min(a.size(), b.size());
  for (std::size_t at = 0; at < common; at += 8) {
    if (const auto order = a.word(at) <=> b.word(at); order != 0) return order;
  }
  return a.size() <=> b.size();
}

}  // namespace syncwall
