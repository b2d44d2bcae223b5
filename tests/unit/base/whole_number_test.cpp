#include "base/whole_number.h"

#include <doctest/doctest.h>

using namespace syncwall;

TEST_CASE("whole numbers are digits, without the zeros before them") {
  for (const auto& [text, read] : {std::pair{"7", "7"}, {"010", "10"}, {"0", "0"}, {"000", "0"}, {"-010", "-10"}}) {
    CAPTURE(text);
    CHECK(whole_number(text).value() == read);
  }
  for (const char* none : {"", "-", "--1", "+1", "0x10", "1e3", "1.5", " 1", "1 ", "nan"}) {
    CAPTURE(none);
    CHECK_FALSE(whole_number(none).ok());
    CHECK_FALSE(natural_number(none).ok());
  }
}

TEST_CASE("natural numbers fit into 64 bits, and the problem says which they are") {
  CHECK(natural_number("007").value() == "7");
  CHECK(natural_number("18446744073709551615").ok());
  for (const char* none : {"-1", "-0", "18446744073709551616", "99999999999999999999999"}) {
    CAPTURE(none);
    REQUIRE_FALSE(natural_number(none).ok());
    CHECK(natural_number(none).problem().text() ==
          "'" + std::string(none) + "' is no whole number from 0 to 18446744073709551615");
  }
}
