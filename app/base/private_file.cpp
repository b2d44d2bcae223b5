#include "base/private_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace syncwall {

std::optional<Problem> open_to_others(const struct stat& about, const std::filesystem::path& file,
                                      const std::string& what) {
  if (!S_ISREG(about.st_mode) || (about.st_mode & (S_IRWXG | S_IRWXO)) == 0) return std::nullopt;
  std::array<char, 8> mode{};
  std::snprintf(mode.data(), mode.size(), "%04o", static_cast<unsigned>(about.st_mode) & 07777u);
  return Problem{"the " + what + " " + file.string() + " is not for its owner only",
                 std::string("its mode is ") + mode.data(), "run: chmod 600 '" + file.string() + "'"};
}

Result<Done> check_private(const std::filesystem::path& file, const std::string& what) {
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0)
    return Problem{"could not read the " + what + " " + file.string(), std::strerror(errno), ""};
  const bool of_a_service = about.st_uid == 0 && (about.st_mode & (S_IWGRP | S_IXGRP | S_IRWXO)) == 0;
  if (of_a_service) return Done{};
  if (auto problem = open_to_others(about, file, what)) return *std::move(problem);
  return Done{};
}

Result<bool> mend_private(const std::filesystem::path& file, const std::string& what, Others others) {
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0) {
    if (errno == ENOENT) return false;
    return Problem{"could not look at the " + what + " " + file.string(), std::strerror(errno), ""};
  }
  const bool arranged = others == Others::GroupMayRead && (about.st_mode & (S_IWGRP | S_IXGRP | S_IRWXO)) == 0;
  auto open = arranged ? std::nullopt : open_to_others(about, file, what);
  if (!open) return false;
  if (::chmod(file.c_str(), about.st_mode & S_IRWXU) != 0) return *std::move(open);
  return true;
}

Result<bool> make_private(const std::filesystem::path& file, const std::string& what, Others others) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (fd >= 0) {
    ::fchmod(fd, S_IRUSR | S_IWUSR);  // a umask may take the owner's rights too
    ::close(fd);
    return false;
  }
  if (errno != EEXIST)
    return Problem{"could not make the " + what + " " + file.string(), std::strerror(errno),
                   "check the folder's rights and free space"};
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0)
    return Problem{"the " + what + " " + file.string() + " is a link to nothing", "", "remove it"};
  return mend_private(file, what, others);
}

}  // namespace syncwall
