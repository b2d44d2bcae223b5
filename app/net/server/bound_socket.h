// A listening socket, and the owner of a descriptor. Any thread.
#pragma once

#include <unistd.h>

#include <string>
#include <utility>

#include "base/result.h"

namespace syncwall {

class Fd {
 public:
  explicit Fd(int fd) : fd_(fd) {}
  ~Fd() { reset(); }
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    reset();
    fd_ = std::exchange(other.fd_, -1);
    return *this;
  }
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] int release() { return std::exchange(fd_, -1); }
  void reset() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

struct BoundSocket {
  Fd fd{-1};
  int port = 0;
  bool loopback = false;  // only this machine can reach it
};

// Non-blocking. `port` 0: any free one.
[[nodiscard]] Result<BoundSocket> listen_on(const std::string& host, int port);

}  // namespace syncwall
