#include "program/terminal_text.h"

#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <array>
#include <cstdio>
#include <memory>

#include "base/utf8.h"

namespace syncwall {

namespace {

constexpr char32_t kZwnj = 0x200C, kZwj = 0x200D, kEmojiLook = 0xFE0F, kReplacement = 0xFFFD;

UChar32 icu(char32_t c) { return static_cast<UChar32>(c); }

bool is_control(char32_t c) { return u_charType(icu(c)) == U_CONTROL_CHAR || c == 0x2028 || c == 0x2029; }

// Embeddings, overrides and isolates reach beyond the text that they stand in.
bool turns_direction(char32_t c) {
  return u_hasBinaryProperty(icu(c), UCHAR_BIDI_CONTROL) != 0 && c != 0x200E && c != 0x200F && c != 0x061C;
}

// Tags spell the flags of regions, behind an emoji.
bool is_unseen(char32_t c) {
  return u_charType(icu(c)) == U_FORMAT_CHAR && c != kZwnj && c != kZwj && !(c >= 0xE0020 && c <= 0xE007F);
}

std::size_t width_of(char32_t c) {
  switch (u_charType(icu(c))) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_COMBINING_SPACING_MARK:
    case U_FORMAT_CHAR:
    case U_CONTROL_CHAR:
      return 0;
    default:
      break;
  }
  // The later letters of a syllable stand in the square of its first.
  const int syllable = u_getIntPropertyValue(icu(c), UCHAR_HANGUL_SYLLABLE_TYPE);
  if (syllable == U_HST_VOWEL_JAMO || syllable == U_HST_TRAILING_JAMO) return 0;
  const int width = u_getIntPropertyValue(icu(c), UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

std::size_t width_of_cluster(std::string_view cluster) {
  std::size_t at = 0, sum = 0, count = 0;
  char32_t first = 0;
  bool joined = false;
  while (at < cluster.size()) {
    const char32_t c = next_code_point(cluster, at);
    if (count++ == 0) first = c;
    const bool modifies = count > 1 && u_hasBinaryProperty(icu(c), UCHAR_EMOJI_MODIFIER) != 0;
    joined = joined || c == kZwj || c == kEmojiLook || modifies;
    sum += width_of(c);
  }
  // One picture, however many emoji it is made of; a digit or a sign that is told to look like one.
  const bool emoji = u_hasBinaryProperty(icu(first), UCHAR_EMOJI) != 0;
  return joined && emoji ? 2 : sum;
}

// Calls each(piece) for every user-perceived character.
template <class Each>
void each_cluster(std::string_view text, Each each) {
  bool ascii = true;
  for (const char c : text) ascii = ascii && static_cast<unsigned char>(c) < 0x80;
  if (ascii) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (!each(text.substr(i, 1))) return;
    }
    return;
  }
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> breaks(
      icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), error));
  const auto wide = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size())));
  if (U_FAILURE(error) != 0) return static_cast<void>(each(text));
  breaks->setText(wide);
  std::string piece;
  for (int from = breaks->first(), to = breaks->next(); to != icu::BreakIterator::DONE;
       from = to, to = breaks->next()) {
    piece.clear();
    wide.tempSubStringBetween(from, to).toUTF8String(piece);
    if (!each(std::string_view(piece))) return;
  }
}

void append_escaped(std::string& out, char32_t c) {
  std::array<char, 16> text{};
  if (c >= 0x10000) {
    const auto low = static_cast<unsigned>(c - 0x10000);
    std::snprintf(text.data(), text.size(), "\\u%04x\\u%04x", 0xD800 + (low >> 10), 0xDC00 + (low & 0x3FF));
  } else {
    std::snprintf(text.data(), text.size(), "\\u%04x", static_cast<unsigned>(c));
  }
  out += text.data();
}

}  // namespace

std::string harmless(std::string_view text, bool lines) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (lines && (c == '\n' || c == '\r' || c == '\t')) {
      out += static_cast<char>(c);
    } else if (is_control(c)) {
      out += ' ';
    } else if (turns_direction(c)) {
      append_code_point(out, kReplacement);
    } else if (lines || !is_unseen(c)) {
      append_code_point(out, c);
    }
  }
  return out;
}

std::string harmless_json(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (std::size_t at = 0; at < json.size();) {
    const char32_t c = next_code_point(json, at);
    const bool between = c == '\n' || c == '\r' || c == '\t';
    if (!between && (is_control(c) || u_charType(icu(c)) == U_FORMAT_CHAR)) {
      append_escaped(out, c);
    } else {
      append_code_point(out, c);
    }
  }
  return out;
}

std::size_t terminal_width(std::string_view text) {
  std::size_t columns = 0;
  each_cluster(text, [&](std::string_view cluster) {
    columns += width_of_cluster(cluster);
    return true;
  });
  return columns;
}

std::string to_width(std::string_view text, std::size_t columns) {
  std::string out;
  std::size_t used = 0, before_last = 0, used_before_last = 0;
  bool cut = false;
  each_cluster(harmless(text), [&](std::string_view cluster) {
    const std::size_t width = width_of_cluster(cluster);
    cut = used + width > columns;
    if (cut) return false;
    out += cluster;
    used += width;
    if (used < columns) before_last = out.size(), used_before_last = used;
    return true;
  });
  if (cut) {
    // The last column says that there is more.
    out.resize(before_last);
    out += "…";
    used = used_before_last + 1;
  }
  if (used < columns) out.append(columns - used, ' ');
  return out;
}

}  // namespace syncwall
