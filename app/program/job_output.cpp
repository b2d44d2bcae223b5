#include "program/job_output.h"

#include <array>
#include <string_view>

#include "base/json_text.h"
#include "base/spreadsheet.h"
#include "base/time_text.h"
#include "base/utf8.h"
#include "jobs/job_json.h"
#include "program/terminal_text.h"
#include "table/job_text.h"

namespace syncwall {

namespace {

struct TextColumn {
  Column column;
  std::size_t width;  // in terminal columns
};
constexpr std::array kTextColumns{TextColumn{Column::Status, 11}, TextColumn{Column::LastSync, 11},
                                  TextColumn{Column::User, 24},   TextColumn{Column::Collection, 36},
                                  TextColumn{Column::Type, 22},   TextColumn{Column::Schedule, 13}};

constexpr std::size_t kServerWidth = 16;

std::string csv_line(const JobView& j, bool servers) {
  std::string line;
  const auto add = [&](std::string_view text) {
    line += (line.empty() ? "" : ",") + spreadsheet_field(harmless(text, true), ',');
  };
  line = spreadsheet_field(harmless(j.id, true), ',');
  add(shown_user(j));
  add(j.user_email);
  add(shown_collection(j));
  add(j.collection_id);
  add(j.type == ConnectorType::Other ? j.type_text : wire_name(j.type));
  add(exact_time(j, JobField::Created));
  add(exact_time(j, JobField::LastSync));
  add(j.status == Status::Other ? j.status_text : wire_name(j.status));
  add(exact_schedule(j));
  add(j.last_sync_error);
  if (servers) add(j.server);
  return line + "\r\n";
}

}  // namespace

void JobWriter::begin() {
  if (format_ == Options::Format::Json) return put("{\"items\":[");
  if (format_ == Options::Format::Csv)
    return put(
        std::string("id,user,user_email,collection,collection_id,type,created_at,last_sync_at,status,schedule_seconds,"
                    "last_sync_error") +
        (servers_ ? ",server\r\n" : "\r\n"));
  std::string line = servers_ ? to_width(info(Column::Server).label, kServerWidth) + " " : "";
  for (const TextColumn& c : kTextColumns) line += to_width(info(c.column).label, c.width) + " ";
  put(line + "Last error\n");
}

void JobWriter::add(const JobView& job) {
  ++jobs_;
  if (format_ == Options::Format::Json) {
    std::string text = jobs_ > 1 ? ",\n" : "\n";
    append_job_json(text, job);
    return put(harmless_json(text));
  }
  if (format_ == Options::Format::Csv) return put(csv_line(job, servers_));
  std::string line = servers_ ? to_width(job.server, kServerWidth) + " " : "";
  for (const TextColumn& c : kTextColumns) line += to_width(cell_text(job, c.column, now_, buffer_), c.width) + " ";
  line += harmless(job.last_sync_error);
  while (line.ends_with(' ')) line.pop_back();
  put(line + "\n");
}

void JobWriter::end(std::int64_t total) {
  if (format_ == Options::Format::Csv) return;
  if (format_ == Options::Format::Json)
    return put(jobs_ > 0 ? "\n]" : "]"), put(total >= 0 ? ",\"total\":" + std::to_string(total) + "}\n" : "}\n");
  const std::string shown(grouped(jobs_).view());
  const std::string of = total >= 0 ? std::string(grouped(total).view()) : std::string("an unknown number of");
  put(shown + " of " + of + " jobs\n");
}

std::string summary_text(const JobSummary& s, Options::Format format, const FailureList* failures) {
  if (format == Options::Format::Json) {
    std::string text = "{\"total_jobs\":" + std::to_string(s.total);
    for (const Status status : {Status::Pending, Status::Running, Status::Completed, Status::Failed, Status::Paused}) {
      std::string name(wire_name(status));
      name.front() = static_cast<char>(name.front() | 0x20);
      text += ",\"" + name + "_jobs\":" + std::to_string(s.of(status));
    }
    if (s.others() > 0) text += ",\"other_jobs\":" + std::to_string(s.others());
    if (failures != nullptr) text += ",\"failures\":" + failures->json();
    return text + "}\n";
  }
  const bool csv = format == Options::Format::Csv;
  if (csv && failures != nullptr) return failures->csv();
  std::string text = csv ? "status,jobs\r\nTotal," + std::to_string(s.total) + "\r\n"
                         : "Total      " + std::string(grouped(s.total).view()) + "\n";
  const auto add = [&](std::string_view name, std::int64_t n) {
    text += csv ? std::string(name) + "," + std::to_string(n) + "\r\n"
                : to_width(name, 11) + std::string(grouped(n).view()) + "\n";
  };
  for (const Status status : {Status::Pending, Status::Running, Status::Completed, Status::Failed, Status::Paused})
    add(label(status), s.of(status));
  if (s.others() > 0) add(label(Status::Other), s.others());
  if (failures != nullptr) text += "\n" + failures->table();
  return text;
}

}  // namespace syncwall
