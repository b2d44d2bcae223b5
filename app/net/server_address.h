// A server's address as typed by people, taken apart. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace syncwall {

struct ServerAddress {
  bool tls = false;
  std::string host;  // without brackets, lower case
  int port = 0;
  std::string prefix;  // path in front of /api/v1, without a slash at the end; mostly empty

  [[nodiscard]] std::string host_text() const;  // an IPv6 address in brackets
  [[nodiscard]] std::string authority() const;  // "host:8470"; a default port is left out
  [[nodiscard]] std::string text() const;       // "https://host:8470/prefix"; a default port is left out
  // localhost, 127.0.0.0/8 or ::1: bytes that never leave this machine.
  [[nodiscard]] bool loopback() const;
};

// "http(s)://host[:port][/prefix][/api/v1]". The problem never repeats the text, which may hold a password.
[[nodiscard]] Result<ServerAddress> parse_server_address(std::string_view url);

}  // namespace syncwall
