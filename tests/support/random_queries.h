// Random queries over the jobs of random_jobs.h: every field, every kind of value, texts that occur and texts that
// don't. Deterministic for a seed.
#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "jobs/query.h"
#include "support/random_jobs.h"

namespace syncwall::test {

class RandomQueries {
 public:
  // `judged`: only terms that a server can judge.
  explicit RandomQueries(std::uint64_t seed, bool judged = false) : judged_(judged), random_(seed) {}

  Filter filter() {
    Filter filter;
    for (std::uint64_t n = below(5); n > 0; --n) filter.terms.push_back(term());
    return filter;
  }
  Query query() {
    Query query;
    query.filter = filter();
    std::vector<SortKey> keys;
    for (std::uint64_t n = below(4); n > 0; --n) {
      const auto column = static_cast<SortColumn>(below(kSortColumns));
      if (std::none_of(keys.begin(), keys.end(), [&](const SortKey& k) { return k.column == column; }))
        keys.push_back({column, below(2) == 0});
    }
    if (!keys.empty()) query.sort = keys;
    return query;
  }
  std::uint64_t below(std::uint64_t n) { return random_() % n; }

  Term term() {
    Term term;
    do {
      term.field = static_cast<QueryField>(below(kFields));
    } while (judged_ && term.field == QueryField::Server);
    term.negated = below(3) == 0;
    const std::uint64_t values = term.field == QueryField::Word ? 1 : 1 + below(3);
    for (std::uint64_t i = 0; i < values; ++i) term.values.push_back(value(term.field));
    return term;
  }

 private:
  std::string some_text() {
    static constexpr const char* kTexts[] = {"fin",
                                             "FINANCE",
                                             "ИРИНА",
                                             "a##b",
                                             "%s",
                                             "顧客",
                                             "ＦＩＮＡＮＣＥ",
                                             "STRASSE",
                                             "straße",
                                             "É",
                                             "e\xCC\x81",
                                             "\"",
                                             "\\",
                                             "a b",
                                             "two\nlines",
                                             "",
                                             "no such name",
                                             ":",
                                             "-x",
                                             "=x",
                                             "/x/",
                                             "403",
                                             "%",
                                             "u@example",
                                             "user-",
                                             "odd id",
                                             "collection-",
                                             "sched",
                                             "exploded",
                                             "ftp",
                                             "s3",
                                             "failed",
                                             "late",
                                             "a,b",
                                             "😀",
                                             "سياسات",
                                             "4000",
                                             "\xE2\x80\x8E",
                                             "..",
                                             "<2h",
                                             "never",
                                             ">"};
    return kTexts[below(std::size(kTexts))];
  }
  TextValue text_value(QueryField field) {
    if (field == QueryField::Word || below(3) > 0) return {TextValue::How::Part, some_text()};
    if (below(2) == 0) {
      return {TextValue::How::Whole,
              below(2) == 0 ? some_text() : std::string(kHostileNames[below(kHostileNames.size())])};
    }
    static constexpr const char* kPatterns[] = {"^fin", "ance$",       "a#+b",       "(?s)two.*tab", ".",     "^$",
                                                "и",    "[[:space:]]", "\\/",        "\\d{3}",       "a|b,c", "\"",
                                                "\\\\", "^ÀÉ",         "^4.*bucket", "x{3,}"};
    return {TextValue::How::Regex, kPatterns[below(std::size(kPatterns))]};
  }
  TimePoint point() {
    if (below(2) == 0) return Age{static_cast<std::int64_t>(below(15)), static_cast<AgeUnit>(below(5))};
    CivilTime t;
    t.day = static_cast<std::uint8_t>(1 + below(2));
    t.utc = true;
    t.precision = static_cast<CivilTime::Precision>(below(4));
    if (t.precision >= CivilTime::Precision::Minute) {
      t.hour = static_cast<std::uint8_t>(below(24));
      t.minute = static_cast<std::uint8_t>(10 * below(6));
    }
    if (t.precision >= CivilTime::Precision::Second) t.second = static_cast<std::uint8_t>(below(60) * below(2));
    if (t.precision == CivilTime::Precision::Milli) t.ms = static_cast<std::int16_t>(below(1000) * below(2));
    return t;
  }
  Value value(QueryField field) {
    using enum Special;
    const auto how = static_cast<Compare>(below(6));
    switch (field) {
      case QueryField::Type:
        if (below(2) == 0) return static_cast<ConnectorType>(below(kTypes));
        return text_value(field);
      case QueryField::Status:
        if (below(3) == 0) return std::array{Overdue, Stuck, Late}[below(3)];
        if (below(2) == 0) return static_cast<Status>(below(kStatuses));
        return text_value(field);
      case QueryField::Schedule: {
        if (below(3) == 0) return std::array{Once, Cron, Manual, Unknown}[below(4)];
        static constexpr std::int64_t kLengths[] = {0, 900, 3600, 86'400, 86'401, 604'800, 1};
        const auto length = [&] { return kLengths[below(std::size(kLengths))]; };
        const std::int64_t at = length(), upto = length();
        return LengthValue{how, at, how == Compare::Between ? upto : 0};
      }
      case QueryField::Created:
      case QueryField::LastSync:
      case QueryField::Due: {
        if (below(4) == 0) return std::array{Never, Unknown}[below(2)];
        const TimePoint at = point(), upto = point();
        return TimeValue{how, at, how == Compare::Between ? upto : TimePoint{}};
      }
      case QueryField::Is:
        return std::array{Overdue, Stuck, Late, Known, Deleting}[below(judged_ ? 4 : 5)];
      default:
        return text_value(field);
    }
  }

  const bool judged_;
  std::mt19937_64 random_;
};

}  // namespace syncwall::test
