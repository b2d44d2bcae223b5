#include "base/paths.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

#include "base/descriptor.h"

namespace syncwall {

namespace {

std::filesystem::path xdg(const char* variable, const char* below_home) {
  if (const char* value = std::getenv(variable); value != nullptr && value[0] == '/') {
    return std::filesystem::path(value) / "syncwall";
  }
  const char* home = std::getenv("HOME");
  const std::filesystem::path base =
      home != nullptr && home[0] == '/' ? std::filesystem::path(home) : std::filesystem::path("/tmp");
  return base / below_home / "syncwall";
}

// False with errno where what was written isn't kept.
bool closed(Descriptor& file) { return ::close(file.release()) == 0; }

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(fd, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

Problem cannot_write(const std::filesystem::path& file, int error) {
  return {"could not write " + file.string(), std::strerror(error), "check the folder's rights and free space"};
}

}  // namespace

std::filesystem::path config_dir() { return xdg("XDG_CONFIG_HOME", ".config"); }
std::filesystem::path data_dir() { return xdg("XDG_DATA_HOME", ".local/share"); }
std::filesystem::path state_dir() { return xdg("XDG_STATE_HOME", ".local/state"); }

Result<std::string> read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return Problem{"could not read " + file.string(), std::strerror(errno), ""};
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (in.bad()) return Problem{"could not read " + file.string(), "the read broke off", ""};
  return text;
}

namespace {

// Into what is there: a device, a pipe.
Result<Done> write_into(const std::filesystem::path& file, std::string_view text) {
  Descriptor fd(::open(file.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
  if (fd.get() < 0 || !write_all(fd.get(), text)) return cannot_write(file, errno);
  if (::fsync(fd.get()) != 0 && errno != EINVAL && errno != EROFS && errno != ENOTSUP) return cannot_write(file, errno);
  return closed(fd) ? Result<Done>(Done{}) : cannot_write(file, errno);
}

Result<Done> replace_file(const std::filesystem::path& file, std::string_view text, FileKind kind,
                          const struct stat* before) {
  constexpr mode_t kOwner = S_IRUSR | S_IWUSR, kAll = kOwner | S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH;
  const std::filesystem::path fresh = file.string() + ".new." + std::to_string(::getpid());
  ::unlink(fresh.c_str());  // made anew: what lies there may be a link to somewhere
  Descriptor fd(::open(fresh.c_str(), O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY | O_CLOEXEC,
                       kind == FileKind::Own ? kOwner : kAll));
  if (fd.get() < 0) return cannot_write(file, errno);
  const bool keeps_mode = kind != FileKind::Own && before != nullptr;
  const bool written = (!keeps_mode || ::fchmod(fd.get(), before->st_mode & 07777) == 0) && write_all(fd.get(), text) &&
                       (kind == FileKind::Passing || ::fsync(fd.get()) == 0) && closed(fd) &&
                       ::rename(fresh.c_str(), file.c_str()) == 0;
  if (!written) {
    const int error = errno;
    ::unlink(fresh.c_str());
    return cannot_write(file, error);
  }
  if (kind == FileKind::Passing) return Done{};
  // The new name too is on the disk. A file system whose folders can't be synced has done what it can.
  const Descriptor folder(
      ::open(file.has_parent_path() ? file.parent_path().c_str() : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() >= 0) static_cast<void>(::fsync(folder.get()));
  return Done{};
}

}  // namespace

Result<Done> write_file_atomically(const std::filesystem::path& file, std::string_view text, FileKind kind) {
  std::error_code failed;
  if (kind == FileKind::Own && file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), failed);
  if (failed) return cannot_write(file, failed.value());
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0) {
    if (errno != ENOENT) return cannot_write(file, errno);
    // A link to nothing: what it leads to is made, where the system allows it.
    const std::filesystem::path led_to = std::filesystem::read_symlink(file, failed);
    return replace_file(failed ? file : file.parent_path() / led_to, text, kind, nullptr);
  }
  if (S_ISDIR(about.st_mode)) return cannot_write(file, EISDIR);
  if (!S_ISREG(about.st_mode)) return write_into(file, text);
  const std::filesystem::path target = std::filesystem::canonical(file, failed);
  return replace_file(failed ? file : target, text, kind, &about);
}

void set_aside(const std::filesystem::path& file, std::string_view why) {
  // Those that were set aside before move on by one: one of them may be the one that somebody needs.
  constexpr int kMostAside = 9;
  const std::string aside = file.string() + ".broken";
  const auto name = [&](int i) { return i == 1 ? aside : aside + "." + std::to_string(i); };
  std::error_code failed;
  int last = 1;
  while (last < kMostAside && std::filesystem::exists(std::filesystem::symlink_status(name(last), failed))) ++last;
  for (int i = last; i > 1; --i) std::filesystem::rename(name(i - 1), name(i), failed);
  failed.clear();
  std::filesystem::rename(file, aside, failed);
  const std::string where = failed ? "could not be set aside: " + failed.message() : "was set aside as " + aside;
  std::fprintf(stderr, "syncwall: %s can't be used (%.*s) and %s\n", file.c_str(), static_cast<int>(why.size()),
               why.data(), where.c_str());
}

}  // namespace syncwall
