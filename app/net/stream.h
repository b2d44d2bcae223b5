// Stream: bytes over one connected socket, plain or in TLS, for either side. Every wait has an end: a deadline, a time
// without a byte, a cancellation. Knows nothing of what the bytes mean.
//
// The socket is non-blocking. OpenSSL writes with write(2): the program must ignore SIGPIPE, as both mains do
// (base/standard_streams.h).
//
// Thread safety: one thread; end_reading() and end() from any, while the stream is open.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/descriptor.h"
#include "net/cancellation.h"

struct ssl_st;

namespace syncwall {

struct FreeTls {
  void operator()(ssl_st* tls) const;
};
using TlsSession = std::unique_ptr<ssl_st, FreeTls>;

class Stream {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Patience {
    Time until;
    std::chrono::milliseconds silence = std::chrono::hours(24);  // for each wait by itself
  };
  // How a call ended.
  struct Ended {
    enum class Kind : std::uint8_t {
      Done,
      Silent,     // longer than Patience::silence
      Late,       // after Patience::until
      Cancelled,  // by the cancellation
      Closed,     // the other side closed the connection; in TLS also without saying so
      Broken      // see the errors below
    };
    Kind kind = Kind::Done;
    std::size_t bytes = 0;        // Done: so many were read or written, at least one
    int system_error = 0;         // errno
    unsigned long tls_error = 0;  // OpenSSL's first one
    long verdict = 0;  // of a handshake: what is wrong with the other side's certificate (X509_V_…); 0: nothing
    [[nodiscard]] bool done() const { return kind == Kind::Done; }
  };

  // `cancellation` may be null; it must outlive this.
  explicit Stream(const Cancellation* cancellation = nullptr) : cancellation_(cancellation) {}
  Stream(Descriptor socket, const Cancellation* cancellation = nullptr)
      : cancellation_(cancellation), socket_(std::move(socket)) {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  void open(Descriptor socket);  // instead of the one before
  void close();
  [[nodiscard]] bool is_open() const { return socket_.open(); }
  [[nodiscard]] int descriptor() const { return socket_.get(); }

  // TLS from now on. `tls` knows which side it is (SSL_set_connect_state, SSL_set_accept_state). Null: out of memory.
  [[nodiscard]] Ended shake_hands(TlsSession tls, Patience patience);
  [[nodiscard]] Ended read(char* to, std::size_t size, Patience patience);
  // A part of it, at least a byte.
  [[nodiscard]] Ended write(std::string_view bytes, Patience patience);

  // Says that nothing follows, and reads on until the other side closes, so that an answer under way isn't lost.
  void linger(Time until, std::size_t most_bytes);
  void end_reading();  // what is being read ends here; an answer under way may still be sent
  void end();          // nothing more at all

 private:
  // One attempt: Done, Closed, Broken, or `events` of poll(2) to wait for.
  struct Attempt {
    Ended ended;
    short events = 0;
  };
  template <class Try>
  [[nodiscard]] Ended repeat(Try attempt, Patience patience);
  [[nodiscard]] Ended wait(short events, Patience patience);
  [[nodiscard]] Attempt tls_attempt(int result);
  [[nodiscard]] Attempt try_read(char* to, std::size_t size);
  [[nodiscard]] Attempt try_write(std::string_view bytes);

  const Cancellation* const cancellation_;
  Descriptor socket_;
  TlsSession tls_;
  bool tls_broken_ = false;  // then there is no saying goodbye
};

}  // namespace syncwall
