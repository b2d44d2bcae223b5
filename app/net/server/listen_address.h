// HOST:PORT of --listen, and of a web address. Pure; any thread.
#pragma once

#include <string>

#include "base/result.h"

namespace syncwall {

struct ListenAddress {
  std::string host;  // without brackets
  int port = 0;      // 0: any free one
};

// "127.0.0.1:8470", "host.example:0", "[::1]:8470"; nothing else, and no blank anywhere.
[[nodiscard]] Result<ListenAddress> parse_listen(const std::string& text);

// "127.0.0.1:8470", "[::1]:8470": an IPv6 address in brackets.
[[nodiscard]] std::string host_and_port(const std::string& host, int port);

}  // namespace syncwall
