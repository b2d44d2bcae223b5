#include "program/audit_output.h"

#include <array>
#include <string_view>
#include <utility>

#include "base/spreadsheet.h"
#include "base/time_text.h"
#include "jobs/job.h"
#include "program/terminal_text.h"

namespace syncwall {

namespace {

using Format = Options::Format;

struct Cell {
  std::string_view label;
  std::size_t width;  // in terminal columns; 0: the last one, as long as it is
  std::string text;
};

const std::string& either(const std::string& name, const std::string& id) { return name.empty() ? id : name; }

std::array<Cell, 7> cells(const AuditRecord& r) {
  return {Cell{"When", 25, r.at_text.empty() ? local_time_text(r.at) : "unreadable: «" + r.at_text + "»"},
          {"Outcome", 9, std::string(outcome_text(r))},
          {"By", 20, either(r.key_name, r.user_id)},
          {"From", 15, r.address},
          {"User", 20, either(r.connector_user_name, r.connector_user_id)},
          {"Job", 36, r.connector_id},
          {"Collection", 0, either(r.collection_name, r.collection_id)}};
}

std::string table_line(const AuditRecord& record, bool labels) {
  std::string line;
  for (const Cell& cell : cells(record)) {
    const std::string text = labels ? std::string(cell.label) : harmless(cell.text);
    line += cell.width == 0 ? text : to_width(text, cell.width) + " ";
  }
  while (line.ends_with(' ')) line.pop_back();
  return line + "\n";
}

std::string csv_line(const AuditRecord& r) {
  const std::string at = is_time(r.at)       ? to_rfc3339(r.at)
                         : r.at_text.empty() ? "unknown"
                                             : "unreadable: «" + harmless(r.at_text) + "»";
  std::string line = (r.number > 0 ? std::to_string(r.number) : "unknown") + "," + spreadsheet_field(at, ',');
  for (const std::string* text : {&r.key_name, &r.user_id, &r.address, &r.connector_id, &r.connector_user_id,
                                  &r.connector_user_name, &r.collection_id, &r.collection_name}) {
    line += "," + spreadsheet_field(harmless(*text, true), ',');
  }
  return line + "," + spreadsheet_field(harmless(outcome_text(r)), ',') + "\r\n";
}

}  // namespace

void AuditWriter::begin() {
  if (format_ == Format::Json) return put("{\"items\":[");
  if (format_ == Format::Csv)
    return put(
        "number,at,key_name,user_id,address,connector_id,connector_user_id,connector_user_name,collection_id,"
        "collection_name,outcome\r\n");
  put(table_line({}, true));
}

void AuditWriter::add(const AuditRecord& record) {
  ++records_;
  if (format_ == Format::Csv) return put(csv_line(record));
  if (format_ == Format::Table) return put(table_line(record, false));
  std::string text = records_ > 1 ? ",\n" : "\n";
  append_audit_json(text, record);
  put(harmless_json(text));
}

void AuditWriter::end() {
  if (format_ == Format::Json) return put(records_ > 0 ? "\n]}\n" : "]}\n");
  if (format_ == Format::Table)
    put(std::string(grouped(records_).view()) + (records_ == 1 ? " record\n" : " records\n"));
}

}  // namespace syncwall
