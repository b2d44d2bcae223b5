#include "base/whole_number.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>

#include "base/utf8.h"

namespace syncwall {

Result<std::string> whole_number(std::string_view text) {
  const std::size_t sign = text.starts_with('-') ? 1 : 0;
  const std::string_view digits = text.substr(sign);
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos)
    return Problem{"'" + escaped_line(text) + "' is no whole number", "", ""};
  const std::size_t zeros = std::min(digits.find_first_not_of('0'), digits.size() - 1);
  return std::string(text.substr(0, sign)) + std::string(digits.substr(zeros));
}

Result<std::string> natural_number(std::string_view text) {
  auto whole = whole_number(text);
  if (!whole.ok()) return whole;
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t value = 0;
  const std::string& digits = whole.value();
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error == std::errc() && end == digits.data() + digits.size()) return whole;
  return Problem{"'" + escaped_line(text) + "' is no whole number from 0 to " + std::to_string(kMost), "", ""};
}

}  // namespace syncwall
