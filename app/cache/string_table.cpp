#include "cache/string_table.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "base/utf8.h"

namespace syncwall {

// Blocks of text that never move; freed together when the table and its last reader are gone.
struct StringTable::Arena {
  static constexpr std::size_t kBlock = 256 * 1024;
  std::vector<std::unique_ptr<char[]>> blocks;
  std::size_t left = 0;
  char* next = nullptr;
  std::size_t bytes = 0;
};

StringTable::StringTable() : arena_(std::make_shared<Arena>()) { intern(""); }

StringTable::View StringTable::view() const {
  View view;
  view.entries_ = entries_.view();
  view.arena_ = arena_;
  return view;
}

std::string_view StringTable::keep(std::string_view text) {
  if (text.empty()) return {};
  Arena& arena = *arena_;
  if (text.size() > arena.left) {
    const std::size_t size = std::max(text.size(), Arena::kBlock);
    arena.blocks.push_back(std::make_unique_for_overwrite<char[]>(size));
    arena.next = arena.blocks.back().get();
    arena.left = size;
    arena.bytes += size;
  }
  char* const at = arena.next;
  std::memcpy(at, text.data(), text.size());
  arena.next += text.size();
  arena.left -= text.size();
  return {at, text.size()};
}

StringTable::Index StringTable::intern(std::string_view text) {
  const auto hash_text = [](std::string_view t) { return std::uint64_t{std::hash<std::string_view>{}(t)}; };
  const std::uint64_t hash = hash_text(text);
  const auto& entries = entries_.view();
  const Index known = index_.find(hash, [&](Index i) { return entries[i].text == text; });
  if (known != IndexSet::kNone) return known;
  const std::string folded = fold(text);
  Entry entry;
  entry.text = keep(text);
  entry.folded = folded == text ? entry.text : keep(folded);
  const auto index = static_cast<Index>(entries_.push_back(entry));
  index_.insert(hash, index, [&](Index i) { return hash_text(entries_.view()[i].text); });
  return index;
}

std::size_t StringTable::bytes() const { return arena_->bytes + entries_.bytes() + index_.bytes(); }

}  // namespace syncwall
