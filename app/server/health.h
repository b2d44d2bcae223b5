// Health: whether the server can do its work, and what keeps it from that, without waiting for anybody: what operations
// came upon lately, and a look of its own at the database's file and disk, once a second at most.
//
// Thread safety: every function may be called from any thread.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "base/clock.h"
#include "base/guarded.h"
#include "base/result.h"

namespace syncwall {

enum class Ailment : unsigned char { None, DiskFull, Corrupt, Locked, FileGone, ReadOnly, NoDescriptors, NoMemory, Other };

// "disk_full"; and for people.
[[nodiscard]] std::string_view name_of(Ailment ailment);
[[nodiscard]] std::string_view words_of(Ailment ailment);
// By what SQLite says of it.
[[nodiscard]] Ailment ailment_of(const Problem& problem);

class Health {
 public:
  // `database`: empty where there is no file to look at.
  Health(std::filesystem::path database, const Clock& clock);

  void failed(Ailment ailment);  // an operation, with that
  void worked(bool wrote);       // an operation did what it should: what passes has passed; `wrote`: into the database
  [[nodiscard]] Ailment now();

 private:
  [[nodiscard]] Ailment look() const;  // at the file, its disk and its first page

  const std::filesystem::path database_;
  const Clock& clock_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
  Mutex mutex_;
  bool looking_ SYNCWALL_GUARDED_BY(mutex_) = false;  // one at a time; who comes meanwhile is told what was seen last
  Ailment seen_ SYNCWALL_GUARDED_BY(mutex_) = Ailment::None;  // by look()
  TickMs seen_at_ SYNCWALL_GUARDED_BY(mutex_) = 0;
  bool ever_seen_ SYNCWALL_GUARDED_BY(mutex_) = false;
  Ailment told_ SYNCWALL_GUARDED_BY(mutex_) = Ailment::None;  // by an operation
  TickMs told_at_ SYNCWALL_GUARDED_BY(mutex_) = 0;
};

}  // namespace syncwall
