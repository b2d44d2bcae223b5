// The oracle for queries: what the grammar says, written once more the slow, obvious way, over whole jobs. It shares
// the values (jobs/filter/filter.h) and nothing of what compiles or matches them.
#pragma once

#include <re2/re2.h>
#include <unicode/normalizer2.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "jobs/failure_reason.h"
#include "jobs/filter/filter.h"
#include "jobs/job.h"

namespace syncwall::test {

// UAX #15 by its definition: NFC of what toNFKC_Casefold gives, by UTF-16 and not by UTF-8.
inline std::string naive_search_text(const std::string& text) {
  UErrorCode error = U_ZERO_ERROR;
  const auto* normalizer = icu::Normalizer2::getNFKCCasefoldInstance(error);
  std::string out;
  normalizer->normalize(icu::UnicodeString::fromUTF8(to_utf8(text)), error).toUTF8String(out);
  return out;
}

class NaiveQuery {
 public:
  NaiveQuery(Filter filter, WallMs now, std::string server = "")
      : filter_(std::move(filter)), now_(now), server_(std::move(server)) {}

  [[nodiscard]] bool matches(const Job& job) const {
    for (const Term& term : filter_.terms) {
      bool one = false;
      for (const Value& value : term.values) one = one || holds(term.field, value, job);
      if (one == term.negated) return false;
    }
    return true;
  }

 private:
  static constexpr WallMs kFar = std::numeric_limits<WallMs>::max() - 10;

  static bool text_holds(const TextValue& value, const std::string& text) {
    if (text.empty()) return false;  // not there: can't be known
    if (value.how == TextValue::How::Regex)
      return re2::RE2::PartialMatch(text, re2::RE2("(?i)" + value.text, re2::RE2::Quiet));
    const std::string a = naive_search_text(text), b = naive_search_text(value.text);
    return value.how == TextValue::How::Whole ? a == b : a.find(b) != std::string::npos;
  }

  static std::vector<std::string> texts_of(QueryField field, const Job& job, const std::string& server) {
    const std::string user = job.user_name.empty() ? job.user_id : job.user_name;
    const std::string collection = job.collection_name.empty() ? job.collection_id : job.collection_name;
    switch (field) {
      case QueryField::Word:
        return {user, job.user_email, collection, job.last_sync_error};
      case QueryField::User:
        return {user};
      case QueryField::Collection:
        return {collection};
      case QueryField::Error:
        return {job.last_sync_error};
      case QueryField::Group:
        return {failure_reason(job.last_sync_error)};
      case QueryField::Server:
        return {server};
      case QueryField::Email:
        return {job.user_email};
      case QueryField::Id:
        return {job.id, job.user_id, job.collection_id};
      case QueryField::Type:
        return {job.type == ConnectorType::Other ? job.type_text : std::string(label(job.type))};
      case QueryField::Status:
        return {job.status == Status::Other ? job.status_text : std::string(label(job.status))};
      default:
        return {};
    }
  }

  // The first and the last moment of a point.
  [[nodiscard]] std::pair<WallMs, WallMs> moments(const TimePoint& point) const {
    using namespace std::chrono;
    if (const auto* age = std::get_if<Age>(&point)) {
      const WallMs at = now_ - age->count * ms_of(age->unit);
      return {at, at};
    }
    const auto& t = std::get<CivilTime>(point);  // tests run in UTC, or say Z
    const sys_days date = year(t.year) / month(t.month) / day(t.day);
    const WallMs at = duration_cast<milliseconds>(date.time_since_epoch() + hours(t.hour) + minutes(t.minute) +
                                                  seconds(t.second) + milliseconds(t.ms))
                          .count();
    constexpr WallMs kLengths[] = {86'400'000, 60'000, 1000, 1};
    return {at, at + kLengths[static_cast<int>(t.precision)] - 1};
  }
  static WallMs ms_of(AgeUnit unit) {
    constexpr WallMs kUnits[] = {1000, 60'000, 3'600'000, 86'400'000, 604'800'000};
    return kUnits[static_cast<int>(unit)];
  }

  [[nodiscard]] bool time_holds(const TimeValue& value, WallMs at) const {
    if (!is_time(at)) return false;
    const auto [first, last] = moments(value.at);
    if (const auto* age = std::get_if<Age>(&value.at); age != nullptr && value.how != Compare::Between) {
      const WallMs old = now_ - at, wanted = age->count * ms_of(age->unit);
      switch (value.how) {
        case Compare::Less:
          return old < wanted;
        case Compare::LessEqual:
          return old <= wanted;
        case Compare::Greater:
          return old > wanted;
        case Compare::GreaterEqual:
          return old >= wanted;
        default:
          return old >= wanted && old < wanted + ms_of(age->unit);
      }
    }
    switch (value.how) {
      case Compare::Equal:
        return at >= first && at <= last;
      case Compare::Less:
        return at < first;
      case Compare::LessEqual:
        return at <= last;
      case Compare::Greater:
        return at > last;
      case Compare::GreaterEqual:
        return at >= first;
      case Compare::Between:
        break;
    }
    const auto [other_first, other_last] = moments(value.upto);
    return at >= std::min(first, other_first) && at <= std::max(last, other_last);
  }

  static bool length_holds(const LengthValue& value, std::int64_t s) {
    if (s <= 0) return false;
    switch (value.how) {
      case Compare::Equal:
        return s == value.seconds;
      case Compare::Less:
        return s < value.seconds;
      case Compare::LessEqual:
        return s <= value.seconds;
      case Compare::Greater:
        return s > value.seconds;
      case Compare::GreaterEqual:
        return s >= value.seconds;
      case Compare::Between:
        break;
    }
    return s >= std::min(value.seconds, value.upto) && s <= std::max(value.seconds, value.upto);
  }

  // When the next run is due, and kNever or kUnknownTime.
  static WallMs due(const Job& job) {
    if (job.schedule_s == 0 || job.status == Status::Paused) return kNever;
    const WallMs since = job.last_sync_at == kNever ? job.created_at : job.last_sync_at;
    if (job.schedule_s < 0 || !is_time(since)) return kUnknownTime;
    return since + job.schedule_s * 1000;
  }

  [[nodiscard]] bool special_holds(QueryField field, Special special, const Job& job) const {
    const Lateness late = lateness(job.status, job.schedule_s, job.created_at, job.last_sync_at, now_);
    const WallMs at = field == QueryField::Created    ? job.created_at
                      : field == QueryField::LastSync ? job.last_sync_at
                                                      : due(job);
    switch (special) {
      case Special::Never:
        return at == kNever;
      case Special::Unknown:
        return field == QueryField::Schedule ? job.schedule_s < 0 : at == kUnknownTime;
      case Special::Once:
        return job.schedule_s == 0;
      case Special::Overdue:
        return late == Lateness::Overdue;
      case Special::Stuck:
        return late == Lateness::Stuck;
      case Special::Late:
        return late != Lateness::None;
      case Special::Known:
        return job.type != ConnectorType::Other && job.status != Status::Other;
      default:
        return false;  // cron and manual: no job of these servers has such a schedule; nothing is deleted here
    }
  }

  [[nodiscard]] bool holds(QueryField field, const Value& value, const Job& job) const {
    if (const auto* text = std::get_if<TextValue>(&value)) {
      const auto texts = texts_of(field, job, server_);
      return std::any_of(texts.begin(), texts.end(), [&](const std::string& t) { return text_holds(*text, t); });
    }
    if (const auto* type = std::get_if<ConnectorType>(&value)) return job.type == *type;
    if (const auto* status = std::get_if<Status>(&value)) return job.status == *status;
    if (const auto* length = std::get_if<LengthValue>(&value)) return length_holds(*length, job.schedule_s);
    if (const auto* special = std::get_if<Special>(&value)) return special_holds(field, *special, job);
    const WallMs at = field == QueryField::Created    ? job.created_at
                      : field == QueryField::LastSync ? job.last_sync_at
                                                      : due(job);
    return time_holds(std::get<TimeValue>(value), at);
  }

  Filter filter_;
  WallMs now_;
  std::string server_;
};

}  // namespace syncwall::test
