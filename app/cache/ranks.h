// Ranks: the place of each of n values in their order, kept while values are added at the end. Equal values
// have equal ranks. What makes sorting rows by text or id a matter of sorting integers. One thread at a time.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

namespace syncwall {

class Ranks {
 public:
  // Ranks the values 0 … n - 1. `compare(a, b)` orders two values by index and never changes its mind about
  // values that were there before. Costs nothing when nothing was added, O(n + k log k) for k new values.
  template <class Compare>
  void extend(std::uint32_t n, Compare compare) {
    const std::size_t old = sorted_.size();
    if (n <= old) return;
    const auto before = [&](std::uint32_t a, std::uint32_t b) { return compare(a, b) < 0; };
    sorted_.resize(n);
    const auto middle = sorted_.begin() + static_cast<std::ptrdiff_t>(old);
    std::iota(middle, sorted_.end(), static_cast<std::uint32_t>(old));
    std::sort(middle, sorted_.end(), before);
    std::inplace_merge(sorted_.begin(), middle, sorted_.end(), before);
    rank_.resize(n);
    std::uint32_t rank = 0;
    for (std::size_t i = 0; i < n; ++i) {
      if (i > 0 && compare(sorted_[i - 1], sorted_[i]) != 0) ++rank;
      rank_[sorted_[i]] = rank;
    }
  }

  [[nodiscard]] std::uint32_t of(std::uint32_t value) const { return rank_[value]; }
  [[nodiscard]] std::span<const std::uint32_t> all() const { return rank_; }

 private:
  std::vector<std::uint32_t> sorted_, rank_;
};

}  // namespace syncwall
