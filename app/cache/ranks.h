// Ranks: the place of each of n values in their order, kept while values are added at the end. Equal values have
// equal ranks. What makes sorting rows by text or id a matter of sorting integers. One thread at a time.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace syncwall {

class Ranks {
 public:
  // Ranks the values 0 … n - 1. `sort(span)` brings numbers of values into their order; `compare(a, b)` orders two
  // and never changes its mind about values that were there before. Costs nothing when nothing was added, else
  // O(n) copies, k log n comparisons and the sort for k new values.
  template <class Sort, class Compare>
  void extend(std::uint32_t n, Sort sort, Compare compare) {
    const auto old = static_cast<std::uint32_t>(sorted_.size());
    if (n <= old) return;
    std::vector<std::uint32_t> added(n - old);
    std::iota(added.begin(), added.end(), old);
    sort(std::span(added));
    sorted_ = merged(added, n, compare);
    std::vector<std::uint32_t> ranks(n);
    std::uint32_t rank = 0;
    for (std::size_t i = 0; i < n; ++i) {
      if (i > 0 && differ(sorted_[i - 1], sorted_[i], old, compare)) ++rank;
      ranks[sorted_[i]] = rank;
    }
    ranks_ = std::move(ranks);
  }

  // By value's number.
  [[nodiscard]] std::span<const std::uint32_t> all() const { return ranks_; }
  // The numbers of the values, in order.
  [[nodiscard]] std::span<const std::uint32_t> sorted() const { return sorted_; }

 private:
  // Of two neighbours; those that had ranks before need no comparison.
  template <class Compare>
  bool differ(std::uint32_t a, std::uint32_t b, std::uint32_t old, Compare compare) const {
    return a < old && b < old ? ranks_[a] != ranks_[b] : compare(a, b) != 0;
  }

  // The old order with the added values, each after its equals; from one place to the next in growing strides.
  template <class Compare>
  std::vector<std::uint32_t> merged(std::span<const std::uint32_t> added, std::size_t n, Compare compare) const {
    std::vector<std::uint32_t> all;
    all.reserve(n);
    auto from = sorted_.begin();
    for (const std::uint32_t value : added) {
      const auto not_after = [&](std::uint32_t other) { return compare(other, value) <= 0; };
      auto low = from, high = from;
      for (std::ptrdiff_t stride = 1; high != sorted_.end() && not_after(*high); stride *= 2) {
        low = high + 1;
        high = sorted_.end() - low <= stride ? sorted_.end() : low + stride;
      }
      const auto place = std::partition_point(low, high, not_after);
      all.insert(all.end(), from, place);
      all.push_back(value);
      from = place;
    }
    all.insert(all.end(), from, sorted_.end());
    return all;
  }

  std::vector<std::uint32_t> sorted_, ranks_;
};

}  // namespace syncwall
