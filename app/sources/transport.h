// Transport: bytes to and from one server, over TCP or TLS, with every limit that a hostile or dead server needs:
// time to connect, time without a byte, time for a whole answer, bytes of headers. Knows nothing of HTTP.
//
// Thread safety: one thread; cancel() from any. Every wait watches the cancellation, so it takes effect at once.
// The socket's descriptor is owned by whoever called connect() (the HTTP library closes it); TLS is owned here.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "sources/client_identity.h"
#include "sources/server_address.h"

struct addrinfo;
struct ssl_st;
struct ssl_ctx_st;

namespace syncwall {

struct TransportLimits {
  std::chrono::milliseconds connect{5'000};   // to connect, and again for the TLS handshake
  std::chrono::milliseconds silence{10'000};  // without a single byte
  std::chrono::milliseconds answer{60'000};   // for one request and its whole answer
  std::size_t header_bytes = 64u << 10;
  std::size_t bytes = 160u << 20;  // of one answer as they cross the wire, framing included
};

class Transport {
 public:
  enum class Fault : std::uint8_t {
    None,
    Cancelled,
    Connect,      // refused, no route, no such host, not in time
    Certificate,  // TLS: the server isn't who it should be
    Identity,  // TLS: the server takes no client without a certificate, or not this one
    Tls,
    Silent,   // no byte for too long
    Slow,     // bytes, but not the whole answer in time
    Closed,   // the server closed the connection
    Broken,   // reset, or another error of the network
    TooLong,  // headers, or an answer, without an end
  };

  Transport(ServerAddress address, std::string ca_file, ClientIdentity identity, TransportLimits limits);
  ~Transport();
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  // A connected, non-blocking socket (with TLS spoken over it); -1: see fault().
  [[nodiscard]] int connect();
  // The socket is about to be closed by its owner.
  void disconnect();

  // The clock and the limits of one request start again.
  void begin_request();
  // From now on what comes is the body: no longer held to the limit of headers.
  void begin_body() { in_body_ = true; }
  [[nodiscard]] bool in_body() const { return in_body_; }

  // As recv and send: > 0 bytes done, 0 the other side closed (Fault::Closed), < 0 see fault().
  [[nodiscard]] std::ptrdiff_t read(char* to, std::size_t size);
  [[nodiscard]] std::ptrdiff_t write(const char* from, std::size_t size);

  // The first fault since begin_request(), and what to tell about it: "connection refused".
  [[nodiscard]] Fault fault() const { return fault_; }
  [[nodiscard]] const std::string& why() const { return why_; }
  [[nodiscard]] bool connected_afresh() const { return fresh_; }            // within this request
  [[nodiscard]] bool any_byte_read() const { return received_ > 0; }        // within this request
  [[nodiscard]] bool any_byte_sent() const { return sent_; }                // within this request
  [[nodiscard]] bool leftover() const { return buffer_at_ < buffer_end_; }  // read from the socket, not yet by us

  void cancel();
  [[nodiscard]] bool cancelled() const { return cancelled_.load(); }

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct FreeTls {
    void operator()(ssl_st* ssl) const;
    void operator()(ssl_ctx_st* context) const;
  };

  [[nodiscard]] std::ptrdiff_t fail(Fault fault, std::string why);
  // Waits for `events` of poll(2) on `fd`. False: fault() is set; `late` is the one set after `until`.
  [[nodiscard]] bool wait(int fd, short events, Time until, Fault late, const std::string& late_why);
  [[nodiscard]] bool wait_for_bytes(short events);
  [[nodiscard]] int connect_to(const addrinfo& target, Time until);
  [[nodiscard]] bool make_context();
  [[nodiscard]] bool use_identity();
  [[nodiscard]] bool shake_hands(int fd);
  void explain_tls(int result);
  // One attempt without waiting. `again`: the events to wait for before the next one; 0: it is over.
  [[nodiscard]] std::ptrdiff_t read_some(char* to, std::size_t size, short& again);
  [[nodiscard]] std::ptrdiff_t write_some(const char* from, std::size_t size, short& again);

  const ServerAddress address_;
  const std::string ca_file_;
  const ClientIdentity identity_;
  const TransportLimits limits_;
  const int cancel_fd_;  // readable once cancelled
  std::atomic<bool> cancelled_{false};

  int fd_ = -1;
  std::unique_ptr<ssl_ctx_st, FreeTls> context_;
  std::unique_ptr<ssl_st, FreeTls> tls_;
  std::array<char, 16384> buffer_;
  std::size_t buffer_at_ = 0, buffer_end_ = 0;

  // Of the request under way.
  Fault fault_ = Fault::None;
  std::string why_;
  Time deadline_;
  std::size_t received_ = 0;
  bool in_body_ = false, fresh_ = false, sent_ = false;
};

}  // namespace syncwall
