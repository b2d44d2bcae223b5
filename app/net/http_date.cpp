#include "net/http_date.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace syncwall {

namespace {

using namespace std::chrono;

// A letter, a digit, a digit or a blank, or the character itself.
bool has_form(std::string_view text, std::string_view form) {
  return std::ranges::equal(text, form, [](char c, char wanted) {
    if (wanted == '0') return c >= '0' && c <= '9';
    if (wanted == '_') return c == ' ' || (c >= '0' && c <= '9');
    if (wanted == 'a') return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return c == wanted;
  });
}

int number(std::string_view text) {
  int n = 0;
  if (text.starts_with(' ')) text.remove_prefix(1);
  std::from_chars(text.data(), text.data() + text.size(), n);
  return n;
}

std::optional<WallMs> moment(int y, std::string_view name, std::string_view d, std::string_view time) {
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto found = std::ranges::find(kMonths, name);
  const int h = number(time.substr(0, 2)), m = number(time.substr(3, 2)), s = number(time.substr(6, 2));
  if (found == kMonths.end() || h > 23 || m > 59 || s > 60) return std::nullopt;
  const year_month_day date{year{y}, month{static_cast<unsigned>(found - kMonths.begin() + 1)},
                            day{static_cast<unsigned>(number(d))}};
  if (!date.ok()) return std::nullopt;
  return duration_cast<milliseconds>(sys_days(date).time_since_epoch() + hours(h) + minutes(m) + seconds(s)).count();
}

// RFC 9110, 5.6.7.
int year_of_two_digits(int digits, WallMs now) {
  const int this_year = static_cast<int>(year_month_day(floor<days>(sys_time<milliseconds>(milliseconds(now)))).year());
  const int y = this_year - this_year % 100 + digits;
  return y > this_year + 50 ? y - 100 : y;
}

}  // namespace

std::optional<WallMs> parse_http_date(std::string_view text, WallMs now) {
  if (has_form(text, "aaa, 00 aaa 0000 00:00:00 GMT"))
    return moment(number(text.substr(12, 4)), text.substr(8, 3), text.substr(5, 2), text.substr(17, 8));
  if (has_form(text, "aaa aaa _0 00:00:00 0000"))
    return moment(number(text.substr(20, 4)), text.substr(4, 3), text.substr(8, 2), text.substr(11, 8));
  // The name of the day is as long as it is.
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos || comma < 6 || comma > 9) return std::nullopt;
  const std::string_view rest = text.substr(comma);
  if (!std::ranges::all_of(text.substr(0, comma),
                           [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }))
    return std::nullopt;
  if (!has_form(rest, ", 00-aaa-00 00:00:00 GMT")) return std::nullopt;
  return moment(year_of_two_digits(number(rest.substr(9, 2)), now), rest.substr(5, 3), rest.substr(2, 2),
                rest.substr(12, 8));
}

}  // namespace syncwall
