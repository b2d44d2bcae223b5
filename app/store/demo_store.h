// DemoStore: what the simulator (demo/simulator.h) needs of a store: its jobs with the moment at which each goes on.
// Every function may be called from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "jobs/job.h"
#include "store/store_error.h"

namespace syncwall {

// A simulated job's past, as far as its future depends on it, and its next transition. It ends with the job.
struct DemoLife {
  std::int64_t runs = 0, failures = 0, trouble = 0;  // trouble: 0 or 1
  WallMs next = 0;                                   // in the simulation's own time
};
struct DemoJob {
  Job job;
  DemoLife life;
};
// The simulation's own time is the clock's plus `ahead`.
struct DemoClock {
  WallMs at = 0;  // the clock's, when this was saved
  std::int64_t ahead = 0;
};

// One write transaction, for as long as DemoStore::change() runs it.
class DemoChanges {
 public:
  virtual ~DemoChanges() = default;
  // Where none was saved, `at` is the newest run's end; 0: there is none.
  [[nodiscard]] virtual DemoClock clock() = 0;
  virtual void save_clock(const DemoClock& clock) = 0;
  // Whose next transition is not after `upto`, the earliest first, at most so many.
  [[nodiscard]] virtual std::vector<DemoJob> due(WallMs upto, std::int64_t most) = 0;
  // Simulated jobs that were made, or ran, after `now`, at most so many.
  [[nodiscard]] virtual std::vector<Job> later_than(WallMs now, std::int64_t most) = 0;
  virtual void put(const Job& job) = 0;      // its life stays as it is
  virtual void put(const DemoJob& job) = 0;  // new or changed
};

class DemoStore {
 public:
  virtual ~DemoStore() = default;

  // `work` in one transaction. From when `stop` is requested it fails, and nothing is changed.
  [[nodiscard]] virtual Stored<Done> change(const std::function<void(DemoChanges&)>& work,
                                            const std::stop_token& stop = {}) = 0;
  // Very many new jobs into a store without any, one after the other until `next` has no more: all or none. `stop`: as
  // above.
  [[nodiscard]] virtual Stored<Done> fill_demo(const DemoClock& clock,
                                               const std::function<std::optional<DemoJob>()>& next,
                                               const std::stop_token& stop = {}) = 0;
};

}  // namespace syncwall
