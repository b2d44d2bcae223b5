#include "base/spreadsheet.h"

#include <doctest/doctest.h>

#include <random>
#include <vector>

using namespace syncwall;

namespace {

// As spreadsheets take apart what is pasted or opened: rows of fields.
std::vector<std::vector<std::string>> read(std::string_view text, char separator) {
  std::vector<std::vector<std::string>> rows{{""}};
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    std::string& field = rows.back().back();
    if (quoted) {
      if (c != '"')
        field += c;
      else if (i + 1 < text.size() && text[i + 1] == '"')
        field += '"', ++i;
      else
        quoted = false;
    } else if (c == '"' && field.empty()) {
      quoted = true;
    } else if (c == separator) {
      rows.back().emplace_back();
    } else if (c == '\n') {
      rows.push_back({""});
    } else {
      field += c;
    }
  }
  return rows;
}

}  // namespace

TEST_CASE("what a spreadsheet would run is text: every sign, blanks before it, full-width forms") {
  for (const char separator : {',', '\t', ';'}) {
    for (const char* text : {"=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1",
                             "\xC2\xA0=1+1", "＝1+1", "＋1", "－1", "＠SUM(A1)", "\xE3\x80\x80＝1"}) {
      CAPTURE(text);
      const auto field = read(spreadsheet_field(text, separator), separator);
      REQUIRE(field.size() == 1);
      REQUIRE(field[0].size() == 1);
      CHECK(field[0][0] == "'" + std::string(text));
    }
    for (const char* text : {"", " ", "payroll", "a=b", "résumé", "1-2", "'quoted'", "学점"})
      CHECK(spreadsheet_field(text, separator) == text);
  }
}

TEST_CASE("any text stays one field of one row, and reads as it was") {
  std::mt19937 random(3);
  constexpr std::string_view kLetters = "a\"\t,;\n\r '=x";
  for (int round = 0; round < 500; ++round) {
    for (const char separator : {',', '\t'}) {
      std::string text;
      std::vector<std::string> fields;
      for (int i = 0; i < 3; ++i) {
        std::string field = "n";  // no formula: those are above
        for (unsigned n = random() % 8; n > 0; --n) field += kLetters[random() % kLetters.size()];
        if (random() % 3 == 0) field.front() = '"';
        if (i > 0) text += separator;
        text += spreadsheet_field(field, separator);
        fields.push_back(field);
      }
      const auto rows = read(text, separator);
      REQUIRE(rows.size() == 1);
      CHECK(rows[0] == fields);
    }
  }
}
