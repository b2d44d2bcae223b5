// Fields of a job that came otherwise than the API describes them, kept so that they can be shown as they came: a row
// is never left out for one of them. Nearly every job has none. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace syncwall {

// In the order of the API's record.
enum class JobField : std::uint8_t {
  UserId,
  UserName,
  UserEmail,
  CollectionId,
  CollectionName,
  Type,
  Config,
  Schedule,
  Status,
  RunId,
  LastSync,
  Error,
  Created
};
inline constexpr std::size_t kJobFields = static_cast<std::size_t>(JobField::Created) + 1;  // Created stays the last
[[nodiscard]] std::string_view wire_name(JobField field);                                   // "created_at"

enum class Oddity : std::uint8_t {
  Unreadable,  // it is there, and can't be read
  Missing,     // the API requires it, and it isn't there
  NoZone,      // a time without a zone, read as UTC
  Number,      // a time as a number, read as the time since 1970
  Fraction,    // a schedule with parts of a second, which were cut off
  Words,       // a schedule that is no interval: what it is instead, a cron line or "Manual"
};

struct OddField {
  JobField field = JobField::UserId;
  Oddity kind = Oddity::Unreadable;
  std::string_view raw;  // as it came, in one line, cut to kMaxRawBytes; secrets masked
};
inline constexpr std::size_t kMaxRawBytes = 96;

// All odd fields of a job are one text (BasicJob::odd_fields), which these write and read.
void append_odd_field(std::string& odd_fields, JobField field, Oddity kind, std::string_view raw = {});
// Takes the first one off `rest`; none where nothing is left.
[[nodiscard]] std::optional<OddField> next_odd_field(std::string_view& rest);
[[nodiscard]] std::optional<OddField> find_odd_field(std::string_view odd_fields, JobField field);
// One of them is Unreadable.
[[nodiscard]] bool has_unreadable(std::string_view odd_fields);

// "unreadable: «2026-13-45»", as the details show it.
[[nodiscard]] std::string oddity_text(const OddField& odd);

}  // namespace syncwall
