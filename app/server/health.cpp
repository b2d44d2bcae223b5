#include "server/health.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <cerrno>
#include <exception>
#include <utility>

#include "server/sqlite.h"

namespace syncwall {

namespace {

constexpr TickMs kLookEvery = 1'000;
constexpr TickMs kToldFor = 60'000;                       // without a newer word of it
constexpr std::uint64_t kLeastSpace = 4u << 20;           // bytes; a commit with its log fits

bool says(const std::string& text, int code) { return text.find(sqlite3_errstr(code)) != std::string::npos; }

}  // namespace

std::string_view name_of(Ailment ailment) {
  switch (ailment) {
    case Ailment::None: return "ok";
    case Ailment::DiskFull: return "disk_full";
    case Ailment::Corrupt: return "corrupt";
    case Ailment::Locked: return "locked";
    case Ailment::FileGone: return "file_gone";
    case Ailment::ReadOnly: return "read_only";
    case Ailment::NoDescriptors: return "no_descriptors";
    case Ailment::NoMemory: return "no_memory";
    case Ailment::Other: break;
  }
  return "failed";
}

std::string_view words_of(Ailment ailment) {
  switch (ailment) {
    case Ailment::None: return "nothing is wrong";
    case Ailment::DiskFull: return "the disk of the job database is full";
    case Ailment::Corrupt: return "the job database is damaged";
    case Ailment::Locked: return "the job database is locked by another program";
    case Ailment::FileGone: return "the job database's file is gone or was replaced";
    case Ailment::ReadOnly: return "the job database can't be written";
    case Ailment::NoDescriptors: return "the server is short of open files";
    case Ailment::NoMemory: return "the server is short of memory";
    case Ailment::Other: break;
  }
  return "the job database failed";
}

Ailment ailment_of(const Problem& problem) {
  const std::string& why = problem.why;
  if (says(why, SQLITE_FULL)) return Ailment::DiskFull;
  if (says(why, SQLITE_CORRUPT) || says(why, SQLITE_NOTADB)) return Ailment::Corrupt;
  if (says(why, SQLITE_BUSY) || says(why, SQLITE_LOCKED)) return Ailment::Locked;
  if (says(why, SQLITE_READONLY)) return Ailment::ReadOnly;
  if (says(why, SQLITE_NOMEM)) return Ailment::NoMemory;
  if (says(why, SQLITE_CANTOPEN)) return Ailment::NoDescriptors;
  return Ailment::Other;
}

Health::Health(std::filesystem::path database, const Clock& clock) : database_(std::move(database)), clock_(clock) {
  struct stat about{};
  if (!database_.empty() && ::stat(database_.c_str(), &about) == 0) {
    device_ = about.st_dev;
    inode_ = about.st_ino;
  }
}

void Health::failed(Ailment ailment) {
  const TickMs now = clock_.ticks_ms();
  Lock lock(mutex_);
  told_ = ailment;
  told_at_ = now;
}

void Health::worked(bool wrote) {
  Lock lock(mutex_);
  const bool shortage = told_ == Ailment::NoMemory || told_ == Ailment::NoDescriptors;
  if (shortage || (wrote && told_ != Ailment::Corrupt)) told_ = Ailment::None;
}

Ailment Health::look() const {
  if (inode_ == 0) return Ailment::None;
  struct stat about{};
  if (::stat(database_.c_str(), &about) != 0 || about.st_dev != device_ || about.st_ino != inode_) return Ailment::FileGone;
  struct statvfs disk{};
  if (::statvfs(database_.c_str(), &disk) == 0 && disk.f_bavail * disk.f_frsize < kLeastSpace) return Ailment::DiskFull;
  try {
    Database database(database_, Database::Mode::Read);
    database.execute("PRAGMA busy_timeout = 0");
    Statement s = database.prepare("SELECT value FROM facts WHERE name = 'revision'");
    return s.step() ? Ailment::None : Ailment::Corrupt;
  } catch (const std::exception& e) {
    const Ailment found = ailment_of({"", e.what(), ""});
    return found == Ailment::Locked ? Ailment::None : found;  // a moment of somebody's
  }
}

Ailment Health::now() {
  const TickMs at = clock_.ticks_ms();
  bool looks = false;
  {
    Lock lock(mutex_);
    looks = (!ever_seen_ || at - seen_at_ >= kLookEvery) && !std::exchange(looking_, true);
  }
  const Ailment found = looks ? look() : Ailment::None;
  Lock lock(mutex_);
  if (looks) {
    seen_ = found;
    seen_at_ = at;
    ever_seen_ = true;
    looking_ = false;
  }
  if (seen_ != Ailment::None) return seen_;
  const bool still = told_ == Ailment::Corrupt || at - told_at_ < kToldFor;
  return still ? told_ : Ailment::None;
}

}  // namespace syncwall
