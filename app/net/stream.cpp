#include "net/stream.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace syncwall {

namespace {

using Clock = std::chrono::steady_clock;
using Kind = Stream::Ended::Kind;

int at_most(std::size_t size) { return static_cast<int>(std::min<std::size_t>(size, 1u << 30)); }

bool again(int error) { return error == EINTR || error == EAGAIN || error == EWOULDBLOCK; }

// As Cancellation::wait, where nobody can cancel.
Cancellation::Waited wait_for(pollfd watched, Stream::Time until) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) return Cancellation::Waited::Late;
    const int ready = ::poll(&watched, 1, static_cast<int>(std::min<std::int64_t>(left, 60'000)));
    if (ready > 0) return Cancellation::Waited::Ready;  // errors too: the next call tells which
    if (ready < 0 && errno != EINTR) return Cancellation::Waited::Failed;
  }
}

}  // namespace

void FreeTls::operator()(ssl_st* tls) const { SSL_free(tls); }

void Stream::open(Descriptor socket) {
  close();
  socket_ = std::move(socket);
}

void Stream::close() {
  tls_.reset();
  tls_broken_ = false;
  socket_.reset();
}

Stream::Ended Stream::wait(short events, Patience patience) {
  const Time silent = Clock::now() + patience.silence;
  const bool by_silence = silent < patience.until;
  const Time until = by_silence ? silent : patience.until;
  pollfd watched{socket_.get(), events, 0};
  switch (cancellation_ != nullptr ? cancellation_->wait({&watched, 1}, until) : wait_for(watched, until)) {
    case Cancellation::Waited::Ready:
      return {};
    case Cancellation::Waited::Late:
      return {by_silence ? Kind::Silent : Kind::Late};
    case Cancellation::Waited::Cancelled:
      return {Kind::Cancelled};
    case Cancellation::Waited::Failed:
      break;
  }
  return {Kind::Broken, 0, errno};
}

template <class Try>
Stream::Ended Stream::repeat(Try attempt, Patience patience) {
  for (;;) {
    if (cancellation_ != nullptr && cancellation_->cancelled()) return {Kind::Cancelled};
    if (Clock::now() >= patience.until) return {Kind::Late};
    const Attempt made = attempt();
    if (made.events == 0) return made.ended;
    if (const Ended waited = wait(made.events, patience); !waited.done()) return waited;
  }
}

// What a call of OpenSSL came to that did nothing.
Stream::Attempt Stream::tls_attempt(int result) {
  const int system = errno;
  const int error = SSL_get_error(tls_.get(), result);
  if (error == SSL_ERROR_WANT_READ) return {{}, POLLIN};
  if (error == SSL_ERROR_WANT_WRITE) return {{}, POLLOUT};
  const unsigned long queued = ERR_peek_error();
  if (error == SSL_ERROR_ZERO_RETURN) return {{Kind::Closed}};
  tls_broken_ = true;
  // One that leaves without a close_notify is as gone as one with.
  if (ERR_GET_REASON(queued) == SSL_R_UNEXPECTED_EOF_WHILE_READING) return {{Kind::Closed, 0, 0, queued}};
  return {{Kind::Broken, 0, error == SSL_ERROR_SYSCALL ? system : 0, queued}};
}

Stream::Ended Stream::shake_hands(TlsSession tls, Patience patience) {
  ERR_clear_error();
  tls_ = std::move(tls);
  if (!tls_ || SSL_set_fd(tls_.get(), socket_.get()) != 1) return {Kind::Broken, 0, 0, ERR_peek_error()};
  Ended ended = repeat(
      [this]() -> Attempt {
        ERR_clear_error();
        errno = 0;
        const int result = SSL_do_handshake(tls_.get());
        return result == 1 ? Attempt{} : tls_attempt(result);
      },
      patience);
  if (!ended.done()) ended.verdict = SSL_get_verify_result(tls_.get());
  return ended;
}

Stream::Attempt Stream::try_read(char* to, std::size_t size) {
  if (tls_) {
    ERR_clear_error();
    const int n = SSL_read(tls_.get(), to, at_most(size));
    return n > 0 ? Attempt{{Kind::Done, static_cast<std::size_t>(n)}} : tls_attempt(n);
  }
  const ssize_t n = ::recv(socket_.get(), to, size, 0);
  if (n > 0) return {{Kind::Done, static_cast<std::size_t>(n)}};
  if (n == 0) return {{Kind::Closed}};
  if (again(errno)) return {{}, POLLIN};
  return {{Kind::Broken, 0, errno}};
}

Stream::Attempt Stream::try_write(std::string_view bytes) {
  if (tls_) {
    ERR_clear_error();
    const int n = SSL_write(tls_.get(), bytes.data(), at_most(bytes.size()));
    return n > 0 ? Attempt{{Kind::Done, static_cast<std::size_t>(n)}} : tls_attempt(n);
  }
  const ssize_t n = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (n > 0) return {{Kind::Done, static_cast<std::size_t>(n)}};
  if (n == 0 || again(errno)) return {{}, POLLOUT};
  return {{Kind::Broken, 0, errno}};
}

Stream::Ended Stream::read(char* to, std::size_t size, Patience patience) {
  return repeat([&] { return try_read(to, size); }, patience);
}

Stream::Ended Stream::write(std::string_view bytes, Patience patience) {
  return repeat([&] { return try_write(bytes); }, patience);
}

void Stream::linger(Time until, std::size_t most_bytes) {
  if (tls_ && !tls_broken_) {
    ERR_clear_error();
    SSL_shutdown(tls_.get());
  }
  ::shutdown(socket_.get(), SHUT_WR);
  std::array<char, 16384> bytes;
  for (std::size_t read = 0; read < most_bytes && Clock::now() < until;) {
    const ssize_t n = ::recv(socket_.get(), bytes.data(), bytes.size(), 0);
    if (n > 0) {
      read += static_cast<std::size_t>(n);
    } else if (n == 0 || !again(errno) || !wait(POLLIN, {until}).done()) {
      return;
    }
  }
}

void Stream::end_reading() { ::shutdown(socket_.get(), SHUT_RD); }
void Stream::end() { ::shutdown(socket_.get(), SHUT_RDWR); }

}  // namespace syncwall
