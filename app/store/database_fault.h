// What is wrong with a database, as far as an operator does something else about it: in words, in /health, in problems.
// Pure; any thread.
#pragma once

#include <string_view>

#include "base/clock.h"
#include "base/guarded.h"

namespace syncwall {

enum class DatabaseFault : unsigned char {
  None,
  DiskFull,
  Corrupt,   // no database any more, or one whose parts contradict one another
  Busy,      // locked by another program for longer than is waited
  Gone,      // the file was removed or replaced while it was in use
  NoAccess,  // may not be read or written, or the folder isn't there
  Foreign,   // another program's, or of a newer version
  NoDescriptors,
  NoMemory,
  Other
};

// "disk_full", as /health and the log say it; and for people, without paths.
[[nodiscard]] std::string_view name_of(DatabaseFault fault);
[[nodiscard]] std::string_view words_of(DatabaseFault fault);
// A while later the same may go well.
[[nodiscard]] bool passes(DatabaseFault fault);

// The last fault of one kind of work: kept for a minute, damage for as long as this lives. Any thread.
class LastFault {
 public:
  void failed(DatabaseFault fault, TickMs now);
  // Something succeeded: a passing fault is over. `all`: every other fault is too, but damage.
  void worked(bool all);
  [[nodiscard]] DatabaseFault now(TickMs now) const;

 private:
  mutable Mutex mutex_;
  DatabaseFault fault_ SYNCWALL_GUARDED_BY(mutex_) = DatabaseFault::None;
  TickMs at_ SYNCWALL_GUARDED_BY(mutex_) = 0;
};

}  // namespace syncwall
