#include "base/standard_streams.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

namespace syncwall {

namespace {

Result<Done> told(int error) {
  if (error == EPIPE) return Done{};
  return Problem{"the output could not be written", error != 0 ? std::strerror(error) : "", ""};
}

}  // namespace

void prepare_standard_streams() {
  // open() gives the lowest number that is free.
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    if (::fcntl(fd, F_GETFD) == -1 && errno == EBADF) static_cast<void>(::open("/dev/null", O_RDWR));
  }
  std::signal(SIGPIPE, SIG_IGN);
}

Result<Done> flush_output(std::FILE* out) {
  const bool failed_before = std::ferror(out) != 0;
  errno = 0;
  if (std::fflush(out) != 0) return told(errno);
  return failed_before ? told(errno) : Done{};
}

Result<Done> close_standard_output() {
  const auto flushed = flush_output(stdout);
  errno = 0;
  if (std::fclose(stdout) != 0) return flushed.ok() ? told(errno) : flushed;
  return flushed;
}

}  // namespace syncwall
