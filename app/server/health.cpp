#include "server/health.h"

#include <sys/statvfs.h>

#include <cstdint>
#include <exception>
#include <utility>

namespace syncwall {

namespace {
constexpr TickMs kLookEvery = 1'000;
constexpr std::uint64_t kLeastSpace = 4u << 20;  // bytes; a commit with its log fits
}  // namespace

DatabaseFault Health::look() const {
  struct statvfs disk {};
  if (::statvfs(store_.file().c_str(), &disk) == 0 && disk.f_bavail * disk.f_frsize < kLeastSpace)
    return DatabaseFault::DiskFull;
  try {
    Database database(store_.file(), Database::Mode::Read, std::chrono::milliseconds(0));
    Statement s = database.prepare("SELECT value FROM facts WHERE name = 'revision'");
    return s.step() ? DatabaseFault::None : DatabaseFault::Corrupt;
  } catch (const SqliteError& e) {
    return e.fault == DatabaseFault::Busy ? DatabaseFault::None : e.fault;  // a moment of somebody's
  } catch (const std::exception&) {
    return DatabaseFault::NoMemory;
  }
}

DatabaseFault Health::now() {
  if (const auto known = store_.health()) return known->fault;
  const TickMs at = clock_.ticks_ms();
  bool looks = false;
  {
    Lock lock(mutex_);
    looks = (!ever_seen_ || at - seen_at_ >= kLookEvery) && !std::exchange(looking_, true);
  }
  const DatabaseFault found = looks ? look() : DatabaseFault::None;
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
