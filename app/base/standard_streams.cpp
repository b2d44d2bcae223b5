#include "base/standard_streams.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

namespace syncwall {

namespace {

// Also where the write that failed was long ago.
bool reader_has_gone(std::FILE* out) {
  pollfd pipe{::fileno(out), POLLOUT, 0};
  return pipe.fd >= 0 && ::poll(&pipe, 1, 0) == 1 && (pipe.revents & POLLERR) != 0;
}

Result<Done> broken_output(int error, std::FILE* out) {
  if (error == EPIPE || reader_has_gone(out)) return Done{};
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
  if (std::fflush(out) != 0) return broken_output(errno, out);
  return failed_before ? broken_output(errno, out) : Done{};
}

Result<Done> close_standard_output() {
  const auto flushed = flush_output(stdout);
  errno = 0;
  if (std::fclose(stdout) != 0 && flushed.ok() && errno != EPIPE)
    return Problem{"the output could not be written", std::strerror(errno), ""};
  return flushed;
}

}  // namespace syncwall
