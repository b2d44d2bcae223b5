// StringTable: unique strings, each stored once, ready to be ordered and searched without regard to case, addressed by
// a small index.
//
// Thread safety: one writer (whoever holds the cache's writer lock) calls intern(). Readers hold a View, which
// they got through the cache's publish lock, and may read every index below its size() without a lock.
// Invariants: a stored string never moves or changes; an index always means the same string; nothing is removed
// (a million jobs have some thousands of users and collections).
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

#include "base/folded_text.h"
#include "cache/index_set.h"
#include "cache/paged_array.h"

namespace syncwall {

class StringTable {
 public:
  using Index = std::uint32_t;

 private:
  // Sixteen bytes: a million collections may have a million names. What is not ASCII has its folded form behind it,
  // then the size of its searched form (kSame: it is the folded one), and that.
  struct Entry {
    const char* text = nullptr;
    std::uint32_t size = 0;         // bytes
    std::uint32_t folded_size = 0;  // kAscii: nothing is stored, since folding while reading costs nothing
  };
  static constexpr std::uint32_t kAscii = ~std::uint32_t{0}, kSame = ~std::uint32_t{0};

 public:
  // What a reader holds; cheap to copy.
  class View {
   public:
    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    [[nodiscard]] std::string_view text(Index i) const { return {entries_[i].text, entries_[i].size}; }
    // As it is ordered.
    [[nodiscard]] FoldedText folded(Index i) const {
      const Entry& entry = entries_[i];
      if (entry.folded_size == kAscii) return {{entry.text, entry.size}, true};
      return {{entry.text + entry.size, entry.folded_size}, false};
    }
    // As it is searched (base/search_text.h).
    [[nodiscard]] FoldedText searched(Index i) const {
      const Entry& entry = entries_[i];
      if (entry.folded_size == kAscii) return {{entry.text, entry.size}, true};
      const char* const behind = entry.text + entry.size + entry.folded_size;
      std::uint32_t size = 0;
      std::memcpy(&size, behind, sizeof size);
      if (size == kSame) return {{entry.text + entry.size, entry.folded_size}, false};
      return {{behind + sizeof size, size}, false};
    }

   private:
    friend class StringTable;
    PagedArray<Entry>::View entries_;
    std::shared_ptr<const void> arena_;  // keeps the texts alive
  };

  StringTable();

  // Writer only. The index of `text`, added if new; index 0 is the empty string. REQUIRES: less than 1 GiB.
  Index intern(std::string_view text);

  // Writer only. What there is now, for a snapshot.
  [[nodiscard]] View view() const;

  // Bytes held: texts, entries and the look-up table.
  [[nodiscard]] std::size_t bytes() const;

 private:
  struct Arena;
  const char* keep(std::string_view text, std::string_view behind);

  std::shared_ptr<Arena> arena_;
  IndexSet index_;
  PagedArray<Entry> entries_;
};

}  // namespace syncwall
