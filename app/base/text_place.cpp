#include "base/text_place.h"

#include <algorithm>

#include "base/utf8.h"

namespace syncwall {

std::string line_and_column(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  std::size_t column = 1;
  for (std::size_t at = line_start; at < before.size(); ++column) next_code_point(before, at);
  return "line " + std::to_string(1 + std::ranges::count(before, '\n')) + ", column " + std::to_string(column);
}

}  // namespace syncwall
