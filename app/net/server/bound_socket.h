// A listening socket. Any thread.
#pragma once

#include <string>

#include "base/descriptor.h"
#include "base/result.h"

namespace syncwall {

struct BoundSocket {
  Descriptor fd;
  int port = 0;
  bool loopback = false;  // only this machine can reach it
};

// Non-blocking. `port` 0: any free one.
[[nodiscard]] Result<BoundSocket> listen_on(const std::string& host, int port);

}  // namespace syncwall
