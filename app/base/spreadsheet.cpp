#include "base/spreadsheet.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace syncwall {

namespace {

// Spreadsheets pass over these before a formula; a tab and a line break are taken for its beginning themselves.
bool blank(char32_t c) {
  constexpr std::array<char32_t, 10> kBlanks{' ', 0xA0, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0x3000, 0xFEFF};
  return std::ranges::find(kBlanks, c) != kBlanks.end();
}

bool begins_formula(char32_t c) {
  constexpr std::array<char32_t, 12> kSigns{
      '=',   '+', '-', '@', '\t', '\r', '\n', 0x2212 /* − */, 0xFF1D /* ＝ */, 0xFF0B /* ＋ */, 0xFF0D /* － */,
      0xFF20 /* ＠ */};
  return std::ranges::find(kSigns, c) != kSigns.end();
}

bool formula(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (!blank(c)) return begins_formula(c);
  }
  return false;
}

}  // namespace

std::string spreadsheet_field(std::string_view text, char separator) {
  std::string field = formula(text) ? "'" : "";
  field += text;
  if (field.find_first_of("\"\r\n") == std::string::npos && field.find(separator) == std::string::npos) return field;
  std::string quoted = "\"";
  for (const char c : field) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace syncwall
