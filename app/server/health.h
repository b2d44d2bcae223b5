// Health: whether the server can do its work, and what keeps it from that, without waiting for anybody: what the store
// knows of itself (Store::health), and a look at the database's disk and first page, once a second at most.
//
// Thread safety: every function may be called from any thread.
#pragma once

#include "base/clock.h"
#include "base/guarded.h"
#include "store_sqlite/store.h"

namespace syncwall {

class Health {
 public:
  Health(const Store& store, const Clock& clock) : store_(store), clock_(clock) {}  // both outlive this
  [[nodiscard]] DatabaseFault now();

 private:
  [[nodiscard]] DatabaseFault look() const;

  const Store& store_;
  const Clock& clock_;
  Mutex mutex_;
  bool looking_ SYNCWALL_GUARDED_BY(mutex_) = false;  // one at a time; who comes meanwhile is told what was seen last
  DatabaseFault seen_ SYNCWALL_GUARDED_BY(mutex_) = DatabaseFault::None;
  TickMs seen_at_ SYNCWALL_GUARDED_BY(mutex_) = 0;
  bool ever_seen_ SYNCWALL_GUARDED_BY(mutex_) = false;
};

}  // namespace syncwall
