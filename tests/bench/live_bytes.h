// What the program holds from the heap, counted by replaced operators new and delete. Any thread.
#pragma once

#include <cstdint>

namespace syncwall::bench {

// Bytes as malloc hands them out, its rounding up included.
[[nodiscard]] std::int64_t live_bytes();
// All that was ever handed out.
[[nodiscard]] std::int64_t allocated_bytes();
// Calls of operator new since the start.
[[nodiscard]] std::int64_t allocations();

}  // namespace syncwall::bench
