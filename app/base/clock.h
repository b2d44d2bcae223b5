// Time, in milliseconds, from a clock that tests can set.
//
// wall_ms: ms since 1970-01-01 UTC; may jump. For what a person reads and for the simulator.
// ticks_ms: ms on a monotonic clock; never jumps. For ages, time-outs and back-off.
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>

namespace syncwall {

using WallMs = std::int64_t;
using TickMs = std::int64_t;

// last_sync_at of a job that never ran; in general: at no time.
inline constexpr WallMs kNever = std::numeric_limits<WallMs>::max();
// A time that couldn't be read, or that is required and is missing. Not the same as never.
inline constexpr WallMs kUnknownTime = kNever - 1;
// Neither never nor unknown. Those sort last, in both directions.
[[nodiscard]] constexpr bool is_time(WallMs at) { return at < kUnknownTime; }
inline constexpr TickMs kNoTick = std::numeric_limits<TickMs>::min();

// Any thread may read a Clock.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual WallMs wall_ms() const = 0;
  [[nodiscard]] virtual TickMs ticks_ms() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] WallMs wall_ms() const override;
  [[nodiscard]] TickMs ticks_ms() const override;
};

// Another clock's time, shifted by some milliseconds: the time of a server whose clock is ahead or behind. Ticks are
// the same.
class ShiftedClock final : public Clock {
 public:
  explicit ShiftedClock(const Clock& base) : base_(base) {}
  [[nodiscard]] WallMs wall_ms() const override { return base_.wall_ms() + shift_.load(); }
  [[nodiscard]] TickMs ticks_ms() const override { return base_.ticks_ms(); }
  [[nodiscard]] std::int64_t shift_ms() const { return shift_.load(); }
  void shift_to(std::int64_t ms) { shift_ = ms; }  // any thread

 private:
  const Clock& base_;
  std::atomic<std::int64_t> shift_{0};
};

// Stands still until advance(). For tests, and for pictures that must not change.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(WallMs wall) : wall_(wall) {}
  [[nodiscard]] WallMs wall_ms() const override { return wall_.load(); }
  [[nodiscard]] TickMs ticks_ms() const override { return ticks_.load(); }
  void advance(std::int64_t ms) {
    wall_ += ms;
    ticks_ += ms;
  }

 private:
  std::atomic<WallMs> wall_;
  std::atomic<TickMs> ticks_{0};
};

}  // namespace syncwall
