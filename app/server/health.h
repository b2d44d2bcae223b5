// Health: whether the server can do its work, and what keeps it from that, without waiting for anybody: what the store
// knows of itself (JobStore::health), and a look at the database (JobStore::probe), once a second at most.
//
// Thread safety: every function may be called from any thread.
#pragma once

#include "base/clock.h"
#include "base/guarded.h"
#include "store/job_store.h"

namespace syncwall {

class Health {
 public:
  Health(const JobStore& store, const Clock& clock) : store_(store), clock_(clock) {}  // both outlive this
  [[nodiscard]] DatabaseFault now();

 private:
  const JobStore& store_;
  const Clock& clock_;
  Mutex mutex_;
  bool looking_ SYNCWALL_GUARDED_BY(mutex_) = false;  // one at a time; who comes meanwhile gets what was seen last
  DatabaseFault seen_ SYNCWALL_GUARDED_BY(mutex_) = DatabaseFault::None;
  TickMs seen_at_ SYNCWALL_GUARDED_BY(mutex_) = 0;
  bool ever_seen_ SYNCWALL_GUARDED_BY(mutex_) = false;
};

}  // namespace syncwall
