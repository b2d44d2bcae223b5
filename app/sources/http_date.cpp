#include "sources/http_date.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <string>

namespace syncwall {

namespace {

constexpr std::string_view kForm = "aaa, 00 aaa 0000 00:00:00 GMT";  // a letter, a digit, or the character itself

// sscanf alone would take blanks and signs for digits.
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
  unsigned d = 0, h = 0, m = 0, s = 0;
  int y = 0;
  char month_name[4] = {};
  const std::string line(text);
  if (std::sscanf(line.c_str(), "%*3c, %2u %3[A-Za-z] %4d %2u:%2u:%2u", &d, month_name, &y, &h, &m, &s) != 6) return std::nullopt;
  if (h > 23 || m > 59 || s > 60) return std::nullopt;
  for (unsigned i = 0; i < kMonths.size(); ++i) {
    if (kMonths[i] != month_name) continue;
    const year_month_day date{year{y}, month{i + 1}, day{d}};
    if (!date.ok()) return std::nullopt;
    const auto since = sys_days(date).time_since_epoch() + hours(h) + minutes(m) + seconds(s);
    return duration_cast<milliseconds>(since).count();
  }
  return std::nullopt;
}

}  // namespace syncwall
