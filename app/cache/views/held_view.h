// A view whose rows keep their places although newer values are known (product.md, "What a refresh may never do").
// Pure functions; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "cache/views/view.h"

namespace syncwall {

// So many changed rows are looked at one by one; where there are more, each counts, whether it moves or not.
inline constexpr std::size_t kCountedExactly = 10'000;

struct HeldView {
  std::shared_ptr<const View> view;  // the held rows, and behind them what the frontier has newly passed
  std::int64_t waiting = 0;          // rows that `fresh` shows elsewhere, no longer, or as well
};

// Where rows would change places, those count that changed since held.ordered_under; the others stand still.
[[nodiscard]] HeldView hold(const View& held, const View& fresh);

}  // namespace syncwall
