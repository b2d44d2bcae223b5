// Backoff: how long to wait after a failed try. Pure; one owner.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>

namespace syncwall {

// 1 s, 2 s, 4 s … 30 s, and 30 s for ever; each made up to a quarter shorter by chance, so that a hundred walls
// don't all come back at the same moment after an outage.
class Backoff {
 public:
  static constexpr std::int64_t kFirstMs = 1000;
  static constexpr std::int64_t kLongestMs = 30'000;

  explicit Backoff(std::uint64_t seed) : random_(seed) {}

  // After another failure: ms until the next try.
  std::int64_t failed() {
    const std::int64_t base = std::min(kLongestMs, kFirstMs << std::min(attempt_, 10));
    attempt_ = std::min(attempt_ + 1, 1'000'000);
    return base - std::uniform_int_distribution<std::int64_t>(0, base / 4)(random_);
  }
  void succeeded() { attempt_ = 0; }

  [[nodiscard]] int attempt() const { return attempt_; }  // failures in a row

 private:
  std::mt19937_64 random_;
  int attempt_ = 0;
};

}  // namespace syncwall
