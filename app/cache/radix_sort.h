// A stable sort of rows by one integer key: least significant digit first, skipping digits that all rows share.
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace syncwall {

struct KeyedRow {
  std::uint64_t key;
  std::uint32_t row;
};

// `scratch` is grown as needed; its contents don't matter.
inline void radix_sort(std::vector<KeyedRow>& rows, std::vector<KeyedRow>& scratch) {
  constexpr unsigned kBits = 11;
  constexpr std::size_t kBuckets = std::size_t{1} << kBits;
  std::uint64_t all_or = 0, all_and = ~std::uint64_t{0};
  for (const KeyedRow& r : rows) {
    all_or |= r.key;
    all_and &= r.key;
  }
  const std::uint64_t differing = rows.empty() ? 0 : all_or ^ all_and;
  scratch.resize(rows.size());
  for (unsigned shift = 0; shift < 64; shift += kBits) {
    if (((differing >> shift) & (kBuckets - 1)) == 0) continue;
    std::array<std::uint32_t, kBuckets> at{};
    const auto digit = [shift](std::uint64_t key) { return (key >> shift) & (kBuckets - 1); };
    for (const KeyedRow& r : rows) ++at[digit(r.key)];
    std::uint32_t sum = 0;
    for (std::uint32_t& count : at) sum += std::exchange(count, sum);
    for (const KeyedRow& r : rows) scratch[at[digit(r.key)]++] = r;
    rows.swap(scratch);
  }
}

}  // namespace syncwall
