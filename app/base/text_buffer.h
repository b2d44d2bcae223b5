// TextBuffer: text put together without allocation, for what is written every frame. What doesn't fit is left out,
// between two characters.
#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/utf8.h"

namespace syncwall {

template <std::size_t N>
class TextBuffer {
 public:
  TextBuffer() = default;
  TextBuffer(std::string_view text) { *this << text; }  // NOLINT: implicit by design

  TextBuffer& operator<<(std::string_view text) {
    text = cut_utf8(text, N - size_);
    text.copy(chars_.data() + size_, text.size());
    size_ += text.size();
    return *this;
  }
  TextBuffer& operator<<(const char* text) { return *this << std::string_view(text); }
  TextBuffer& operator<<(std::int64_t number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    return *this << std::string_view(digits, static_cast<std::size_t>(end - digits));
  }
  template <std::size_t M>
  TextBuffer& operator<<(const TextBuffer<M>& text) {
    return *this << text.view();
  }

  [[nodiscard]] std::string_view view() const { return {chars_.data(), size_}; }
  [[nodiscard]] std::string str() const { return std::string(view()); }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  operator std::string_view() const { return view(); }  // NOLINT: implicit by design

 private:
  std::array<char, N> chars_;  // the first size_ of them are text
  std::size_t size_ = 0;
};

// A line of the page.
using LineText = TextBuffer<256>;

}  // namespace syncwall
