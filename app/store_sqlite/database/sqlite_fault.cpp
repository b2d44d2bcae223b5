#include "store_sqlite/database/sqlite_fault.h"

#include <sqlite3.h>

#include <cerrno>

namespace syncwall {

DatabaseFault fault_of(int sqlite_code, int system_error) {
  const int code = sqlite_code & 0xFF;
  if (code == SQLITE_NOMEM || sqlite_code == SQLITE_IOERR_NOMEM) return DatabaseFault::NoMemory;
  if (code == SQLITE_IOERR || code == SQLITE_CANTOPEN) {
    if (system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG) return DatabaseFault::DiskFull;
    if (system_error == EMFILE || system_error == ENFILE) return DatabaseFault::NoDescriptors;
    if (system_error == ENOMEM) return DatabaseFault::NoMemory;
  }
  switch (code) {
    case SQLITE_FULL:
      return DatabaseFault::DiskFull;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return DatabaseFault::Corrupt;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return DatabaseFault::Busy;
    case SQLITE_READONLY:
      return sqlite_code == SQLITE_READONLY_DBMOVED ? DatabaseFault::Gone : DatabaseFault::NoAccess;
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
      return DatabaseFault::NoAccess;
    case SQLITE_IOERR:
      return sqlite_code == SQLITE_IOERR_SHORT_READ || sqlite_code == SQLITE_IOERR_CORRUPTFS ? DatabaseFault::Corrupt
                                                                                             : DatabaseFault::Other;
    default:
      return DatabaseFault::Other;
  }
}

}  // namespace syncwall
