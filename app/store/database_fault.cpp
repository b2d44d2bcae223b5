#include "store/database_fault.h"

#include <utility>

namespace syncwall {

namespace {
constexpr TickMs kToldFor = 60'000;  // without a newer word of it
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

StoreProblem store_problem(const std::filesystem::path& file, DatabaseFault fault, std::string why) {
  const std::string name = "the job database " + file.string();
  switch (fault) {
    case DatabaseFault::DiskFull:
      return {{"no room for " + name, std::move(why), "free space on its disk"}, fault};
    case DatabaseFault::Corrupt:
      return {{name + " is damaged", std::move(why), "stop the server and restore a backup"}, fault};
    case DatabaseFault::Busy:
      return {{name + " is locked by another program", std::move(why), "end that one"}, fault};
    case DatabaseFault::Gone:
      return {{name + " was removed or replaced while it was in use", std::move(why),
               "put it back, and start the server again"},
              fault};
    case DatabaseFault::NoAccess:
      return {{name + " can't be used", std::move(why), "check its folder and permissions"}, fault};
    case DatabaseFault::Foreign:
      return {{name + " can't be used", std::move(why), "choose another file with --database"}, fault};
    case DatabaseFault::NoDescriptors:
      return {{"no more files can be opened for " + name, std::move(why),
               "raise the limit of open files (ulimit -n, LimitNOFILE)"},
              fault};
    case DatabaseFault::NoMemory:
      return {{"no memory for " + name, std::move(why), "give the server more, or fewer clients"}, fault};
    case DatabaseFault::None:
    case DatabaseFault::Other:
      break;
  }
  return {{name + " failed", std::move(why), "check its folder's space and permissions"}, fault};
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
  return fault_ == DatabaseFault::Corrupt || now - at_ < kToldFor ? fault_ : DatabaseFault::None;
}

}  // namespace syncwall
