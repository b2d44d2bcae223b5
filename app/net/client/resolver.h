// Resolver: the addresses of one host and port. The system's look-up can't be cut short, so it runs in a thread that is
// left behind where the caller has had enough: there is never more than one, and the next call waits for the same.
// One thread.
#pragma once

#include <sys/socket.h>

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/cancellation.h"
#include "net/net_fault.h"

namespace syncwall {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;

  [[nodiscard]] int family() const { return storage.ss_family; }
  [[nodiscard]] std::string text() const;  // without the port: "127.0.0.1"
};

class Resolver {
 public:
  Resolver(std::string host, int port);
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  // Never empty. In the system's order of preference (RFC 6724).
  [[nodiscard]] Result<std::vector<SocketAddress>, NetFault> resolve(Cancellation::Time until,
                                                                     const Cancellation& cancellation);

 private:
  struct LookUp;
  const std::string host_, port_;
  std::shared_ptr<LookUp> under_way_;
};

// Families in turn, beginning with the first one's; else in the given order (RFC 8305, 4).
[[nodiscard]] std::vector<SocketAddress> interleaved(std::vector<SocketAddress> addresses);

}  // namespace syncwall
