// Waiting for what other threads do, without guessing how long it takes: looks every millisecond, gives up after
// ten seconds (a failed test, never a hanging one).
#pragma once

#include <chrono>
#include <thread>

namespace syncwall::test {

template <class Condition>
[[nodiscard]] bool wait_until(Condition condition, std::chrono::milliseconds limit = std::chrono::seconds(10)) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace syncwall::test
