// Text from outside, made safe to store, compare and draw. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace syncwall {

// Reads one code point at `at` and moves `at` past it (always by at least one byte).
// A broken sequence reads as U+FFFD. REQUIRES: at < text.size().
char32_t next_code_point(std::string_view text, std::size_t& at);

void append_code_point(std::string& out, char32_t c);

[[nodiscard]] bool is_utf8(std::string_view text);

// Broken bytes become U+FFFD, one per maximal broken part; valid text comes back as it was.
[[nodiscard]] std::string to_utf8(std::string_view bytes);

// One line: line breaks, tabs and other control characters become a space. Input must be UTF-8.
[[nodiscard]] std::string one_line(std::string_view text);

// Without the blanks at its ends: spaces, tabs, no-break and ideographic spaces.
[[nodiscard]] std::string_view without_blanks(std::string_view text);

// Whether it is drawn as itself within a line: it is no control character, line break, mark of direction, or character
// without a width.
[[nodiscard]] bool is_plain(char32_t c);
// In one line, with what isn't plain, and backslashes, spelled out: "\u{202E}". Any bytes.
[[nodiscard]] std::string escaped_line(std::string_view text);

// The longest prefix of at most `max_bytes` bytes that ends between two code points.
[[nodiscard]] std::string_view cut_utf8(std::string_view text, std::size_t max_bytes);

// Unicode simple case folding (CaseFolding.txt, status C and S): what text columns are ordered by and
// filters look in, in the server and in the dashboard. Never a locale.
[[nodiscard]] std::string fold(std::string_view text);

}  // namespace syncwall
