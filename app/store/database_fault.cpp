#include "store/database_fault.h"

namespace syncwall {

namespace {
constexpr TickMs kReportedFor = 60'000;  // without happening again
}

std::string_view name_of(DatabaseFault fault) {
  switch (fault) {
    case DatabaseFault::None:
      return "ok";
    case DatabaseFault::DiskFull:
      return "disk_full";
    case DatabaseFault::Corrupt:
      return "corrupt";
    case DatabaseFault::Busy:
      return "locked";
    case DatabaseFault::Gone:
      return "file_gone";
    case DatabaseFault::NoAccess:
      return "read_only";
    case DatabaseFault::NoDescriptors:
      return "no_descriptors";
    case DatabaseFault::NoMemory:
      return "no_memory";
    case DatabaseFault::Foreign:
    case DatabaseFault::Other:
      break;
  }
  return "failed";
}

std::string_view words_of(DatabaseFault fault) {
  switch (fault) {
    case DatabaseFault::None:
      return "nothing is wrong";
    case DatabaseFault::DiskFull:
      return "the disk of the job database is full";
    case DatabaseFault::Corrupt:
      return "the job database is damaged";
    case DatabaseFault::Busy:
      return "the job database is locked by another program";
    case DatabaseFault::Gone:
      return "the job database's file is gone or was replaced";
    case DatabaseFault::NoAccess:
      return "the job database can't be read or written";
    case DatabaseFault::NoDescriptors:
      return "the server is short of open files";
    case DatabaseFault::NoMemory:
      return "the server is short of memory";
    case DatabaseFault::Foreign:
    case DatabaseFault::Other:
      break;
  }
  return "the job database failed";
}

bool passes(DatabaseFault fault) {
  return fault == DatabaseFault::Busy || fault == DatabaseFault::NoDescriptors || fault == DatabaseFault::NoMemory;
}

void LastFault::failed(DatabaseFault fault, TickMs now) {
  Lock lock(mutex_);
  if (fault_ == DatabaseFault::Corrupt) return;
  fault_ = fault;
  at_ = now;
}

void LastFault::worked(bool all) {
  Lock lock(mutex_);
  if (passes(fault_) || (all && fault_ != DatabaseFault::Corrupt)) fault_ = DatabaseFault::None;
}

DatabaseFault LastFault::now(TickMs now) const {
  Lock lock(mutex_);
  return fault_ == DatabaseFault::Corrupt || now - at_ < kReportedFor ? fault_ : DatabaseFault::None;
}

}  // namespace syncwall
