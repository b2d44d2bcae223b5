#include "net/server/bound_socket.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "net/server/client_connection.h"
#include "net/server/listen_address.h"

namespace syncwall {

Result<BoundSocket> listen_on(const std::string& host, int port) {
  const std::string name = host_and_port(host, port);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (error != 0)
    return Problem{"could not listen on " + name, ::gai_strerror(error), "choose another one with --listen"};
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> targets(found, &::freeaddrinfo);
  int why = 0;
  for (const addrinfo* target = targets.get(); target != nullptr; target = target->ai_next) {
    Descriptor fd(::socket(target->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, target->ai_protocol));
    const int on = 1;
    if (fd.get() >= 0) ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (fd.get() < 0 || ::bind(fd.get(), target->ai_addr, target->ai_addrlen) != 0 || ::listen(fd.get(), 512) != 0) {
      why = errno;
      continue;
    }
    sockaddr_storage own{};
    socklen_t size = sizeof own;
    void* const raw = &own;
    ::getsockname(fd.get(), static_cast<sockaddr*>(raw), &size);
    BoundSocket bound{std::move(fd), 0, false};
    static_cast<void>(address_text(raw, bound.loopback));
    bound.port = ntohs(own.ss_family == AF_INET6 ? static_cast<sockaddr_in6*>(raw)->sin6_port
                                                 : static_cast<sockaddr_in*>(raw)->sin_port);
    return bound;
  }
  return Problem{"could not listen on " + name, std::strerror(why), "choose another one with --listen"};
}

}  // namespace syncwall
