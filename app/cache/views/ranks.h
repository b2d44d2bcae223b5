// Ranks: the place of each of n values in their order, kept while values are added at the end, or a few are replaced.
// Equal values have equal ranks. What makes sorting rows by text or id a matter of sorting integers. One thread at a
// time.
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
  // Ranks the values 0 … n - 1. `sort(numbers, same)` brings numbers of values into their order, and writes 1 to
  // same[i] where the i-th is equal to the one before it. `compare(a, b)` orders two; of values that were ranked before
  // it must say the same as then, except of those in `replaced` (ascending). Costs nothing when nothing was added or
  // replaced, else O(n) copies, k log n comparisons and the sort for k new values.
  template <class Sort, class Compare>
  void extend(std::uint32_t n, Sort sort, Compare compare, std::span<const std::uint32_t> replaced = {}) {
    const auto old = static_cast<std::uint32_t>(ranks_.size());
    if (n <= old && replaced.empty()) return;
    n = std::max(n, old);
    forget(replaced);
    std::vector<std::uint32_t> added(replaced.begin(), replaced.end()), order, ranks(n);
    added.resize(replaced.size() + n - old);
    std::iota(added.begin() + static_cast<std::ptrdiff_t>(replaced.size()), added.end(), old);
    std::vector<std::uint8_t> same(added.size());
    sort(std::span(added), std::span(same));
    order.reserve(n);
    std::uint32_t rank = 0;
    const auto append = [&](std::uint32_t value, bool as_before) {
      if (!order.empty() && !as_before) ++rank;
      order.push_back(value);
      ranks[value] = rank;
    };
    Place next = sorted_.begin();
    const auto append_old_to = [&](Place end) {
      for (; next != end; ++next) append(*next, next != sorted_.begin() && ranks_[*next] == ranks_[*(next - 1)]);
    };
    for (std::size_t i = 0; i < added.size(); ++i) {
      const auto place = behind_equals(next, added[i], compare);
      const bool after_added = place == next && i > 0;
      append_old_to(place);
      append(added[i], after_added ? same[i] != 0 : !order.empty() && compare(order.back(), added[i]) == 0);
    }
    append_old_to(sorted_.end());
    sorted_ = std::move(order);
    ranks_ = std::move(ranks);
  }

  void clear() {
    sorted_.clear();
    ranks_.clear();
  }

  // By value's number.
  [[nodiscard]] std::span<const std::uint32_t> all() const { return ranks_; }
  // The numbers of the values, in order.
  [[nodiscard]] std::span<const std::uint32_t> sorted() const { return sorted_; }

 private:
  using Place = std::vector<std::uint32_t>::const_iterator;

  // Their places in the order go; their ranks are given anew by extend().
  void forget(std::span<const std::uint32_t> values) {
    if (values.empty()) return;
    std::vector<bool> gone(ranks_.size());
    for (const std::uint32_t value : values) gone[value] = true;
    std::erase_if(sorted_, [&](std::uint32_t value) { return gone[value]; });
  }

  // The first of the sorted values that comes after `value`, looked for from `low` on in growing strides.
  template <class Compare>
  Place behind_equals(Place low, std::uint32_t value, Compare compare) const {
    const auto not_after = [&](std::uint32_t other) { return compare(other, value) <= 0; };
    const Place end = sorted_.end();
    Place high = low;
    for (std::ptrdiff_t stride = 1; high != end && not_after(*high); stride *= 2) {
      low = high + 1;
      high = end - low <= stride ? end : low + stride;
    }
    return std::partition_point(low, high, not_after);
  }

  std::vector<std::uint32_t> sorted_, ranks_;
};

}  // namespace syncwall
