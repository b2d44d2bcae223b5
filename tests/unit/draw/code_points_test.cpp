#include "draw/code_points.h"

#include <doctest/doctest.h>

using namespace syncwall;

TEST_CASE("a new character is noticed once") {
  CodePoints seen;
  CHECK(seen.contains(U'a'));
  CHECK_FALSE(seen.contains(U'品'));
  const auto before = seen.version();
  seen.add("plain ASCII costs nothing");
  CHECK(seen.version() == before);
  seen.add("品質");
  CHECK(seen.contains(U'品'));
  const auto after = seen.version();
  CHECK(after != before);
  seen.add("品質品質");
  CHECK(seen.version() == after);
}

TEST_CASE("what can't be drawn breaks nothing") {
  CodePoints seen;
  seen.add("\xFF\xFE broken \xE5\x93");
  seen.add("😀");
  CHECK_FALSE(seen.contains(0x1F600));
  CHECK(seen.contains(0xFFFD));
}
