// JobLife: how simulated jobs come to be and what happens to them. Reproducible: functions of a seed, a job and the
// moment. Any thread.
#pragma once

#include <cstdint>
#include <limits>

#include "base/clock.h"
#include "jobs/job.h"
#include "store/demo_store.h"

namespace syncwall {

inline constexpr WallMs kNoMore = std::numeric_limits<WallMs>::max();  // of a job that never runs again

class JobLife {
 public:
  // `speed`: every wait of a job, from a run's length to the next run, is so many times shorter.
  JobLife(std::uint64_t seed, std::int64_t speed) : seed_(seed), speed_(speed) {}

  // Job number `number` of `jobs`, as if the system had run for two years.
  [[nodiscard]] DemoJob invent(std::int64_t number, std::int64_t jobs, WallMs now) const;
  // From one state to the next, and when the one after that comes.
  void advance(DemoJob& job, WallMs now) const;
  // A job whose transitions fell due while nothing ran: as if they had happened.
  void catch_up(DemoJob& job, WallMs now) const;

 private:
  // Without the speed.
  [[nodiscard]] DemoJob invent_at_speed_one(std::int64_t number, std::int64_t jobs, WallMs now) const;
  void end_run(DemoJob& job, WallMs now) const;
  [[nodiscard]] WallMs sped_up(WallMs next, WallMs now) const;
  [[nodiscard]] std::uint64_t random(const DemoJob& job, std::uint64_t what) const;

  std::uint64_t seed_;
  std::int64_t speed_;
};

}  // namespace syncwall
