#include "wire/job_record.h"

#include <charconv>
#include <cmath>
#include <utility>

#include "base/ascii.h"
#include "base/utf8.h"
#include "jobs/odd_fields.h"
#include "jobs/read_time.h"
#include "wire/config_mask.h"
#include "wire/config_mask_element.h"
#include "wire/job_decode.h"
#include "wire/secret_text.h"

namespace syncwall {

namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

constexpr std::int64_t kMaxSchedule =
    1'000'000'000'000;  // 31,700 years, in seconds: times that many ms stay in 64 bits

class RecordReader {
 public:
  RecordReader(simdjson::dom::object fields, JsonDocument& document, RecordFault& unreadable)
      : fields_(fields), document_(document), unreadable_(unreadable) {}

  [[nodiscard]] std::optional<element> find(std::string_view key) const {
    element value;
    if (fields_.at_key(key).get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
    return value;
  }

  // Texts are cut to kMaxTextBytes. A number is taken as its text.
  std::string_view text(JobField field) {
    const auto value = find(wire_name(field));
    if (!value) return {};
    if (const auto scalar = scalar_text(*value, document_.texts)) return cut_utf8(*scalar, kMaxTextBytes);
    note_unreadable(field, *value);
    return {};
  }
  std::string_view required_text(JobField field) {
    const std::string_view read = text(field);
    if (read.empty() && !noted(field)) note(field, Oddity::Missing);
    return read;
  }
  // Whatever it is, as it came.
  std::string_view any_text(JobField field) {
    const auto value = find(wire_name(field));
    if (!value) return {};
    if (const auto scalar = scalar_text(*value, document_.texts)) return cut_utf8(*scalar, kMaxTextBytes);
    return cut_utf8(document_.texts.emplace_back(simdjson::minify(*value)), kMaxTextBytes);
  }
  // Less its secrets, which hardly one has.
  std::string_view error() {
    const std::string_view error = any_text(JobField::Error);
    const auto masked = masked_text(error);
    return masked ? document_.texts.emplace_back(*masked) : error;
  }

  void read_status(JobView& job);
  // The API sends no status for a job that has not run, which is Pending. Of one that has run it is unknown then.
  void note_missing_status(JobView& job) {
    if (!trimmed(job.status_text).empty() || !is_time(job.last_sync_at)) return;
    job.status = Status::Other;
    job.status_text = "unknown";
    note(JobField::Status, Oddity::Missing);
  }
  WallMs read_time_of(JobField field, WallMs absent);
  std::int64_t read_schedule();
  void read_config(ConnectorType type, std::size_t& at, std::size_t& size);

  [[nodiscard]] std::string_view odd_fields() {
    return odd_.empty() ? std::string_view() : document_.texts.emplace_back(std::move(odd_));
  }

 private:
  void note(JobField field, Oddity kind, std::string_view raw = {}) {
    append_odd_field(odd_, field, kind, raw);
    if (kind == Oddity::Unreadable && unreadable_.none())
      unreadable_ = {std::string(wire_name(field)), "«" + std::string(find_odd_field(odd_, field)->raw) + "»"};
  }
  void note_unreadable(JobField field, element value) {
    std::string_view text;
    std::string raw =
        value.get(text) == simdjson::SUCCESS ? std::string(cut_utf8(text, kMaxTextBytes)) : simdjson::minify(value);
    note(field, Oddity::Unreadable, masked_text(raw).value_or(std::move(raw)));
  }
  [[nodiscard]] bool noted(JobField field) const { return find_odd_field(odd_, field).has_value(); }

  simdjson::dom::object fields_;
  JsonDocument& document_;
  RecordFault& unreadable_;
  std::string odd_;
};

void RecordReader::read_status(JobView& job) {
  const auto value = find(wire_name(JobField::Status));
  const bool is_text = value && value->is_string();
  job.status_text = any_text(JobField::Status);
  job.status = parse_status(trimmed(job.status_text));
  if (!value || is_text) return;
  job.status = Status::Other;
  note_unreadable(JobField::Status, *value);
  job.status_text = document_.texts.emplace_back(find_odd_field(odd_, JobField::Status)->raw);
}

WallMs RecordReader::read_time_of(JobField field, WallMs absent) {
  const auto value = find(wire_name(field));
  const auto scalar = value && !value->is_bool() ? scalar_text(*value, document_.texts) : std::nullopt;
  const auto read = scalar ? read_time(*scalar) : std::nullopt;
  constexpr WallMs kZeroOfGo = -62'135'596'800'000;  // 0001-01-01T00:00:00Z: how Go writes a time that isn't set
  const bool empty = !value || (scalar && trimmed(*scalar).empty()) || (read && read->at == kZeroOfGo);
  if (empty && absent == kUnknownTime) note(field, Oddity::Missing);
  if (empty) return absent;
  if (!read) {
    note_unreadable(field, *value);
    return kUnknownTime;
  }
  if (read->number) note(field, Oddity::Number, trimmed(*scalar));
  if (!read->zone_given) note(field, Oddity::NoZone);
  return read->at;
}

std::int64_t RecordReader::read_schedule() {
  const auto value = find(wire_name(JobField::Schedule));
  const auto scalar = value && !value->is_bool() ? scalar_text(*value, document_.texts) : std::nullopt;
  if (!value || (scalar && trimmed(*scalar).empty())) {
    note(JobField::Schedule, Oddity::Missing);
    return kUnknownSchedule;
  }
  if (std::int64_t seconds = 0;
      value->is_int64() && value->get(seconds) == simdjson::SUCCESS && seconds >= 0 && seconds <= kMaxSchedule)
    return seconds;
  const std::string_view number = scalar ? trimmed(*scalar) : std::string_view();
  double seconds = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), seconds);
  const bool read = !number.empty() && error == std::errc() && end == number.data() + number.size() && seconds >= 0 &&
                    seconds <= static_cast<double>(kMaxSchedule);
  // Half a second is no "once".
  if (!read || (seconds > 0 && seconds < 1)) {
    note_unreadable(JobField::Schedule, *value);
    return kUnknownSchedule;
  }
  if (std::trunc(seconds) != seconds) note(JobField::Schedule, Oddity::Fraction, number);
  return static_cast<std::int64_t>(seconds);
}

// An object, or the text of one. Of anything else it is only told that it is there: what it holds may be a secret.
void RecordReader::read_config(ConnectorType type, std::size_t& at, std::size_t& size) {
  const auto config = find(wire_name(JobField::Config));
  if (!config) return;
  std::string& side = document_.side;
  at = side.size();
  std::string_view text;
  if (config->is_object()) {
    append_masked_config(side, type, *config);
  } else if (config->get(text) == simdjson::SUCCESS) {
    if (trimmed(text).empty()) return;
    side += ConfigMask().masked(type, text);
  }
  size = side.size() - at;
  if (size == 0) {
    const std::string what = config->is_string()  ? "a text of " + std::to_string(text.size()) + " bytes"
                             : config->is_array() ? "a list"
                                                  : simdjson::minify(*config);
    return note(JobField::Config, Oddity::Unreadable, what);
  }
  if (size <= kMaxTextBytes) return;
  side.resize(at);
  side += "{\"left out\":\"" + std::to_string(size) + " bytes\"}";
  size = side.size() - at;
}

// A text or a whole number; anything else names no job.
// What is wrong with it; empty: nothing.
std::string read_id(const RecordReader& reader, JsonDocument& document, std::string_view& id) {
  const auto value = reader.find("id");
  if (!value) return "missing";
  if (!value->is_string() && !value->is_int64() && !value->is_uint64()) return "not a text";
  id = *scalar_text(*value, document.texts);
  if (id.empty()) return "empty";
  if (id.size() > kMaxIdBytes) return "longer than " + std::to_string(kMaxIdBytes) + " bytes";
  return {};
}

}  // namespace

ReadRecord read_job_record(element record, JsonDocument& document) {
  ReadRecord read;
  simdjson::dom::object fields;
  if (record.get(fields) != simdjson::SUCCESS) {
    read.fault = {"", "not an object"};
    return read;
  }
  RecordReader reader(fields, document, read.unreadable);
  JobView& job = read.job;
  if (std::string why = read_id(reader, document, job.id); !why.empty()) {
    read.fault = {"id", std::move(why)};
    return read;
  }
  job.user_id = reader.required_text(JobField::UserId);
  job.user_name = reader.text(JobField::UserName);
  job.user_email = reader.text(JobField::UserEmail);
  job.collection_id = reader.required_text(JobField::CollectionId);
  job.collection_name = reader.text(JobField::CollectionName);
  job.type_text = reader.required_text(JobField::Type);
  job.type = parse_type(trimmed(job.type_text));
  reader.read_status(job);
  job.schedule_s = reader.read_schedule();
  job.created_at = reader.read_time_of(JobField::Created, kUnknownTime);
  job.last_sync_at = reader.read_time_of(JobField::LastSync, kNever);
  reader.note_missing_status(job);
  job.last_sync_job_id = reader.text(JobField::RunId);
  job.last_sync_error = reader.error();
  reader.read_config(job.type, read.config_at, read.config_size);
  job.odd_fields = reader.odd_fields();
  return read;
}

}  // namespace syncwall
