#include "base/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <utility>

namespace syncwall {

std::optional<FileLock> FileLock::take(const std::filesystem::path& file) {
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  Descriptor opened(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!opened.open() || ::flock(opened.get(), LOCK_EX | LOCK_NB) != 0) return std::nullopt;
  return FileLock(std::move(opened));
}

}  // namespace syncwall
