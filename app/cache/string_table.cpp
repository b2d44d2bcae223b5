#include "cache/string_table.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "base/search_text.h"
#include "base/utf8.h"

namespace syncwall {

// Blocks of text that never move; freed together when the table and its last reader are gone.
struct StringTable::Arena {
  static constexpr std::size_t kBlock = std::size_t{256} * 1024;
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

// Both behind one another.
const char* StringTable::keep(std::string_view text, std::string_view behind) {
  const std::size_t needed = text.size() + behind.size();
  if (needed == 0) return "";
  Arena& arena = *arena_;
  if (needed > arena.left) {
    const std::size_t size = std::max(needed, Arena::kBlock);
    arena.blocks.push_back(std::make_unique_for_overwrite<char[]>(size));
    arena.next = arena.blocks.back().get();
    arena.left = size;
    arena.bytes += size;
  }
  char* const at = arena.next;
  std::memcpy(at, text.data(), text.size());
  if (!behind.empty()) std::memcpy(at + text.size(), behind.data(), behind.size());
  arena.next += needed;
  arena.left -= needed;
  return at;
}

StringTable::Index StringTable::intern(std::string_view text) {
  const auto hash_text = [](std::string_view t) { return std::uint64_t{std::hash<std::string_view>{}(t)}; };
  const std::uint64_t hash = hash_text(text);
  const auto& entries = entries_.view();
  const Index known =
      index_.find(hash, [&](Index i) { return std::string_view(entries[i].text, entries[i].size) == text; });
  if (known != IndexSet::kNone) return known;
  const bool ascii = is_ascii(text);
  Entry entry;
  entry.size = static_cast<std::uint32_t>(text.size());
  entry.folded_size = kAscii;
  std::string forms;
  if (!ascii) {
    forms = fold(text);
    entry.folded_size = static_cast<std::uint32_t>(forms.size());
    const std::string searched = search_text(text);
    const bool same = searched == forms;
    const std::uint32_t size = same ? kSame : static_cast<std::uint32_t>(searched.size());
    char head[sizeof size];
    std::memcpy(head, &size, sizeof head);
    forms.append(head, sizeof head);
    if (!same) forms += searched;
  }
  entry.text = keep(text, forms);
  const auto index = static_cast<Index>(entries_.push_back(entry));
  index_.insert(hash, index, [&](Index i) { return hash_text({entries_.view()[i].text, entries_.view()[i].size}); });
  return index;
}

std::size_t StringTable::bytes() const { return arena_->bytes + entries_.bytes() + index_.bytes(); }

}  // namespace syncwall
