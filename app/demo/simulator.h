// Simulator: the living demonstration. Jobs become due, wait, run, complete or fail with the errors that such
// connectors give, are retried, and are paused after repeated failures. All of its state is in the store: a restart
// goes on. Deterministic for a seed and the moments at which it is ticked. One thread at a time.
//
// It has a time of its own (DemoClock), which only goes forward: where the clock is set back, that time runs ahead of
// it by as much, so that nothing stands still, and jobs' times that lie in the future become those of now.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>

#include "base/clock.h"
#include "demo/job_life.h"
#include "store/store.h"

namespace syncwall {

class Simulator {
 public:
  // `speed`: see JobLife. The store must outlive it.
  Simulator(Store& store, std::uint64_t seed, std::int64_t speed = 1)
      : jobs_(store), demo_(store), seed_(seed), life_(seed, speed) {}

  // Makes `jobs` jobs as if the system had run for two years. Nothing in a store that has jobs, or ever had some.
  // `progress` is called now and then with the number made so far. `stop` ends it at once, with a Problem, and leaves
  // nothing behind.
  [[nodiscard]] Result<Done> populate(std::int64_t jobs, WallMs now,
                                      const std::function<void(std::int64_t made)>& progress = {},
                                      const std::stop_token& stop = {});
  // After a restart: runs that fell due while nothing ran are taken as having happened, so that the demonstration
  // goes on as if it had never been off.
  [[nodiscard]] Result<Done> catch_up(WallMs now, const std::stop_token& stop = {});
  // Everything that is due by now, at most `most` transitions, in one transaction. Returns how many there were.
  [[nodiscard]] Result<std::int64_t> tick(WallMs now, std::int64_t most = 2000);

 private:
  // The simulation's own time at the clock's `now`; what is kept for that is brought up to date.
  [[nodiscard]] WallMs own_time(DemoChanges& changes, WallMs now);

  JobStore& jobs_;
  DemoStore& demo_;
  std::uint64_t seed_;
  JobLife life_;
  WallMs saved_ = 0;  // when the clock was last saved
};

}  // namespace syncwall
