// What a job says in words: its cells, its tooltips, what is copied. No ImGui; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "jobs/job.h"
#include "jobs/odd_fields.h"
#include "table/columns.h"

namespace syncwall {

// A cell's text without allocation in the steady state: borrowed from the job where it can be, else written into
// `buffer`. Outside text comes as it is: the drawing cuts it and keeps it to one line.
[[nodiscard]] std::string_view cell_text(const JobView& job, Column column, WallMs now, std::string& buffer);

// What an error says of its cause, in one line of it: of a traceback the last one. Part of `error`.
[[nodiscard]] std::string_view error_line(std::string_view error);

// Several lines; the first is a headline where `headline` says so. Empty: no tooltip.
struct Tooltip {
  std::string headline;  // "Sync failed"
  std::string text;
};
[[nodiscard]] Tooltip tooltip(const JobView& job, Column column, WallMs now);

// "Overdue" and "was due 14:00, 22 min ago"; "Stuck" and since when it runs; both empty for a job in time.
struct LatenessWords {
  std::string_view word;
  std::string since;
};
[[nodiscard]] LatenessWords lateness_words(const JobView& job, WallMs now);
// Both in one line: "Overdue: was due 14:00, 22 min ago".
[[nodiscard]] std::string lateness_text(const JobView& job, WallMs now);

// For programs and spreadsheets: a time as RFC 3339 (LastSync or Created), empty for never; a schedule in seconds. Or
// "unreadable: «as it came»", or "unknown".
[[nodiscard]] std::string exact_time(const JobView& job, JobField field);
[[nodiscard]] std::string exact_schedule(const JobView& job);

// What "Copy cell" copies: the exact value (a time as RFC 3339, a name as it came).
[[nodiscard]] std::string copy_cell(const JobView& job, Column column);
// One line, tab-separated, in the order of columns(), each a spreadsheet_field(); tabs and line breaks inside values
// become spaces.
[[nodiscard]] std::string copy_row_tsv(const JobView& job);
// Every field for the details panel, in order: label and text.
struct Field {
  std::string label, text;
  bool trouble = false;  // what went wrong
};
[[nodiscard]] std::vector<Field> all_fields(const JobView& job, WallMs now);

}  // namespace syncwall
