#include "cache/dictionary.h"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <thread>
#include <unordered_map>

using namespace syncwall;

TEST_CASE("every text has one index, also past many pages and when it is huge or hostile") {
  StringTable table;
  std::unordered_map<std::string, StringTable::Index> model;
  std::mt19937 random(3);
  for (int i = 0; i < 30'000; ++i) {
    std::string text = "Name ## %s\n" + std::to_string(random() % 12'000);
    if (i % 5'000 == 0) text += std::string(300'000, 'X');
    const auto index = table.intern(text);
    const auto [at, added] = model.emplace(text, index);
    REQUIRE(at->second == index);
  }
  const auto view = table.view();
  CHECK(view.size() == model.size() + 1);
  for (const auto& [text, index] : model) REQUIRE(view.text(index) == text);
  CHECK(table.view().folded(table.intern("ÄRGER")).str() == "ärger");
  CHECK(table.view().folded(table.intern("Anger [Z@]")).str() == "anger [z@]");
}

TEST_CASE("users and collections are told apart by every field and shown by name, else id") {
  Dictionary dictionary;
  const UserIndex ada = dictionary.user("u1", "Ada", "ada@example.com");
  CHECK(dictionary.user("u1", "Ada", "ada@example.com") == ada);
  CHECK(dictionary.user("u2", "Ada", "ada@example.com") != ada);
  CHECK(dictionary.user("u1", "Ada L.", "ada@example.com") != ada);
  const CollectionIndex nameless = dictionary.collection("c1", "");
  CHECK(dictionary.view().shown_user(ada) == "Ada");
  CHECK(dictionary.view().shown_collection(nameless) == "c1");
}

TEST_CASE("odd ids and UUIDs come back as they were, and equal texts pack equal") {
  Dictionary dictionary;
  UuidText buffer;
  for (const char* text :
       {"", "job-7", "FFFF", "ffffffff-ffff-ffff-ffff-ffffffffffff", "00000000-0000-0000-0000-000000000000"}) {
    const PackedId id = dictionary.pack(text);
    CHECK(dictionary.pack(text) == id);
    CHECK(dictionary.view().id_text(id, buffer) == text);
  }
  CHECK_FALSE(dictionary.pack("a") == dictionary.pack("b"));
}

TEST_CASE("a reader's view stays true while the writer goes on") {
  StringTable table;
  for (int i = 0; i < 5'000; ++i) table.intern(std::to_string(i));
  const auto view = table.view();
  bool same = true;
  std::jthread reader([&] {
    for (std::uint32_t i = 1; i < view.size(); ++i) same = same && view.text(i) == std::to_string(i - 1);
  });
  for (int i = 5'000; i < 40'000; ++i) table.intern(std::to_string(i));
  reader.join();
  CHECK(same);
  CHECK(view.size() == 5'001);
}
