// A filter as a value: terms that must all hold. Its text form is jobs/filter/filter_grammar.h; what it
// matches, jobs/filter/filter_match.h. Ages stay ages in the value, and local times local: both become moments when a
// filter is compiled for a `now` (jobs/filter/filter_time.h). Pure values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "jobs/job.h"

namespace syncwall {

// What a term is about. Word: a text without a field; user, e-mail, collection or error contains it. Group: the reason
// that an error gives (failure_reason.h).
enum class QueryField : std::uint8_t {
  Word,
  User,
  Collection,
  Error,
  Group,
  Server,
  Email,
  Id,
  Type,
  Status,
  Schedule,
  Created,
  LastSync,
  Due,
  Is
};
inline constexpr std::size_t kFields = static_cast<std::size_t>(QueryField::Is) + 1;  // Is stays the last

// Text is compared as base/search_text.h has it; a pattern is RE2's, in any case, on the text as it came.
struct TextValue {
  enum class How : std::uint8_t { Part, Whole, Regex };
  How how = How::Part;
  std::string text;  // of a pattern: as it stands between its slashes
  friend bool operator==(const TextValue&, const TextValue&) = default;
};

enum class Compare : std::uint8_t { Equal, Less, LessEqual, Greater, GreaterEqual, Between };

// A schedule's interval. `upto` is 0 but for Between.
struct LengthValue {
  Compare how = Compare::Equal;
  std::int64_t seconds = 0, upto = 0;
  friend bool operator==(const LengthValue&, const LengthValue&) = default;
};

enum class AgeUnit : std::uint8_t { Second, Minute, Hour, Day, Week };
struct Age {
  std::int64_t count = 0;  // 0 to kMaxAgeCount
  AgeUnit unit = AgeUnit::Hour;
  friend bool operator==(const Age&, const Age&) = default;
};
inline constexpr std::int64_t kMaxAgeCount = 99'999'999;

// A date, or a date and a time of day, to the precision that it was given in.
struct CivilTime {
  enum class Precision : std::uint8_t { Day, Minute, Second, Milli };
  std::int16_t year = 1970;  // kFirstYear to kLastYear
  std::uint8_t month = 1, day = 1, hour = 0, minute = 0, second = 0;
  std::int16_t ms = 0;
  Precision precision = Precision::Day;
  bool utc = false;  // else in this machine's zone
  friend bool operator==(const CivilTime&, const CivilTime&) = default;
};
inline constexpr int kFirstYear = 1000, kLastYear = 9990;

using TimePoint = std::variant<Age, CivilTime>;
// `upto` is default-made but for Between.
struct TimeValue {
  Compare how = Compare::Equal;
  TimePoint at, upto;
  friend bool operator==(const TimeValue&, const TimeValue&) = default;
};

// The words that are no values of a job's own enums.
enum class Special : std::uint8_t { Never, Unknown, Once, Cron, Manual, Overdue, Stuck, Late, Known, Deleting };
inline constexpr std::size_t kSpecials = static_cast<std::size_t>(Special::Deleting) + 1;  // Deleting stays the last

using Value = std::variant<TextValue, ConnectorType, Status, LengthValue, TimeValue, Special>;

// Holds where one of the values does; negated, where none does. What can't be known of a job (no error, never synced)
// is matched by no value, and so by the negation.
struct Term {
  QueryField field = QueryField::Word;
  bool negated = false;
  std::vector<Value> values;  // at least one; of kinds that the field takes
  friend bool operator==(const Term&, const Term&) = default;
};

struct Filter {
  std::vector<Term> terms;
  [[nodiscard]] bool all() const { return terms.empty(); }
  friend bool operator==(const Filter&, const Filter&) = default;
};

// A set of ConnectorTypes or Statuses; empty = all of them.
using Mask = std::uint8_t;
template <class Enum>
[[nodiscard]] constexpr Mask bit(Enum value) {
  return static_cast<Mask>(1u << static_cast<unsigned>(value));
}

// Bytes of one text of a filter, as the API has it: more than any name, and few enough for a request's address.
inline constexpr std::size_t kMaxFilterBytes = 1'000;

}  // namespace syncwall
