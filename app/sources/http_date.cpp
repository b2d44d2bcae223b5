#include "sources/http_date.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <string>

namespace syncwall {

std::optional<WallMs> parse_http_date(std::string_view text) {
  using namespace std::chrono;
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr std::size_t kSize = 29;
  if (text.size() != kSize) return std::nullopt;
  unsigned d = 0, h = 0, m = 0, s = 0;
  int y = 0, used = 0;
  char month_name[4] = {};
  const std::string line(text);
  if (std::sscanf(line.c_str(), "%*3[A-Za-z], %2u %3[A-Za-z] %4d %2u:%2u:%2u GMT%n", &d, month_name, &y, &h, &m, &s, &used) != 6) return std::nullopt;
  if (used != static_cast<int>(kSize) || h > 23 || m > 59 || s > 60) return std::nullopt;
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
