// Lists that move while they are read: what is known of them, and what is only doubted.
#include "sources/collection_list.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <set>

using namespace syncwall;

namespace {

using Ids = std::vector<int>;

Ids numbers(int n) {
  Ids ids(static_cast<std::size_t>(n));
  for (int i = 0; i < n; ++i) ids[static_cast<std::size_t>(i)] = i;
  return ids;
}

CollectionPage cut(const Ids& list, std::size_t offset, std::size_t limit) {
  CollectionPage page;
  for (std::size_t i = offset; i < std::min(list.size(), offset + limit); ++i)
    page.collections.push_back({"c" + std::to_string(list[i]), ""});
  page.listed = page.collections.size();
  return page;
}

// Reads it once; `before` each page.
CollectionListing read(Ids& list, std::size_t limit, const std::function<void(Ids&)>& before = {}) {
  CollectionListing listing;
  for (int pages = 0; !listing.done(); ++pages) {
    REQUIRE(pages < 10'000);
    if (before) before(list);
    listing.take(cut(list, listing.next_offset(), limit));
  }
  return listing;
}

std::set<std::string> ids_of(const std::vector<CollectionRef>& collections) {
  std::set<std::string> ids;
  for (const CollectionRef& c : collections) ids.insert(c.id);
  return ids;
}

// One walk's listings. How many they were.
int walk(CollectionRoster& roster, Ids& list, std::size_t limit, const std::function<void(Ids&)>& before = {}) {
  roster.begin_walk();
  int passes = 1;
  while (roster.again_after(read(list, limit, before))) ++passes;
  return passes;
}

}  // namespace

TEST_CASE("a list that stays as it is, is read whole, whatever a page holds, and is not doubted") {
  for (const int n : {0, 1, 2, 99, 100, 101, 199, 200, 250}) {
    for (const std::size_t limit : {1u, 2u, 7u, 100u, 1000u}) {
      CAPTURE(n);
      CAPTURE(limit);
      Ids list = numbers(n);
      const CollectionListing listing = read(list, limit);
      CHECK_FALSE(listing.moved());
      CHECK(listing.found().size() == static_cast<std::size_t>(n));
      for (std::size_t i = 0; i < listing.found().size(); ++i) CHECK(listing.found()[i].id == "c" + std::to_string(i));
    }
  }
}

TEST_CASE("each way in which a list moves under the reader is seen, or costs nothing") {
  std::mt19937 random(3);
  int missed = 0;
  for (int round = 0; round < 2'000; ++round) {
    Ids list = numbers(60);
    const std::size_t limit = 10;
    int fresh = 100;
    const CollectionListing listing = read(list, limit, [&](Ids& now) {
      if (random() % 3 != 0) return;
      const auto at = now.begin() + static_cast<std::ptrdiff_t>(random() % now.size());
      switch (random() % 3) {
        case 0:
          std::rotate(now.begin(), at, at + 1);
          break;  // updated
        case 1:
          now.erase(at);
          break;
        default:
          now.insert(now.begin(), fresh++);
      }
    });
    // What stood in the list all the time and was not found.
    bool lost = false;
    for (const int id : list) lost = lost || (id < 60 && !listing.holds("c" + std::to_string(id)));
    if (lost && !listing.moved()) ++missed;
  }
  CHECK(missed == 0);
}

TEST_CASE("a server that gives the same page for ever, or an empty one, ends the reading") {
  Ids list = numbers(30);
  CollectionListing listing;
  int pages = 0;
  for (; !listing.done(); ++pages) {
    REQUIRE(pages < 10);
    listing.take(cut(list, 0, 30));
  }
  CHECK(listing.moved());
  CHECK(listing.found().size() == 30);
}

TEST_CASE("collections that are updated while they are listed are all found, and none is ever lost") {
  for (const bool shuffled : {false, true}) {
    CAPTURE(shuffled);
    std::mt19937 random(5);
    const auto before = [&](Ids& list) {
      if (shuffled) std::ranges::shuffle(list, random);
      for (int i = 0; i < 5; ++i) {
        const auto at = list.begin() + static_cast<std::ptrdiff_t>(random() % list.size());
        std::rotate(list.begin(), at, at + 1);
      }
    };
    Ids list = numbers(2'000);
    CollectionRoster roster;
    std::size_t known = 0;
    for (int i = 0; i < 10; ++i) {
      CHECK(walk(roster, list, 100, before) <= CollectionRoster::kMostPasses);
      CHECK(roster.maybe_incomplete());
      CHECK(roster.all().size() >= known);
      known = roster.all().size();
    }
    CHECK(known == 2'000);
  }
}

TEST_CASE("one that is gone leaves when two listings agree; a new one comes at once") {
  Ids list = numbers(300);
  CollectionRoster roster;
  CHECK(walk(roster, list, 100) == 1);
  list.erase(list.begin() + 120);
  list.push_back(900);
  CHECK(walk(roster, list, 100) == 2);
  CHECK_FALSE(roster.maybe_incomplete());
  CHECK(roster.all().size() == 300);
  CHECK_FALSE(ids_of(roster.all()).contains("c120"));
  CHECK(ids_of(roster.all()).contains("c900"));
  // Left out once, there again when it is looked at twice: it was never gone.
  int reads = 0;
  roster.begin_walk();
  Ids without = list;
  without.erase(without.begin() + 7);
  while (roster.again_after(read(reads == 0 ? without : list, 100))) ++reads;
  CHECK(reads == 1);
  CHECK(roster.all().size() == 300);
  roster.remove({"c8", "c9", "unknown"});
  CHECK(roster.all().size() == 298);
}
