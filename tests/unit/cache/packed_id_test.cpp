#include "cache/packed_id.h"

#include <doctest/doctest.h>

#include <string>

using namespace syncwall;

TEST_CASE("a canonical UUID packs and reads back; its order is its text's") {
  PackedId a, b;
  REQUIRE(pack_uuid("0f8fad5b-d9cb-469f-a165-70867728950e", a));
  REQUIRE(pack_uuid("0f8fad5b-d9cb-469f-a165-70867728950f", b));
  CHECK(uuid_text(a).view() == "0f8fad5b-d9cb-469f-a165-70867728950e");
  CHECK_FALSE(a == b);
  CHECK(a.lo < b.lo);
}

TEST_CASE("anything but a canonical UUID is left to the table of odd ids") {
  PackedId id;
  for (const char* odd : {"", "job-7", "0F8FAD5B-D9CB-469F-A165-70867728950E", "0f8fad5bd9cb469fa16570867728950e",
                          "0f8fad5b-d9cb-469f-a165-70867728950", "0f8fad5b-d9cb-469f-a165+70867728950e",
                          "gf8fad5b-d9cb-469f-a165-70867728950e", "ffffffff-ffff-ffff-a165-70867728950e"}) {
    CAPTURE(odd);
    CHECK_FALSE(pack_uuid(odd, id));
  }
}
