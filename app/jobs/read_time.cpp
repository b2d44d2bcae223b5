#include "jobs/read_time.h"

#include <charconv>
#include <chrono>
#include <cmath>

#include "base/ascii.h"

namespace syncwall {

namespace {

constexpr std::int64_t kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;

// What is left of a text, taken piece by piece from its beginning.
struct Rest {
  std::string_view text;

  [[nodiscard]] bool at_digit() const { return !text.empty() && is_digit(text.front()); }
  bool take(char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
  }
  bool take_any(std::string_view of) {
    if (text.empty() || of.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
  }
  // Exactly so many digits; -1 where they aren't there.
  int number(std::size_t digits) {
    if (text.size() < digits) return -1;
    int n = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (!is_digit(text[i])) return -1;
      n = n * 10 + (text[i] - '0');
    }
    text.remove_prefix(digits);
    return n;
  }
  void skip_blanks() {
    while (take_any(" \t\r\n")) {
    }
  }
};

std::optional<std::int64_t> read_date(Rest& rest) {
  const int y = rest.number(4);
  if (y < 1 || !rest.take('-')) return std::nullopt;
  const int m = rest.number(2);
  if (m < 0 || !rest.take('-')) return std::nullopt;
  const int d = rest.number(2);
  const std::chrono::year_month_day date{std::chrono::year(y), std::chrono::month(static_cast<unsigned>(m)),
                                         std::chrono::day(static_cast<unsigned>(d))};
  if (d < 0 || !date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * kDay;
}

// "09:14", "09:14:05", "09:14:05.123456" in ms since midnight.
std::optional<std::int64_t> read_time_of_day(Rest& rest) {
  const int h = rest.number(2);
  if (h < 0 || !rest.take(':')) return std::nullopt;
  const int m = rest.number(2);
  int s = 0;
  std::int64_t ms = 0;
  if (rest.take(':')) {
    s = rest.number(2);
    if (rest.take_any(".,")) {
      if (!rest.at_digit()) return std::nullopt;
      for (int scale = 100; rest.at_digit(); scale /= 10) ms += scale * rest.number(1);
    }
  }
  if (m < 0 || m > 59 || s < 0 || s > 60 || h > 24) return std::nullopt;
  if (h == 24 && (m != 0 || s != 0 || ms != 0)) return std::nullopt;
  return h * kHour + m * kMinute + s * kSecond + ms;
}

// Minutes east of UTC.
struct Zone {
  bool given = false;
  int minutes = 0;
};
std::optional<Zone> read_zone(Rest rest) {
  rest.skip_blanks();
  if (rest.text.empty()) return Zone{};
  for (const std::string_view utc : {"Z", "z", "UTC", "utc", "GMT"}) {
    if (rest.text == utc) return Zone{true, 0};
  }
  const int sign = rest.take('-') ? -1 : 1;
  if (sign > 0 && !rest.take('+')) return std::nullopt;
  const int h = rest.number(2);
  int m = 0;
  if (!rest.text.empty()) {
    rest.take(':');
    m = rest.number(2);
  }
  if (!rest.text.empty() || h < 0 || h > 23 || m < 0 || m > 59) return std::nullopt;
  return Zone{true, sign * (h * 60 + m)};
}

}  // namespace

std::optional<WallMs> time_of_number(double number) {
  if (!(number >= 1e9) || !(number < 1e19)) return std::nullopt;
  if (number < 1e10) return static_cast<WallMs>(std::floor(number * 1e3));
  if (number < 1e12) return std::nullopt;
  if (number < 1e13) return static_cast<WallMs>(std::floor(number));
  if (number < 1e15) return std::nullopt;
  if (number < 1e16) return static_cast<WallMs>(std::floor(number / 1e3));
  if (number < 1e18) return std::nullopt;
  return static_cast<WallMs>(std::floor(number / 1e6));
}

std::optional<ReadTime> read_time(std::string_view text) {
  text = trimmed(text);
  if (text.find_first_not_of("0123456789.") == std::string_view::npos) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    const auto at = time_of_number(number);
    return at ? std::optional(ReadTime{*at, true, true}) : std::nullopt;
  }
  Rest rest{text};
  const auto date = read_date(rest);
  if (!date || !rest.take_any("Tt ")) return std::nullopt;
  rest.skip_blanks();
  const auto time = read_time_of_day(rest);
  if (!time) return std::nullopt;
  const auto zone = read_zone(rest);
  if (!zone) return std::nullopt;
  return ReadTime{*date + *time - zone->minutes * kMinute, zone->given, false};
}

}  // namespace syncwall
