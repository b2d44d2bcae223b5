#include "base/time_text.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <iterator>
#include <limits>

#include "base/clock.h"

namespace syncwall {

namespace {

constexpr std::int64_t kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;
constexpr std::int64_t kMonth = 30 * kDay, kYear = 365 * kDay;
constexpr std::int64_t kJustNow = 10 * kSecond;

struct Step {
  std::int64_t upto, unit;
  const char* name;
};
constexpr Step kSteps[] = {{kMinute, kSecond, "s"}, {kHour, kMinute, "min"},
                           {kDay, kHour, "h"},      {2 * kMonth, kDay, "d"},
                           {kYear, kMonth, "mo"},   {std::numeric_limits<std::int64_t>::max(), kYear, "y"}};

// `age` before or after now, ms, never negative.
const Step& step_of(std::int64_t age) {
  const Step* step = kSteps;
  while (age >= step->upto && step != std::end(kSteps) - 1) ++step;
  return *step;
}

// How long ago; negative: in the future. What lies centuries away may not overflow.
std::int64_t age_of(WallMs at, WallMs now) {
  std::int64_t age = 0;
  if (!__builtin_sub_overflow(now, at, &age)) return std::max(age, -std::numeric_limits<std::int64_t>::max());
  return at > now ? -std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::max();
}

ShortText short_text(std::string_view text) {
  ShortText out;
  out.size = static_cast<std::uint8_t>(std::min(text.size(), sizeof(out.text) - 1));
  std::memcpy(out.text, text.data(), out.size);
  return out;
}

std::tm broken_down(WallMs at, bool utc) {
  std::int64_t whole = at / kSecond;
  if (at % kSecond < 0) --whole;
  const auto seconds = static_cast<std::time_t>(whole);
  std::tm parts{};
  if (utc) {
    gmtime_r(&seconds, &parts);
  } else {
    localtime_r(&seconds, &parts);
  }
  return parts;
}

std::string formatted(const std::tm& parts, const char* pattern) {
  std::array<char, 64> text{};
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  const std::size_t n = std::strftime(text.data(), text.size(), pattern, &parts);
#pragma GCC diagnostic pop
  return {text.data(), n};
}

// Reads `digits` digits at `at`; -1 if they are not there.
int number_at(std::string_view text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) return -1;
  int n = 0;
  for (std::size_t i = at; i < at + digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    n = n * 10 + (text[i] - '0');
  }
  return n;
}

// ".123456" → ms; moves `at` past it. False when a point has no digit behind it.
bool read_fraction(std::string_view text, std::size_t& at, int& ms) {
  if (at >= text.size() || text[at] != '.') return true;
  ++at;
  int scale = 100;
  const std::size_t first = at;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10) ms += scale * (text[at] - '0');
  return at > first && at - first <= 9;
}

// "Z" or "+02:00" → minutes east of UTC.
bool read_offset(std::string_view text, std::size_t at, int& minutes) {
  if (at >= text.size()) return false;
  if (text[at] == 'Z' || text[at] == 'z') return at + 1 == text.size();
  if ((text[at] != '+' && text[at] != '-') || at + 6 != text.size() || text[at + 3] != ':') return false;
  const int h = number_at(text, at + 1, 2), m = number_at(text, at + 4, 2);
  if (h < 0 || h > 23 || m < 0 || m > 59) return false;
  minutes = (text[at] == '-' ? -1 : 1) * (h * 60 + m);
  return true;
}

}  // namespace

ShortText relative_time(WallMs at, WallMs now) {
  if (at == kNever) return short_text("—");
  if (at == kUnknownTime) return short_text("unknown");
  const std::int64_t age = age_of(at, now), distance = std::abs(age);
  if (distance < kJustNow) return short_text("just now");
  const Step& step = step_of(distance);
  std::array<char, 40> text{};
  const int n = std::snprintf(text.data(), text.size(), age < 0 ? "in %lld %s" : "%lld %s ago",
                              static_cast<long long>(distance / step.unit), step.name);
  return short_text({text.data(), static_cast<std::size_t>(n)});
}

WallMs next_relative_change(WallMs at, WallMs now) {
  if (!is_time(at)) return kNever;
  const std::int64_t age = age_of(at, now);
  if (age < kJustNow && age > -kJustNow) return at + kJustNow;
  const Step& step = step_of(std::abs(age));
  // What is to come reads otherwise as soon as less than its whole units are left.
  if (age < 0) return at - -age / step.unit * step.unit + 1;
  return at + std::min(step.upto, (age / step.unit + 1) * step.unit);
}

std::string duration_text(std::int64_t ms) {
  if (ms < 0) ms = 0;
  std::array<char, 48> text{};
  const auto put = [&](const char* pattern, auto... values) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    std::snprintf(text.data(), text.size(), pattern, static_cast<long long>(values)...);
#pragma GCC diagnostic pop
  };
  if (ms < kMinute) {
    put("%lld s", ms / kSecond);
  } else if (ms < kHour) {
    put("%lld min", ms / kMinute);
  } else if (ms < kDay) {
    put("%lld h %02lld min", ms / kHour, ms % kHour / kMinute);
  } else {
    put("%lld d %lld h", ms / kDay, ms % kDay / kHour);
  }
  return text.data();
}

namespace {

// The C library takes a TZ that it doesn't know for UTC under that name ("Europe"), or under none.
std::string zone_of(const std::tm& parts) {
  const std::string name = parts.tm_zone != nullptr ? parts.tm_zone : "";
  if (parts.tm_gmtoff == 0) return name == "GMT" || name == "WET" ? name : "UTC";
  return name.empty() ? formatted(parts, "%z") : name;
}

}  // namespace

std::string local_time_text(WallMs at) {
  if (!is_time(at)) return at == kNever ? "never" : "unknown";
  const std::tm parts = broken_down(at, false);
  return formatted(parts, "%Y-%m-%d %H:%M:%S ") + zone_of(parts);
}
std::string utc_time_text(WallMs at) {
  if (!is_time(at)) return at == kNever ? "never" : "unknown";
  return formatted(broken_down(at, true), "%Y-%m-%d %H:%M:%S UTC");
}
std::string clock_text(WallMs at, bool utc) { return formatted(broken_down(at, utc), "%H:%M"); }
std::string zone_text(WallMs at, bool utc) { return utc ? "UTC" : zone_of(broken_down(at, false)); }
std::string all_times_text(WallMs at) {
  const std::string zone = zone_text(at, false);
  return zone == "UTC" ? "All times UTC" : "All times local (" + zone + ")";
}

std::string to_rfc3339(WallMs at) {
  std::int64_t ms = at % kSecond;
  if (ms < 0) ms += kSecond;
  const std::tm t = broken_down(at, true);
  // Not by strftime, whose year 999 has three digits.
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", t.tm_year + 1900, t.tm_mon + 1,
                t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec, static_cast<int>(ms));
  return text.data();
}

std::string to_http_date(WallMs at) {
  // Not by strftime, which speaks the locale's language.
  static constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::tm t = broken_down(at, true);
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                kDays[static_cast<std::size_t>(t.tm_wday)], t.tm_mday, kMonths[static_cast<std::size_t>(t.tm_mon)],
                t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
  return text.data();
}

bool parse_rfc3339(std::string_view text, WallMs& at) {
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':') return false;
  if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return false;
  const int y = number_at(text, 0, 4), mo = number_at(text, 5, 2), d = number_at(text, 8, 2);
  const int h = number_at(text, 11, 2), mi = number_at(text, 14, 2), s = number_at(text, 17, 2);
  const std::chrono::year_month_day date{std::chrono::year(y), std::chrono::month(static_cast<unsigned>(mo)),
                                         std::chrono::day(static_cast<unsigned>(d))};
  // 60: a leap second, read as the next second's beginning.
  if (y < 1 || mo < 0 || d < 0 || !date.ok() || h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0 || s > 60) return false;
  int ms = 0, offset = 0;
  std::size_t next = 19;
  if (!read_fraction(text, next, ms) || !read_offset(text, next, offset)) return false;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  at = days * kDay + h * kHour + (mi - offset) * kMinute + s * kSecond + ms;
  return true;
}

ShortText grouped(std::int64_t n) {
  std::array<char, 32> digits{};
  const int count = std::snprintf(digits.data(), digits.size(), "%lld", static_cast<long long>(n));
  ShortText out;
  const int first = n < 0 ? 1 : 0;
  for (int i = 0; i < count && out.size < sizeof(out.text) - 2; ++i) {
    if (i > first && (count - i) % 3 == 0) out.text[out.size++] = ',';
    out.text[out.size++] = digits[static_cast<std::size_t>(i)];
  }
  return out;
}

ShortText abbreviated(std::int64_t n, int digits) {
  constexpr std::array<const char*, 7> kUnits{"", " k", " M", " G", " T", " P", " E"};
  if (n > -1000 && n < 1000) return grouped(n);
  auto size = std::abs(static_cast<double>(n));
  std::size_t unit = 0;
  // Rounded first: 999,999 is 1 M and not 1,000 k.
  const auto rounded = [&](double value) {
    const double step = std::pow(10, std::floor(std::log10(value)) + 1 - digits);
    return std::round(value / step) * step;
  };
  for (size = rounded(size); size >= 999.5 && unit + 1 < kUnits.size(); ++unit) size /= 1000;
  std::array<char, 40> text{};
  const int whole = size >= 99.5 ? 3 : size >= 9.995 ? 2 : 1, places = std::max(0, digits - whole);
  int length = std::snprintf(text.data(), text.size(), "%s%.*f", n < 0 ? "-" : "", places, size);
  if (places > 0) {
    while (text[static_cast<std::size_t>(length) - 1] == '0') --length;
    if (text[static_cast<std::size_t>(length) - 1] == '.') --length;
  }
  return short_text(std::string(text.data(), static_cast<std::size_t>(length)) + kUnits[unit]);
}

}  // namespace syncwall
