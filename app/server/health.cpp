#include "server/health.h"

#include <utility>

namespace syncwall {

namespace {
constexpr TickMs kLookEvery = 1'000;
}  // namespace

DatabaseFault Health::now() {
  if (const auto known = store_.health()) return known->fault;
  const TickMs at = clock_.ticks_ms();
  bool looks = false;
  {
    Lock lock(mutex_);
    looks = (!ever_seen_ || at - seen_at_ >= kLookEvery) && !std::exchange(looking_, true);
  }
  const DatabaseFault found = looks ? store_.probe() : DatabaseFault::None;
  Lock lock(mutex_);
  if (looks) {
    seen_ = found;
    seen_at_ = at;
    ever_seen_ = true;
    looking_ = false;
  }
  return seen_;
}

}  // namespace syncwall
