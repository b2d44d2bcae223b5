#include "program/terminal_text.h"

#include <doctest/doctest.h>

using namespace syncwall;

TEST_CASE("columns are as wide as the terminal draws them") {
  CHECK(to_width("abc", 5) == "abc  ");
  CHECK(to_width("abcdef", 5) == "abcd…");
  CHECK(to_width("abcde", 5) == "abcde");
  CHECK(to_width("品質管理", 8) == "品質管理");
  CHECK(to_width("品質管理", 7) == "品質管…");
  CHECK(to_width("品質管理", 6) == "品質… ");
  CHECK(to_width("", 2) == "  ");
}

TEST_CASE("marks take no column, joined emoji two, in every script") {
  const std::pair<const char*, std::size_t> cases[] = {{"กำลังทดสอบ", 9},
                                                       {"ภาษาไทย", 7},
                                                       {"हिन्दी", 3},
                                                       {"शिक्षा", 3},
                                                       {"שָׁלוֹם", 4},
                                                       {"مُحَمَّد", 4},
                                                       {"한글", 4},
                                                       {"\u1112\u1161\u11ab\u1100\u1173\u11af", 4},
                                                       {"👨‍👩‍👧‍👦", 2},
                                                       {"👍🏽", 2},
                                                       {"🇩🇪", 2},
                                                       {"❤️", 2},
                                                       {"1️⃣", 2},
                                                       {"e\u0301", 1},
                                                       {"ａ", 2},
                                                       {"a\u200bb", 2},
                                                       {"", 0},
                                                       {"±", 1}};
  for (const auto& [text, columns] : cases) {
    CAPTURE(text);
    CHECK(terminal_width(text) == columns);
    CHECK(to_width(text, columns + 2) == harmless(text) + "  ");
  }
  CHECK(to_width("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 3) == "👨‍👩‍👧‍👦…");
  CHECK(to_width("\u1112\u1161\u11ab\u1100\u1173\u11af", 3) == "\u1112\u1161\u11ab…");
}

TEST_CASE("no text turns, moves or hides what stands around it") {
  CHECK(harmless("rlo \u202egnp.exe") == "rlo \uFFFDgnp.exe");
  CHECK(harmless("\u2066a\u2069\u200f") == "\uFFFDa\uFFFD");
  CHECK(harmless("a\x1b[2Jb\u009b31m\x7f\n\tc\u2028d") == "a [2Jb 31m   c d");
  CHECK(harmless("zero\u200bwidth soft\u00adhyphen") == "zerowidth softhyphen");
  CHECK(harmless("क्\u200dष 👨‍👩‍👧") == "क्\u200dष 👨‍👩‍👧");
  CHECK(harmless("a\nb\u202e", true) == "a\nb\uFFFD");
  CHECK(harmless_json("{\"a\":\"x\u202e\u009b\u007f\U000E0041\"}\n") ==
        "{\"a\":\"x\\u202e\\u009b\\u007f\\udb40\\udc41\"}\n");
}
