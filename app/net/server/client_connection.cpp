#include "net/server/client_connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "net/server/http_head.h"

namespace syncwall {

namespace {

using Clock = std::chrono::steady_clock;

// The events that a TLS call wants waited for; 0: none, it failed.
short events_of(SSL* tls, int result) {
  const int error = SSL_get_error(tls, result);
  if (error == SSL_ERROR_WANT_READ) return POLLIN;
  if (error == SSL_ERROR_WANT_WRITE) return POLLOUT;
  return 0;
}

int at_most(std::size_t size) { return static_cast<int>(std::min<std::size_t>(size, 1u << 30)); }

}  // namespace

std::string address_text(const void* socket_address, bool& loopback) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  loopback = false;
  sockaddr_storage storage{};
  std::memcpy(&storage, socket_address, sizeof(sockaddr_in6));
  const void* const raw = &storage;
  if (storage.ss_family == AF_INET) {
    const in_addr address = static_cast<const sockaddr_in*>(raw)->sin_addr;
    loopback = (ntohl(address.s_addr) >> 24) == 127;
    ::inet_ntop(AF_INET, &address, text.data(), text.size());
  } else if (storage.ss_family == AF_INET6) {
    const in6_addr address = static_cast<const sockaddr_in6*>(raw)->sin6_addr;
    loopback = IN6_IS_ADDR_LOOPBACK(&address);
    ::inet_ntop(AF_INET6, &address, text.data(), text.size());
    if (IN6_IS_ADDR_V4MAPPED(&address)) {
      loopback = address.s6_addr[12] == 127;
      ::inet_ntop(AF_INET, &address.s6_addr[12], text.data(), text.size());
    }
  }
  return text.data();
}

std::string network_of(const std::string& address) {
  in6_addr bytes{};
  if (::inet_pton(AF_INET6, address.c_str(), &bytes) != 1) return address;
  std::fill(std::begin(bytes.s6_addr) + 8, std::end(bytes.s6_addr), static_cast<unsigned char>(0));
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(AF_INET6, &bytes, text.data(), text.size());
  return text.data();
}

void ClientConnection::FreeTls::operator()(ssl_st* ssl) const { SSL_free(ssl); }

ClientConnection::ClientConnection(int fd, std::shared_ptr<ssl_ctx_st> tls, const ConnectionLimits& limits)
    : fd_(fd), limits_(limits), tls_context_(std::move(tls)), answer_until_(Clock::now()) {
  const int on = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  void* const raw = &peer;
  if (::getpeername(fd_, static_cast<sockaddr*>(raw), &size) == 0) address_ = address_text(raw, loopback_);
}

ClientConnection::~ClientConnection() {
  tls_.reset();
  ::close(fd_);
}

void ClientConnection::stop_reading() { ::shutdown(fd_, SHUT_RD); }
void ClientConnection::hang_up() { ::shutdown(fd_, SHUT_RDWR); }

ClientConnection::Wait ClientConnection::wait(short events, Time until) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) return Wait::Late;
    pollfd watched{fd_, events, 0};
    const int ready = ::poll(&watched, 1, static_cast<int>(std::min<std::int64_t>(left, 60'000)));
    if (ready > 0) return Wait::Ready;  // errors too: the next call tells which
    if (ready < 0 && errno != EINTR) return Wait::Gone;
  }
}

bool ClientConnection::shake_hands() {
  if (!tls_context_) return true;
  ERR_clear_error();
  tls_.reset(SSL_new(tls_context_.get()));
  if (!tls_ || SSL_set_fd(tls_.get(), fd_) != 1) return false;
  const Time until = Clock::now() + limits_.handshake;
  for (;;) {
    const int result = SSL_accept(tls_.get());
    if (result == 1) return true;
    const short events = events_of(tls_.get(), result);
    if (events == 0) break;
    if (wait(events, until) != Wait::Ready) return false;
  }
  const unsigned long error = ERR_get_error();
  const char* const reason = error == 0 ? nullptr : ERR_reason_error_string(error);
  if (reason != nullptr) tls_fault_ = reason;
  broken_ = true;
  return false;
}

std::ptrdiff_t ClientConnection::read_some(char* to, std::size_t size, short& again) {
  again = 0;
  if (tls_) {
    ERR_clear_error();
    const int n = SSL_read(tls_.get(), to, at_most(size));
    if (n > 0) return n;
    again = events_of(tls_.get(), n);
    broken_ = broken_ || (again == 0 && SSL_get_error(tls_.get(), n) != SSL_ERROR_ZERO_RETURN);
    return -1;
  }
  const ssize_t n = ::recv(fd_, to, size, 0);
  if (n < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK)) again = POLLIN;
  return n > 0 ? n : -1;
}

std::ptrdiff_t ClientConnection::write_some(std::string_view bytes, short& again) {
  again = 0;
  if (tls_) {
    ERR_clear_error();
    const int n = SSL_write(tls_.get(), bytes.data(), at_most(bytes.size()));
    if (n > 0) return n;
    again = events_of(tls_.get(), n);
    broken_ = broken_ || again == 0;
    return -1;
  }
  const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (n < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK)) again = POLLOUT;
  return n > 0 ? n : -1;
}

ClientConnection::Wait ClientConnection::receive(Time until, std::size_t most) {
  std::array<char, 16384> bytes;
  for (;;) {
    short again = 0;
    const std::ptrdiff_t n = read_some(bytes.data(), std::min(bytes.size(), most), again);
    if (n > 0) {
      buffer_.append(bytes.data(), static_cast<std::size_t>(n));
      return Wait::Ready;
    }
    if (again == 0) return Wait::Gone;
    const Wait waited = wait(again, until);
    if (waited != Wait::Ready) return waited;
  }
}

bool ClientConnection::wait_for_request() {
  const auto time = any_request_ ? limits_.idle : limits_.first;
  any_request_ = true;
  return !buffer_.empty() || receive(Clock::now() + time, limits_.head_bytes) == Wait::Ready;
}

ClientConnection::Head ClientConnection::read_head() {
  const Time until = Clock::now() + limits_.head;
  std::size_t looked_at = 0;
  for (;;) {
    const std::size_t end = buffer_.find("\r\n\r\n", looked_at);
    // Known at once: whoever sends that may never send the empty line.
    if (broken_at(std::string_view(buffer_).substr(0, end), looked_at) != std::string_view::npos) return Head::Broken;
    if (end != std::string::npos) {
      head_size_ = end + 4;
      return head_size_ > limits_.head_bytes ? Head::TooLong : Head::Whole;
    }
    if (buffer_.size() >= limits_.head_bytes) {
      head_size_ = buffer_.size();
      return Head::TooLong;
    }
    looked_at = buffer_.size() < 3 ? 0 : buffer_.size() - 3;
    const Wait received = receive(until, limits_.head_bytes);
    if (received != Wait::Ready) return received == Wait::Late ? Head::Late : Head::Gone;
    if (Clock::now() >= until) return Head::Late;
  }
}

void ClientConnection::take_head() {
  buffer_.erase(0, head_size_);
  head_size_ = 0;
}

ClientConnection::Body ClientConnection::read_body(std::string& into, std::size_t size) {
  const Time until = Clock::now() + limits_.body;
  // What was read beyond the head may be more than the body, and all that is read from here on is less.
  std::string next = buffer_.substr(std::min(size, buffer_.size()));
  buffer_.resize(std::min(size, buffer_.size()));
  while (buffer_.size() < size) {
    const Wait received = receive(std::min(until, Clock::now() + limits_.silence), size - buffer_.size());
    if (received != Wait::Ready) return received == Wait::Late ? Body::Late : Body::Gone;
    if (Clock::now() >= until) return Body::Late;
  }
  into = std::exchange(buffer_, std::move(next));  // the connection keeps none of a large body's memory
  return Body::Whole;
}

void ClientConnection::begin_answer() { answer_until_ = Clock::now() + limits_.answer; }

bool ClientConnection::write(std::string_view bytes) {
  while (!bytes.empty()) {
    if (Clock::now() >= answer_until_) return false;
    short again = 0;
    const std::ptrdiff_t n = write_some(bytes, again);
    if (n > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(n));
      continue;
    }
    if (again == 0 || wait(again, std::min(answer_until_, Clock::now() + limits_.silence)) != Wait::Ready) return false;
  }
  return true;
}

void ClientConnection::linger() {
  constexpr std::size_t kMost = 16u << 20;
  const Time until = Clock::now() + limits_.linger;
  if (tls_ && !broken_) {
    ERR_clear_error();
    SSL_shutdown(tls_.get());
  }
  ::shutdown(fd_, SHUT_WR);
  std::array<char, 16384> bytes;
  for (std::size_t read = 0; read < kMost && Clock::now() < until;) {
    const ssize_t n = ::recv(fd_, bytes.data(), bytes.size(), 0);
    if (n > 0) {
      read += static_cast<std::size_t>(n);
    } else if (n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) ||
               wait(POLLIN, until) != Wait::Ready) {
      return;
    }
  }
}

}  // namespace syncwall
