// ClientConnection: bytes to and from one client, over TCP or TLS, with every limit that a slow, dead or hostile client
// needs: no wait is without an end, however the bytes drip. Knows HTTP only as far as where a request's head ends.
//
// Thread safety: one thread, that of the connection; hang_up() and stop_reading() from any.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "net/stream.h"

struct ssl_ctx_st;

namespace syncwall {

struct ConnectionLimits {
  std::chrono::milliseconds handshake{10'000};  // of TLS
  std::chrono::milliseconds first{10'000};      // from then to the first byte of the first request
  std::chrono::milliseconds idle{30'000};       // between an answer and the next request
  std::chrono::milliseconds head{10'000};       // from the first byte of a request to the end of its headers
  std::chrono::milliseconds body{30'000};
  std::chrono::milliseconds answer{60'000};   // until the whole answer is taken
  std::chrono::milliseconds silence{10'000};  // within a body or an answer, without a single byte
  std::chrono::milliseconds linger{2'000};    // reading on after the last answer, so that it isn't lost
  std::size_t head_bytes = 16u << 10;
};

class ClientConnection {
 public:
  // Owns `fd`, a connected socket. `tls`: null for none.
  ClientConnection(int fd, std::shared_ptr<ssl_ctx_st> tls, const ConnectionLimits& limits);
  ClientConnection(const ClientConnection&) = delete;
  ClientConnection& operator=(const ClientConnection&) = delete;

  [[nodiscard]] bool shake_hands();  // true where there is no TLS

  // Waits for the next request's first byte. False: there is none, or not in time.
  [[nodiscard]] bool wait_for_request();
  enum class Head : unsigned char { Whole, Broken, TooLong, Late, Gone };
  // Reads on until the head is whole; head() is it then, with the empty line. take_head() leaves what follows. Broken:
  // bytes that no head has, or a line that ends otherwise than by CR LF.
  [[nodiscard]] Head read_head();
  [[nodiscard]] std::string_view head() const { return std::string_view(buffer_).substr(0, head_size_); }
  void take_head();
  enum class Body : unsigned char { Whole, Late, Gone };
  [[nodiscard]] Body read_body(std::string& into, std::size_t size);

  void begin_answer();
  [[nodiscard]] bool write(std::string_view bytes);
  // Says that nothing follows, and reads on for a while: closing at once would throw away an answer under way.
  void linger();

  [[nodiscard]] const std::string& address() const { return address_; }  // the client's, without its port
  [[nodiscard]] bool loopback() const { return loopback_; }
  [[nodiscard]] bool encrypted() const { return tls_context_ != nullptr; }
  // Why TLS could not be spoken; empty: it could, or the client has just gone.
  [[nodiscard]] const std::string& tls_fault() const { return tls_fault_; }

  // Any thread: what is being read ends here, an answer under way may still be sent; or nothing more at all.
  void stop_reading() { stream_.end_reading(); }
  void hang_up() { stream_.end(); }

 private:
  using Time = Stream::Time;
  enum class Wait : unsigned char { Ready, Late, Gone };

  // Appends to buffer_ what comes before `until`, at least a byte.
  [[nodiscard]] Wait receive(Time until, std::size_t most);

  Stream stream_;
  const ConnectionLimits limits_;
  const std::shared_ptr<ssl_ctx_st> tls_context_;
  std::string address_, tls_fault_;
  bool loopback_ = false, any_request_ = false;
  std::string buffer_;  // read, not yet taken
  std::size_t head_size_ = 0;
  Time answer_until_;
};

// "192.0.2.7", "2001:db8::1"; IPv4-mapped addresses are returned as IPv4. `loopback`: whether it is this machine's.
[[nodiscard]] std::string address_text(const void* socket_address, bool& loopback);

// What counts as one place on the network: an IPv4 address, or the 64 bits of an IPv6 one that a single machine has all
// of.
[[nodiscard]] std::string network_of(const std::string& address);

}  // namespace syncwall
