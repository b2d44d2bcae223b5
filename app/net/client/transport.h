// Transport: bytes to and from one machine, over TCP or TLS, with every limit that a hostile or dead server needs: time
// to connect, time without a byte, time for a whole answer, bytes of an answer. Knows nothing of HTTP.
//
// Thread safety: one thread; cancel() from any. Every wait watches the cancellation, so it takes effect at once.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "net/cancellation.h"
#include "net/client/client_identity.h"
#include "net/client/resolver.h"
#include "net/client/tls_client.h"
#include "net/net_fault.h"
#include "net/stream.h"

namespace syncwall {

struct TransportLimits {
  std::chrono::milliseconds connect{5'000};   // to look up and connect to any of the addresses, and again for TLS
  std::chrono::milliseconds silence{10'000};  // without a single byte
  std::chrono::milliseconds answer{60'000};   // for one request and its whole answer
  std::size_t header_bytes = 64u << 10;
  std::size_t bytes = 160u << 20;  // of one answer as they cross the wire, framing included
};

class Transport {
 public:
  // Connects to `host` and `port`; what is spoken over it may be TLS with another (`tls`).
  Transport(std::string host, int port, TransportLimits limits);
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  // False: see fault(). A connection that was there ends.
  [[nodiscard]] bool connect();
  // TLS over the connection from now on. `tls` lives as long as this.
  [[nodiscard]] bool secure(TlsClient& tls);
  void disconnect();
  [[nodiscard]] bool connected() const { return stream_.is_open(); }

  // The clock, the limits and the fault of one request start again.
  void begin_request();
  // What was sent and read until now was not yet the request's own.
  void forget_bytes();

  // All of it, or false: see fault().
  [[nodiscard]] bool write(std::string_view bytes);
  // What came and hasn't been consumed; waits where there is nothing. Empty: see fault(). Good until the next call.
  [[nodiscard]] std::string_view receive();
  void consume(std::size_t bytes);

  // The first one since begin_request().
  [[nodiscard]] const NetFault& fault() const { return fault_; }
  void set_fault(NetFault fault) { fault_ = std::move(fault); }             // by one who knows better
  [[nodiscard]] bool connected_afresh() const { return fresh_; }            // within this request
  [[nodiscard]] bool any_byte_read() const { return received_ > 0; }        // within this request
  [[nodiscard]] bool any_byte_sent() const { return sent_; }                // within this request
  [[nodiscard]] bool leftover() const { return buffer_at_ < buffer_end_; }  // came, and was not consumed

  void cancel() { cancellation_.cancel(); }

 private:
  using Time = std::chrono::steady_clock::time_point;

  bool fail(NetFault fault);  // always false
  bool fail_ended(const Stream::Ended& ended);
  [[nodiscard]] Stream::Patience patience() const { return {deadline_, limits_.silence}; }

  const TransportLimits limits_;
  Cancellation cancellation_;
  Resolver resolver_;
  Stream stream_{&cancellation_};
  bool tls_ = false;  // spoken over the stream
  std::array<char, 16384> buffer_;
  std::size_t buffer_at_ = 0, buffer_end_ = 0;

  // Of the request under way.
  NetFault fault_;
  Time deadline_;
  std::size_t received_ = 0;
  bool fresh_ = false, sent_ = false;
};

}  // namespace syncwall
