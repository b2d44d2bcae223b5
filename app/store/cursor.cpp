#include "store/cursor.h"

#include <charconv>

#include "base/utf8.h"
#include "store/keys.h"

namespace syncwall {

namespace {

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string to_text(const Cursor& cursor) {
  // The key's length stands before it: ids may hold any character.
  return base64url("2:" + std::to_string(static_cast<int>(cursor.sort.column)) + (cursor.sort.ascending ? "+" : "-") +
                   std::to_string(cursor.total) + ":" + std::to_string(cursor.key.size()) + ":" + cursor.key +
                   cursor.id);
}

std::optional<Cursor> parse_cursor(std::string_view text) {
  std::string bytes;
  if (!from_base64url(text, bytes) || !bytes.starts_with("2:") || bytes.size() < 8) return std::nullopt;
  Cursor cursor;
  const int column = bytes[2] - '0';
  if (column < 0 || column >= static_cast<int>(kSortColumns) || (bytes[3] != '+' && bytes[3] != '-'))
    return std::nullopt;
  cursor.sort = {static_cast<SortColumn>(column), bytes[3] == '+'};
  std::string_view rest = std::string_view(bytes).substr(4);
  const std::size_t colon = rest.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto total = number(rest.substr(0, colon));
  rest.remove_prefix(colon + 1);
  const std::size_t second = rest.find(':');
  if (second == std::string_view::npos) return std::nullopt;
  const auto size = number(rest.substr(0, second));
  rest.remove_prefix(second + 1);
  if (!total || *total < 0 || !size || *size < 0 || static_cast<std::size_t>(*size) > rest.size()) return std::nullopt;
  cursor.total = *total;
  cursor.key = rest.substr(0, static_cast<std::size_t>(*size));
  cursor.id = rest.substr(static_cast<std::size_t>(*size));
  if (!is_utf8(cursor.key) || !is_utf8(cursor.id)) return std::nullopt;
  if (!number(cursor.key)) return std::nullopt;
  return cursor;
}

}  // namespace syncwall
