#include "jobs/odd_fields.h"

#include <array>

#include "base/utf8.h"

namespace syncwall {

namespace {

constexpr std::array<std::string_view, kJobFields> kNames = {
    "user_id",  "user_name",        "user_email",       "collection_id", "collection_name", "type",      "config",
    "schedule", "last_sync_status", "last_sync_job_id", "last_sync_at",  "last_sync_error", "created_at"};

// A letter for the field, one for the kind, the text, a line's end.
constexpr char kFirstField = 'A', kFirstKind = 'a';

}  // namespace

std::string_view wire_name(JobField field) { return kNames[static_cast<std::size_t>(field)]; }

void append_odd_field(std::string& odd_fields, JobField field, Oddity kind, std::string_view raw) {
  odd_fields += static_cast<char>(kFirstField + static_cast<int>(field));
  odd_fields += static_cast<char>(kFirstKind + static_cast<int>(kind));
  const std::string_view kept = cut_utf8(raw, kMaxRawBytes);
  odd_fields += one_line(kept);
  if (kept.size() < raw.size()) odd_fields += "…";
  odd_fields += '\n';
}

std::optional<OddField> next_odd_field(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  if (end == std::string_view::npos || end < 2) return std::nullopt;
  const OddField odd{static_cast<JobField>(rest[0] - kFirstField), static_cast<Oddity>(rest[1] - kFirstKind),
                     rest.substr(2, end - 2)};
  rest.remove_prefix(end + 1);
  return odd;
}

std::optional<OddField> find_odd_field(std::string_view odd_fields, JobField field) {
  while (const auto odd = next_odd_field(odd_fields)) {
    if (odd->field == field) return odd;
  }
  return std::nullopt;
}

bool has_unreadable(std::string_view odd_fields) {
  while (const auto odd = next_odd_field(odd_fields)) {
    if (odd->kind == Oddity::Unreadable) return true;
  }
  return false;
}

std::string oddity_text(const OddField& odd) {
  const std::string quoted = "«" + std::string(odd.raw) + "»";
  switch (odd.kind) {
    case Oddity::Unreadable:
      return "unreadable: " + quoted;
    case Oddity::Missing:
      return "not told";
    case Oddity::NoZone:
      return "told without a zone, read as UTC";
    case Oddity::Number:
      return "told as the number " + std::string(odd.raw) + ", read as the time since 1970";
    case Oddity::Fraction:
      return "told as " + quoted + ", in whole seconds";
    case Oddity::Words:
      return std::string(odd.raw);
  }
  return {};
}

}  // namespace syncwall
