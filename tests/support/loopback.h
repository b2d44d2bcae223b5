// Sockets on 127.0.0.1, for imitations of servers and proxies. Any thread.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>

namespace syncwall::test {

[[nodiscard]] inline sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

// A descriptor that listens; the caller closes it. `port`: 0 takes any free one, which is then written into it.
[[nodiscard]] inline int listen_on_loopback(int& port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address = loopback(port);
  socklen_t size = sizeof address;
  void* const raw = &address;
  ::bind(listener, static_cast<sockaddr*>(raw), size);
  ::listen(listener, 64);
  ::getsockname(listener, static_cast<sockaddr*>(raw), &size);
  port = ntohs(address.sin_port);
  return listener;
}

}  // namespace syncwall::test
