// CollectionPace: how many requests of a walk may be under way, and when the next one may be sent. Even, bounded, and
// slower where the server asks for fewer. Pure; one owner.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace syncwall {

class CollectionPace {
 public:
  using Clock = std::chrono::steady_clock;
  using Time = Clock::time_point;
  static constexpr int kMostInFlight = 4;
  static constexpr std::int64_t kMostPerSecond = 50;  // of a walk that isn't the first

  // A walk of so many requests begins, which may take so long. 0 ms: the first one, which somebody waits for; only
  // the requests in flight bound it.
  void begin(std::size_t requests, std::int64_t walk_ms) {
    gap_ = {};
    if (walk_ms <= 0 || requests == 0) return;
    using std::chrono::microseconds;
    gap_ = std::max(microseconds(walk_ms * 1000 / static_cast<std::int64_t>(requests)),
                    microseconds(1'000'000 / kMostPerSecond));
  }

  [[nodiscard]] int in_flight() const { return in_flight_; }
  [[nodiscard]] Time next() const { return std::max(due_, held_until_); }
  // The server asked for fewer requests, and that is why next() is late.
  [[nodiscard]] bool held(Time now) const { return held_until_ > now; }

  // A request that was late doesn't make those behind it come faster.
  void sent(Time now) { due_ = std::max(now, due_) + gap(); }

  void answered() {
    if (++good_ < kGoodInARow) return;
    good_ = 0;
    in_flight_ = std::min(in_flight_ + 1, kMostInFlight);
    slower_ = slower_ <= kLeastSlower ? std::chrono::milliseconds(0) : slower_ / 2;
  }

  // 429 or 503. Requests sent before that was heard don't count again.
  void throttled(Time now, std::optional<std::int64_t> retry_after_ms) {
    good_ = 0;
    if (now >= held_until_) {
      in_flight_ = std::max(1, in_flight_ / 2);
      slower_ = std::clamp(slower_ * 2, kLeastSlower, kMostSlower);
    }
    held_until_ = std::max(held_until_, now + std::chrono::milliseconds(retry_after_ms.value_or(kHoldMs)));
  }

 private:
  static constexpr int kGoodInARow = 16;
  static constexpr std::int64_t kHoldMs = 1000;
  static constexpr std::chrono::milliseconds kLeastSlower{50}, kMostSlower{5'000};

  [[nodiscard]] std::chrono::microseconds gap() const { return std::max<std::chrono::microseconds>(gap_, slower_); }

  std::chrono::microseconds gap_{0};
  std::chrono::milliseconds slower_{0};  // at least so far apart, since the server complained
  Time due_{}, held_until_{};
  int in_flight_ = kMostInFlight, good_ = 0;
};

}  // namespace syncwall
