#include "sources/described/field_map.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/utf8.h"
#include "jobs/odd_fields.h"
#include "wire/job_decode.h"
#include "wire/secret_text.h"

namespace syncwall::described {

namespace {

constexpr std::int64_t kMostSeconds = 1'000'000'000'000;

// "Every 24 HOURS", "30 minutes". A month is no number of seconds.
std::optional<std::int64_t> interval_of(std::string_view text) {
  std::string words = fold(text);
  if (words.starts_with("every ")) words.erase(0, 6);
  std::int64_t n = 0;
  const char* const end = words.data() + words.size();
  const auto [after, error] = std::from_chars(words.data(), end, n);
  std::string_view unit(after, static_cast<std::size_t>(end - after));
  if (error != std::errc() || n < 1 || n > 1'000'000'000 || !unit.starts_with(' ')) return std::nullopt;
  unit = without_blanks(unit);
  if (unit.ends_with('s')) unit.remove_suffix(1);
  constexpr std::array<std::pair<std::string_view, std::int64_t>, 5> kUnits = {
      {{"second", 1}, {"minute", 60}, {"hour", 3'600}, {"day", 86'400}, {"week", 604'800}}};
  const auto* const known = std::ranges::find(kUnits, unit, &std::pair<std::string_view, std::int64_t>::first);
  if (known == kUnits.end()) return std::nullopt;
  return n * known->second <= kMostSeconds ? std::optional(n * known->second) : std::nullopt;
}

class Mapper {
 public:
  Mapper(const Description& description, const Scope& scope) : d_(description), scope_(scope) {
    scope_.unsure = &unsure_;
  }

  MappedRow run() {
    Job& job = row_.job;
    read_id();
    if (!row_.fault.empty()) return std::move(row_);
    const Fields& f = d_.fields;
    job.user_id = text(f.user_id, JobField::UserId);
    job.user_name = text(f.user_name, JobField::UserName);
    job.user_email = text(f.user_email, JobField::UserEmail);
    if (job.user_id.empty() && job.user_name.empty()) note(JobField::UserName, Oddity::Missing);
    job.collection_id = text(f.collection_id, JobField::CollectionId);
    job.collection_name = text(f.collection_name, JobField::CollectionName);
    job.type_text = text(f.type, JobField::Type);
    job.type = parse_type(job.type_text);
    if (job.type_text.empty()) note(JobField::Type, Oddity::Missing);
    read_status();
    read_schedule();
    job.created_at = time(f.created_at, JobField::Created, kUnknownTime);
    job.last_sync_at = time(f.last_sync_at, JobField::LastSync, kNever);
    job.last_sync_job_id = text(f.last_sync_job_id, JobField::RunId);
    job.last_sync_error = text(f.last_sync_error, JobField::Error);
    if (auto masked = masked_text(job.last_sync_error)) job.last_sync_error = *std::move(masked);
    return std::move(row_);
  }

 private:
  void note(JobField field, Oddity kind, std::string_view raw = {}) {
    if (find_odd_field(row_.job.odd_fields, field)) return;
    const auto masked = masked_text(raw);
    append_odd_field(row_.job.odd_fields, field, kind, masked ? std::string_view(*masked) : raw);
    if (kind == Oddity::Unreadable && row_.unreadable.empty())
      row_.unreadable =
          std::string(wire_name(field)) + ": «" + std::string(find_odd_field(row_.job.odd_fields, field)->raw) + "»";
  }

  void read_id() {
    const auto id = evaluate(d_.fields.id, scope_).text();
    if (!id) row_.fault = "id: missing";
    if (id && id->empty()) row_.fault = "id: empty";
    if (id && id->size() > kMaxIdBytes) row_.fault = "id: longer than " + std::to_string(kMaxIdBytes) + " bytes";
    if (row_.fault.empty()) row_.job.id = *id;
  }

  std::string text(const Expression& e, JobField field) {
    const Value value = evaluate(e, scope_);
    const auto text = value.text();
    if (text) return std::string(cut_utf8(*text, kMaxTextBytes));
    if (!value.none()) note(field, Oddity::Unreadable, simdjson::minify(*value.element));
    return {};
  }

  // `absent`: of a time that is described and isn't there.
  WallMs time(const Expression& e, JobField field, WallMs absent) {
    unsure_ = false;
    const TimeValue value = time_of(e, scope_);
    if (value.kind == TimeValue::Kind::Time) return value.at;
    if (value.kind == TimeValue::Kind::Unreadable) {
      note(field, Oddity::Unreadable, value.raw);
      return kUnknownTime;
    }
    if (e.kind != Expression::Kind::None && absent == kNever && !unsure_) return kNever;
    note(field, Oddity::Missing);
    return kUnknownTime;
  }

  void read_status() {
    Job& job = row_.job;
    unsure_ = false;
    job.status = Status::Other;
    const auto rule = std::ranges::find_if(d_.status, [&](const StatusRule& r) { return holds(r.when, scope_); });
    const bool known = !unsure_;
    if (known && rule != d_.status.end()) job.status = rule->is;
    if (known && job.status == Status::Other) job.status_text = text(d_.status_text, JobField::Status);
    if (job.status != Status::Other || !job.status_text.empty()) return;
    job.status_text = "unknown";
    note(JobField::Status, Oddity::Missing);
  }

  void in_words(std::int64_t seconds, std::string_view words) {
    row_.job.schedule_s = seconds;
    note(JobField::Schedule, Oddity::Words, words);
  }

  void read_schedule() {
    row_.job.schedule_s = kUnknownSchedule;
    const auto rule = std::ranges::find_if(d_.schedule, [&](const ScheduleRule& r) { return holds(r.when, scope_); });
    if (rule == d_.schedule.end()) return note(JobField::Schedule, Oddity::Missing);
    using Kind = ScheduleRule::Kind;
    if (rule->kind == Kind::Once) row_.job.schedule_s = 0;
    if (rule->kind == Kind::Manual) in_words(kUnscheduled, "Manual");
    if (rule->kind == Kind::Continuous) in_words(kUnscheduled, "Continuous");
    if (rule->kind >= Kind::Once) return;
    const std::string value = text(rule->value, JobField::Schedule);
    if (value.empty()) return note(JobField::Schedule, Oddity::Missing);
    if (rule->kind == Kind::Text) return in_words(kUnknownSchedule, value);
    if (rule->kind == Kind::Cron) {
      const std::string zone = text(rule->zone, JobField::Schedule);
      return in_words(kUnknownSchedule, "cron " + value + (zone.empty() ? "" : " (" + zone + ")"));
    }
    if (rule->kind == Kind::Words) {
      const auto seconds = interval_of(value);
      if (!seconds) return in_words(kUnknownSchedule, value);
      row_.job.schedule_s = *seconds;
      return;
    }
    number(value, rule->kind == Kind::Minutes ? 60 : 1);
  }

  void number(const std::string& value, std::int64_t unit) {
    double n = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), n);
    const double seconds = n * static_cast<double>(unit);
    const bool read = error == std::errc() && end == value.data() + value.size() && seconds >= 0 &&
                      seconds <= static_cast<double>(kMostSeconds) && (seconds == 0 || seconds >= 1);
    if (!read) return note(JobField::Schedule, Oddity::Unreadable, value);
    if (std::trunc(seconds) != seconds) note(JobField::Schedule, Oddity::Fraction, value);
    row_.job.schedule_s = static_cast<std::int64_t>(seconds);
  }

  const Description& d_;
  Scope scope_;
  bool unsure_ = false;
  MappedRow row_;
};

}  // namespace

MappedRow map_row(const Description& description, Scope scope) { return Mapper(description, scope).run(); }

}  // namespace syncwall::described
