// Text as it is drawn: a letter and its marks as one character where Unicode has one (NFC). macOS writes names
// decomposed: é as e and a mark, a Korean syllable as its letters. What is stored, copied and compared stays as it
// came. Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

namespace syncwall {

// A mark that goes onto the letter before it, or a Korean letter that joins others: text without any is composed
// already.
[[nodiscard]] constexpr bool may_compose(char32_t c) {
  return (c >= 0x300 && c <= 0x36F) || (c >= 0x1100 && c <= 0x11FF) || c == 0x3099 || c == 0x309A;
}
// UTF-8; broken bytes read as U+FFFD.
[[nodiscard]] std::string composed_text(std::string_view text);

}  // namespace syncwall
