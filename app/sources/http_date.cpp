#include "sources/http_date.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace syncwall {

namespace {

constexpr std::string_view kForm = "aaa, 00 aaa 0000 00:00:00 GMT";  // a letter, a digit, or the character itself

bool has_form(std::string_view text) {
  return std::ranges::equal(text, kForm, [](char c, char form) {
    if (form == '0') return c >= '0' && c <= '9';
    if (form == 'a') return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return c == form;
  });
}

}  // namespace

std::optional<WallMs> parse_http_date(std::string_view text) {
  using namespace std::chrono;
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (!has_form(text)) return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t digits) {
    int n = 0;
    std::from_chars(text.data() + at, text.data() + at + digits, n);
    return n;
  };
  const int h = number(17, 2), m = number(20, 2), s = number(23, 2);
  if (h > 23 || m > 59 || s > 60) return std::nullopt;
  for (unsigned i = 0; i < kMonths.size(); ++i) {
    if (kMonths[i] != text.substr(8, 3)) continue;
    const year_month_day date{year{number(12, 4)}, month{i + 1}, day{static_cast<unsigned>(number(5, 2))}};
    if (!date.ok()) return std::nullopt;
    const auto since = sys_days(date).time_since_epoch() + hours(h) + minutes(m) + seconds(s);
    return duration_cast<milliseconds>(since).count();
  }
  return std::nullopt;
}

}  // namespace syncwall
