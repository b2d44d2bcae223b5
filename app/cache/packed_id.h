// PackedId: a job's id in 16 bytes. Pure value; any thread.
//
// Ids are opaque strings (api.md), but nearly all are canonical lower-case UUIDs, and 128 bits hold those. Any
// other id is kept as text in a table and packed as a reference to it. Ids made against the same table are
// equal exactly when their texts are.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>

namespace syncwall {

struct PackedId {
  std::uint64_t hi = 0, lo = 0;

  // hi of an id that is a reference: lo is then an index into the table of odd ids. The one UUID range that
  // begins so is treated as odd text too, so that no UUID is ever mistaken for a reference.
  static constexpr std::uint64_t kReference = std::numeric_limits<std::uint64_t>::max();
  [[nodiscard]] bool is_reference() const { return hi == kReference; }

  friend bool operator==(const PackedId&, const PackedId&) = default;
};

// True, and `id` set, for a canonical lower-case UUID that is not in the reference range.
[[nodiscard]] bool pack_uuid(std::string_view text, PackedId& id);

struct UuidText {
  std::array<char, 36> chars{};
  [[nodiscard]] std::string_view view() const { return {chars.data(), chars.size()}; }
};

// REQUIRES: !id.is_reference().
[[nodiscard]] UuidText uuid_text(PackedId id);

[[nodiscard]] inline std::uint64_t hash_of(PackedId id) {
  std::uint64_t h = (id.hi ^ (id.lo * 0x9E3779B97F4A7C15ULL)) * 0xBF58476D1CE4E5B9ULL;
  return h ^ (h >> 31);
}

}  // namespace syncwall
