#include "cache/index_set.h"

#include <doctest/doctest.h>

#include <map>
#include <random>

using namespace syncwall;

TEST_CASE("whatever is put in and taken out, the set finds what a map would") {
  std::mt19937 random(3);
  // Few different hashes: long runs that wrap round the end of the table.
  const auto hash_of = [](std::uint32_t index) { return std::uint64_t{index % 13} * 0x1F + 60; };
  IndexSet set;
  std::map<std::uint32_t, bool> model;
  for (int step = 0; step < 20'000; ++step) {
    const auto index = static_cast<std::uint32_t>(random() % 200);
    if (random() % 2 == 0) {
      if (!model[index]) set.insert(hash_of(index), index, hash_of);
      model[index] = true;
    } else {
      set.erase(hash_of(index), index, hash_of);
      model[index] = false;
    }
    const auto asked = static_cast<std::uint32_t>(random() % 200);
    const std::uint32_t found = set.find(hash_of(asked), [&](std::uint32_t i) { return i == asked; });
    REQUIRE((found != IndexSet::kNone) == model[asked]);
  }
  CHECK(set.bytes() <= 512 * sizeof(std::uint32_t));  // what was taken out leaves its place
}
