// Simulator: the living demonstration. Jobs become due, wait, run, complete or fail with the errors that such
// connectors give, are retried, and are paused after repeated failures. All in the database: a restart goes on.
// Deterministic for a seed and the moments at which it is ticked. One thread at a time.
//
// It lives by a time of its own (`demo.at`), which only goes forward: where the clock is set back, that time runs on
// ahead of it by as much, so that nothing stands still, and times of the future that jobs tell become those of now.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>

#include "base/clock.h"
#include "store_sqlite/store.h"

namespace syncwall {

class Simulator {
 public:
  // `speed`: every wait of a job, from a run's length to the next run, is so many times shorter. Times stay true.
  Simulator(Store& store, std::uint64_t seed, std::int64_t speed = 1) : store_(store), seed_(seed), speed_(speed) {}

  // Makes `jobs` jobs as if the system had run for two years. Nothing in a database that has jobs, or ever had some.
  // `progress` is told now and then how many there are.
  // `stop` ends it at once, with a Problem, and leaves nothing behind.
  [[nodiscard]] Result<Done> populate(std::int64_t jobs, WallMs now,
                                      const std::function<void(std::int64_t made)>& progress = {},
                                      const std::stop_token& stop = {});
  // After a restart: runs that fell due while nothing ran are taken as having happened, so that the demonstration
  // goes on as if it had never been off.
  [[nodiscard]] Result<Done> catch_up(WallMs now, const std::stop_token& stop = {});
  // Everything that is due by now, at most `most` transitions, in one transaction. Tells how many there were.
  [[nodiscard]] Result<std::int64_t> tick(WallMs now, std::int64_t most = 2000);

 private:
  struct Life {
    std::int64_t runs = 0, failures = 0, trouble = 0;
    WallMs next = 0;
  };
  // The simulation's own time at the clock's `now`; what is kept for that is brought up to date.
  [[nodiscard]] WallMs own_time(Store::Writer& writer, WallMs now);
  // At most so many jobs that ran, or were made, after `now`: true where there may be more.
  static bool out_of_the_future(Store::Writer& writer, WallMs now, std::int64_t most);
  [[nodiscard]] Job invent(std::int64_t number, std::int64_t jobs, WallMs now, Life& life) const;
  void advance(Job& job, Life& life, WallMs now) const;
  [[nodiscard]] WallMs sped_up(WallMs next, WallMs now) const;
  [[nodiscard]] std::uint64_t random(const Job& job, const Life& life, std::uint64_t what) const;

  Store& store_;
  const std::uint64_t seed_;
  const std::int64_t speed_;
  WallMs saved_ = 0;  // when the clock was last written down
};

}  // namespace syncwall
