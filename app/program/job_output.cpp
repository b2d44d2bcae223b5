#include "program/job_output.h"

#include <array>
#include <string_view>

#include "base/json_text.h"
#include "base/spreadsheet.h"
#include "base/utf8.h"
#include "jobs/job_json.h"
#include "jobs/time_text.h"
#include "table/job_text.h"

namespace syncwall {

namespace {

struct TextColumn {
  Column column;
  std::size_t width;  // in terminal columns
};
constexpr std::array kTextColumns{TextColumn{Column::Status, 11}, TextColumn{Column::LastSync, 11}, TextColumn{Column::User, 24},
                                  TextColumn{Column::Collection, 36}, TextColumn{Column::Type, 22}, TextColumn{Column::Schedule, 13}};

// East Asian wide and fullwidth, and emoji (Unicode's EastAsianWidth.txt, the large ranges).
bool wide(char32_t c) {
  return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) || (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) ||
         (c >= 0x20000 && c <= 0x3FFFD);
}

bool combining(char32_t c) { return (c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F) || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0x202A && c <= 0x202E); }

std::string csv_line(const JobView& j) {
  std::string line;
  const auto add = [&](std::string_view text) { line += (line.empty() ? "" : ",") + spreadsheet_field(text, ','); };
  line = spreadsheet_field(j.id, ',');
  add(shown_user(j));
  add(j.user_email);
  add(shown_collection(j));
  add(j.collection_id);
  add(j.type == ConnectorType::Other ? j.type_text : wire_name(j.type));
  add(to_rfc3339(j.created_at));
  add(j.last_sync_at == kNever ? std::string() : to_rfc3339(j.last_sync_at));
  add(j.status == Status::Other ? j.status_text : wire_name(j.status));
  add(std::to_string(j.schedule_s));
  add(j.last_sync_error);
  return line + "\r\n";
}

}  // namespace

std::string to_width(std::string_view text, std::size_t columns) {
  const std::string line = one_line(text);
  std::string out;
  std::size_t used = 0, before_last = 0;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t start = at;
    const char32_t c = next_code_point(line, at);
    const std::size_t w = combining(c) ? 0 : wide(c) ? 2 : 1;
    if (used + w > columns) {
      // The last column says that there is more.
      out.resize(before_last);
      used = 0;
      for (std::size_t i = 0; i < out.size();) {
        const char32_t kept = next_code_point(out, i);
        used += combining(kept) ? 0 : wide(kept) ? 2 : 1;
      }
      out += "…";
      ++used;
      break;
    }
    if (used + w < columns || columns == 0) before_last = out.size() + (at - start);
    out.append(line, start, at - start);
    used += w;
  }
  if (used < columns) out.append(columns - used, ' ');
  return out;
}

void JobWriter::begin() {
  if (format_ == Options::Format::Json) return put("{\"items\":[");
  if (format_ == Options::Format::Csv) return put("id,user,user_email,collection,collection_id,type,created_at,last_sync_at,status,schedule_seconds,last_sync_error\r\n");
  std::string line;
  for (const TextColumn& c : kTextColumns) line += to_width(info(c.column).label, c.width) + " ";
  put(line + "Last error\n");
}

void JobWriter::add(const JobView& job) {
  ++jobs_;
  if (format_ == Options::Format::Json) {
    std::string text = jobs_ > 1 ? ",\n" : "\n";
    append_job_json(text, job);
    return put(text);
  }
  if (format_ == Options::Format::Csv) return put(csv_line(job));
  std::string line;
  for (const TextColumn& c : kTextColumns) line += to_width(cell_text(job, c.column, now_, buffer_), c.width) + " ";
  line += one_line(job.last_sync_error);
  while (line.ends_with(' ')) line.pop_back();
  put(line + "\n");
}

void JobWriter::end(std::int64_t total) {
  if (format_ == Options::Format::Csv) return;
  if (format_ == Options::Format::Json) return put(jobs_ > 0 ? "\n]" : "]"), put(total >= 0 ? ",\"total\":" + std::to_string(total) + "}\n" : "}\n");
  const std::string shown(grouped(jobs_).view());
  const std::string of = total >= 0 ? std::string(grouped(total).view()) : std::string("an unknown number of");
  put(shown + " of " + of + " jobs\n");
}

std::string summary_text(const JobSummary& s, Options::Format format) {
  if (format == Options::Format::Json) {
    std::string text = "{\"total_jobs\":" + std::to_string(s.total);
    for (const Status status : {Status::Pending, Status::Running, Status::Completed, Status::Failed, Status::Paused}) {
      std::string name(wire_name(status));
      name.front() = static_cast<char>(name.front() | 0x20);
      text += ",\"" + name + "_jobs\":" + std::to_string(s.of(status));
    }
    return text + "}\n";
  }
  const bool csv = format == Options::Format::Csv;
  std::string text = csv ? "status,jobs\r\nTotal," + std::to_string(s.total) + "\r\n" : "Total      " + std::string(grouped(s.total).view()) + "\n";
  for (const Status status : {Status::Pending, Status::Running, Status::Completed, Status::Failed, Status::Paused}) {
    text += csv ? std::string(label(status)) + "," + std::to_string(s.of(status)) + "\r\n" : to_width(label(status), 11) + std::string(grouped(s.of(status)).view()) + "\n";
  }
  return text;
}

}  // namespace syncwall
