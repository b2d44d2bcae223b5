// Fields of CSV and TSV, as spreadsheets read them. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace syncwall {

// Outside text as one field: quoted where it holds a quote, the separator or a line break, so that it stays one field
// of one row; with an apostrophe before what a spreadsheet would run as a formula (OWASP, "CSV injection"), blanks and
// full-width signs included.
[[nodiscard]] std::string spreadsheet_field(std::string_view text, char separator);

}  // namespace syncwall
