// What can go wrong between this machine and a server, below HTTP. Values; any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace syncwall {

struct NetFault {
  enum class Kind : std::uint8_t {
    None,
    Cancelled,
    Connect,       // refused, no route, no such host, not in time; of the proxy where there is one
    Proxy,         // the proxy doesn't connect us to the server
    ProxyRefused,  // 407: the proxy wants a user name and a password, or others
    Certificate,   // TLS: the server isn't who it should be
    Identity,      // TLS: the server takes no client without a certificate, or not this one
    Tls,
    Silent,   // no byte for too long
    Slow,     // bytes, but not the whole answer in time
    Closed,   // the server closed the connection
    Broken,   // reset, or another error of the network
    TooLong,  // an answer without an end
  };
  Kind kind = Kind::None;
  std::string why = {};  // for people: "connection refused"
};

[[nodiscard]] std::string network_error_text(int error);                 // errno's value
[[nodiscard]] std::string seconds_text(std::chrono::milliseconds time);  // "5 s", "150 ms"

}  // namespace syncwall
