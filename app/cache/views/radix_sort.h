// Stable sorts by integers, least significant digit first, skipping digits that all elements share. Each thread its
// own.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace syncwall {

// Sorts by the bits `low` to `low + width - 1` of key_of(element). `scratch` is grown as needed; its contents don't
// matter.
template <class Element, class KeyOf>
void radix_sort(std::span<Element> elements, std::vector<Element>& scratch, KeyOf key_of, unsigned low,
                unsigned width) {
  constexpr unsigned kMostBits = 11;  // of a digit: its counters and the ends it writes to stay in the L1 and L2 caches
  if (width == 0 || elements.size() < 2) return;
  const unsigned digits = (width + kMostBits - 1) / kMostBits, bits = (width + digits - 1) / digits;
  if (scratch.size() < elements.size()) scratch.resize(elements.size());
  std::span<Element> from = elements, to = std::span(scratch).first(elements.size());
  for (unsigned digit = 0; digit < digits; ++digit) {
    const unsigned shift = low + digit * bits;
    const std::uint64_t mask = (std::uint64_t{1} << std::min(bits, width - digit * bits)) - 1;
    const auto digit_of = [&](const Element& e) { return (key_of(e) >> shift) & mask; };
    std::array<std::uint32_t, std::size_t{1} << kMostBits> at{};
    for (const Element& e : from) ++at[digit_of(e)];
    if (at[digit_of(from.front())] == from.size()) continue;
    std::uint32_t sum = 0;
    for (std::uint32_t& count : at) sum += std::exchange(count, sum);
    for (const Element& e : from) to[at[digit_of(e)]++] = e;
    std::swap(from, to);
  }
  if (from.data() != elements.data()) std::copy(from.begin(), from.end(), elements.begin());
}

}  // namespace syncwall
