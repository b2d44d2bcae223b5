#include "store/store_error.h"

#include <utility>

namespace syncwall {

StoreError::Kind kind_of(DatabaseFault fault) {
  switch (fault) {
    case DatabaseFault::Busy:
    case DatabaseFault::NoDescriptors:
    case DatabaseFault::NoMemory:
      return StoreError::Kind::Busy;
    case DatabaseFault::DiskFull:
    case DatabaseFault::Gone:
    case DatabaseFault::NoAccess:
      return StoreError::Kind::Unavailable;
    case DatabaseFault::None:
    case DatabaseFault::Corrupt:
    case DatabaseFault::Foreign:
    case DatabaseFault::Other:
      break;
  }
  return StoreError::Kind::Broken;
}

namespace {

struct Words {
  std::string what;
  const char* todo;
};

Words words_for(const std::string& name, DatabaseFault fault) {
  switch (fault) {
    case DatabaseFault::DiskFull:
      return {"no room for " + name, "free space on its disk"};
    case DatabaseFault::Corrupt:
      return {name + " is damaged", "stop the server and restore a backup"};
    case DatabaseFault::Busy:
      return {name + " is locked by another program", "end that one"};
    case DatabaseFault::Gone:
      return {name + " was removed or replaced while it was in use", "put it back, and start the server again"};
    case DatabaseFault::NoAccess:
      return {name + " can't be used", "check its folder and permissions"};
    case DatabaseFault::Foreign:
      return {name + " can't be used", "choose another file with --database"};
    case DatabaseFault::NoDescriptors:
      return {"no more files can be opened for " + name, "raise the limit of open files (ulimit -n, LimitNOFILE)"};
    case DatabaseFault::NoMemory:
      return {"no memory for " + name, "give the server more, or fewer clients"};
    case DatabaseFault::None:
    case DatabaseFault::Other:
      break;
  }
  return {name + " failed", "check its folder's space and permissions"};
}

}  // namespace

StoreError store_error(const std::filesystem::path& database, DatabaseFault fault, std::string why) {
  const Words words = words_for("the job database " + database.string(), fault);
  return {{words.what, std::move(why), words.todo}, kind_of(fault), fault};
}

StoreError refusal(StoreError::Kind kind, Problem problem) { return {std::move(problem), kind, DatabaseFault::None}; }

}  // namespace syncwall
