// IndexSet: finds the index of a value that is stored elsewhere. Open addressing over 32-bit indices, so that a
// million jobs cost 8 MB and no node each. One thread at a time.
#pragma once

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace syncwall {

class IndexSet {
 public:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  // The stored index for which same(index) holds, else kNone.
  template <class Same>
  [[nodiscard]] std::uint32_t find(std::uint64_t hash, Same same) const {
    if (slots_.empty()) return kNone;
    for (std::size_t at = hash & mask();; at = (at + 1) & mask()) {
      if (slots_[at] == kNone || same(slots_[at])) return slots_[at];
    }
  }

  // REQUIRES: no equal value is stored. hash_of(index) gives the hash of a stored value, for growing.
  template <class HashOf>
  void insert(std::uint64_t hash, std::uint32_t index, HashOf hash_of) {
    if (2 * (count_ + 1) > slots_.size()) grow(hash_of);
    put(hash, index);
    ++count_;
  }

  // Does nothing where it isn't stored. hash_of as in insert().
  template <class HashOf>
  void erase(std::uint64_t hash, std::uint32_t index, HashOf hash_of) {
    if (slots_.empty()) return;
    std::size_t hole = hash & mask();
    for (; slots_[hole] != index; hole = (hole + 1) & mask()) {
      if (slots_[hole] == kNone) return;
    }
    // What lies behind it moves up where its own place is not behind the hole.
    for (std::size_t at = (hole + 1) & mask(); slots_[at] != kNone; at = (at + 1) & mask()) {
      const std::size_t home = hash_of(slots_[at]) & mask();
      if (((at - home) & mask()) < ((at - hole) & mask())) continue;
      slots_[hole] = slots_[at];
      hole = at;
    }
    slots_[hole] = kNone;
    --count_;
  }

  [[nodiscard]] std::size_t bytes() const { return slots_.capacity() * sizeof(std::uint32_t); }

 private:
  [[nodiscard]] std::size_t mask() const { return slots_.size() - 1; }

  void put(std::uint64_t hash, std::uint32_t index) {
    std::size_t at = hash & mask();
    while (slots_[at] != kNone) at = (at + 1) & mask();
    slots_[at] = index;
  }

  template <class HashOf>
  void grow(HashOf hash_of) {
    const std::vector<std::uint32_t> old =
        std::exchange(slots_, std::vector<std::uint32_t>(slots_.empty() ? 64 : slots_.size() * 2, kNone));
    for (const std::uint32_t index : old) {
      if (index != kNone) put(hash_of(index), index);
    }
  }

  std::vector<std::uint32_t> slots_;  // size is a power of two, at most half full
  std::size_t count_ = 0;
};

}  // namespace syncwall
