#include "jobs/filter/filter_time.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <limits>

#include "base/ascii.h"

namespace syncwall {

namespace {

using Precision = CivilTime::Precision;

constexpr std::int64_t kSecond = 1000, kMinute = 60 * kSecond, kDay = 24 * 60 * kMinute;
constexpr WallMs kFirst = std::numeric_limits<WallMs>::min(), kEnd = kUnknownTime;

struct Unit {
  char letter;
  std::int64_t seconds;
};
constexpr std::array<Unit, 5> kUnits = {{{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}}};

std::optional<Age> read_age(std::string_view text) {
  Age age;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), age.count);
  if (error != std::errc() || text.front() == '-' || age.count > kMaxAgeCount || end + 1 != text.data() + text.size())
    return std::nullopt;
  for (std::size_t i = 0; i < kUnits.size(); ++i) {
    if (to_lower(*end) != kUnits[i].letter) continue;
    age.unit = static_cast<AgeUnit>(i);
    return age;
  }
  return std::nullopt;
}

std::int64_t unit_ms(AgeUnit unit) { return kUnits[static_cast<std::size_t>(unit)].seconds * kSecond; }

// So many digits, a number from `least` to `most`, and they are taken off.
template <class Number>
bool take(std::string_view& text, std::size_t digits, int least, int most, Number& into) {
  if (text.size() < digits || text.substr(0, digits).find_first_not_of("0123456789") != std::string_view::npos)
    return false;
  int value = 0;
  std::from_chars(text.data(), text.data() + digits, value);
  text.remove_prefix(digits);
  into = static_cast<Number>(value);
  return value >= least && value <= most;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || to_lower(text.front()) != c) return false;
  text.remove_prefix(1);
  return true;
}

bool real_date(const CivilTime& t) {
  using namespace std::chrono;
  return year_month_day(year(t.year), month(t.month), day(t.day)).ok();
}

bool read_time_of_day(std::string_view& rest, CivilTime& t) {
  if (!take(rest, 2, 0, 23, t.hour) || !take(rest, ':') || !take(rest, 2, 0, 59, t.minute)) return false;
  t.precision = Precision::Minute;
  if (!take(rest, ':')) return true;
  if (!take(rest, 2, 0, 59, t.second)) return false;
  t.precision = Precision::Second;
  if (!take(rest, '.')) return true;
  t.precision = Precision::Milli;
  return take(rest, 3, 0, 999, t.ms);
}

std::optional<CivilTime> read_civil(std::string_view rest) {
  CivilTime t;
  if (!take(rest, 4, kFirstYear, kLastYear, t.year) || !take(rest, '-') || !take(rest, 2, 1, 12, t.month) ||
      !take(rest, '-') || !take(rest, 2, 1, 31, t.day) || !real_date(t))
    return std::nullopt;
  if (take(rest, 't') && !read_time_of_day(rest, t)) return std::nullopt;
  t.utc = take(rest, 'z');
  return rest.empty() ? std::optional(t) : std::nullopt;
}

WallMs utc_ms(const CivilTime& t) {
  using namespace std::chrono;
  const sys_days date = year_month_day(year(t.year), month(t.month), day(t.day));
  return date.time_since_epoch().count() * kDay + ((t.hour * 60 + t.minute) * 60 + t.second) * kSecond + t.ms;
}

// The C library knows this machine's zone; where a day has no such time of day, it takes one nearby.
WallMs local_ms(const CivilTime& t, int days_on) {
  std::tm parts{};
  parts.tm_year = t.year - 1900;
  parts.tm_mon = t.month - 1;
  parts.tm_mday = t.day + days_on;
  parts.tm_hour = t.hour;
  parts.tm_min = t.minute;
  parts.tm_sec = t.second;
  parts.tm_isdst = -1;
  return static_cast<WallMs>(std::mktime(&parts)) * kSecond + t.ms;
}

TimeSpan span_of(const CivilTime& t) {
  const WallMs from = t.utc ? utc_ms(t) : local_ms(t, 0);
  switch (t.precision) {
    case Precision::Day:
      return {from, t.utc ? from + kDay : local_ms(t, 1)};
    case Precision::Minute:
      return {from, from + kMinute};
    case Precision::Second:
      return {from, from + kSecond};
    case Precision::Milli:
      break;
  }
  return {from, from + 1};
}

// That long before `now`; as a range's end.
TimeSpan span_of(const Age& age, WallMs now) {
  const WallMs at = now - age.count * unit_ms(age.unit);
  return {at, at + 1};
}

TimeSpan span_of(const TimePoint& point, WallMs now) {
  const auto* age = std::get_if<Age>(&point);
  return age != nullptr ? span_of(*age, now) : span_of(std::get<CivilTime>(point));
}

CivilTime civil_utc(WallMs ms) {
  using namespace std::chrono;
  const std::int64_t days_since = ms >= 0 ? ms / kDay : -((kDay - 1 - ms) / kDay);
  const year_month_day date{sys_days(days(days_since))};
  const std::int64_t rest = ms - days_since * kDay;
  CivilTime t;
  t.year = static_cast<std::int16_t>(static_cast<int>(date.year()));
  t.month = static_cast<std::uint8_t>(static_cast<unsigned>(date.month()));
  t.day = static_cast<std::uint8_t>(static_cast<unsigned>(date.day()));
  t.hour = static_cast<std::uint8_t>(rest / (60 * kMinute));
  t.minute = static_cast<std::uint8_t>(rest / kMinute % 60);
  t.second = static_cast<std::uint8_t>(rest / kSecond % 60);
  t.ms = static_cast<std::int16_t>(rest % kSecond);
  t.precision = Precision::Milli;
  t.utc = true;
  return t;
}

}  // namespace

std::optional<TimePoint> read_point(std::string_view text) {
  if (text.empty()) return std::nullopt;
  if (const auto age = read_age(text)) return *age;
  if (const auto civil = read_civil(text)) return *civil;
  return std::nullopt;
}

std::string point_text(const TimePoint& point) {
  if (const auto* age = std::get_if<Age>(&point))
    return std::to_string(age->count) + kUnits[static_cast<std::size_t>(age->unit)].letter;
  const auto& t = std::get<CivilTime>(point);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%03d", int{t.year}, int{t.month}, int{t.day},
                int{t.hour}, int{t.minute}, int{t.second}, int{t.ms});
  constexpr std::array<std::size_t, 4> kSizes = {10, 16, 19, 23};  // to each precision
  return std::string(text.data(), kSizes[static_cast<std::size_t>(t.precision)]) + (t.utc ? "Z" : "");
}

std::optional<std::int64_t> read_length(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::string word(text);
  std::ranges::transform(word, word.begin(), to_lower);
  if (word == "hourly") return 3600;
  if (word == "daily") return 86400;
  const auto age = read_age(text);
  if (!age) return std::nullopt;
  return age->count * kUnits[static_cast<std::size_t>(age->unit)].seconds;
}

std::string length_text(std::int64_t seconds) {
  for (std::size_t i = kUnits.size(); seconds > 0 && i-- > 0;) {
    if (seconds % kUnits[i].seconds == 0) return std::to_string(seconds / kUnits[i].seconds) + kUnits[i].letter;
  }
  return std::to_string(seconds) + "s";
}

TimeSpan span_of(const TimeValue& value, WallMs now) {
  const TimeSpan at = span_of(value.at, now);
  const auto* age = std::get_if<Age>(&value.at);
  // A younger job is a later time.
  switch (value.how) {
    case Compare::Equal:
      return age != nullptr ? TimeSpan{at.upto - unit_ms(age->unit), at.upto} : at;
    case Compare::Less:
      return age != nullptr ? TimeSpan{at.upto, kEnd} : TimeSpan{kFirst, at.from};
    case Compare::LessEqual:
      return age != nullptr ? TimeSpan{at.from, kEnd} : TimeSpan{kFirst, at.upto};
    case Compare::Greater:
      return age != nullptr ? TimeSpan{kFirst, at.from} : TimeSpan{at.upto, kEnd};
    case Compare::GreaterEqual:
      return age != nullptr ? TimeSpan{kFirst, at.upto} : TimeSpan{at.from, kEnd};
    case Compare::Between:
      break;
  }
  const TimeSpan other = span_of(value.upto, now);
  return {std::min(at.from, other.from), std::max(at.upto, other.upto)};
}

bool has_age(const TimeValue& value) {
  return std::holds_alternative<Age>(value.at) ||
         (value.how == Compare::Between && std::holds_alternative<Age>(value.upto));
}

std::optional<TimeValue> in_utc(const TimeValue& value) {
  if (has_age(value)) return std::nullopt;
  const TimeSpan span = span_of(value, 0);
  if (span.from == kFirst) return TimeValue{Compare::Less, civil_utc(span.upto), {}};
  if (span.upto == kEnd) return TimeValue{Compare::GreaterEqual, civil_utc(span.from), {}};
  return TimeValue{Compare::Between, civil_utc(span.from), civil_utc(span.upto - 1)};
}

bool holds(const LengthValue& value, std::int64_t seconds) {
  switch (value.how) {
    case Compare::Equal:
      return seconds == value.seconds;
    case Compare::Less:
      return seconds < value.seconds;
    case Compare::LessEqual:
      return seconds <= value.seconds;
    case Compare::Greater:
      return seconds > value.seconds;
    case Compare::GreaterEqual:
      return seconds >= value.seconds;
    case Compare::Between:
      break;
  }
  return seconds >= std::min(value.seconds, value.upto) && seconds <= std::max(value.seconds, value.upto);
}

}  // namespace syncwall
