#include "net/server/client_connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "net/server/http_head.h"

namespace syncwall {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostLingered = 16u << 20;  // bytes

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

ClientConnection::ClientConnection(int fd, std::shared_ptr<ssl_ctx_st> tls, const ConnectionLimits& limits)
    : stream_(Descriptor(fd)), limits_(limits), tls_context_(std::move(tls)), answer_until_(Clock::now()) {
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  void* const raw = &peer;
  if (::getpeername(fd, static_cast<sockaddr*>(raw), &size) == 0) address_ = address_text(raw, loopback_);
}

bool ClientConnection::shake_hands() {
  if (!tls_context_) return true;
  TlsSession tls(SSL_new(tls_context_.get()));
  if (!tls) return false;
  SSL_set_accept_state(tls.get());
  const auto ended = stream_.shake_hands(std::move(tls), {Clock::now() + limits_.handshake});
  const char* const reason = ended.tls_error == 0 ? nullptr : ERR_reason_error_string(ended.tls_error);
  if (reason != nullptr) tls_fault_ = reason;
  return ended.done();
}

ClientConnection::Wait ClientConnection::receive(Time until, std::size_t most) {
  std::array<char, 16384> bytes;
  const auto ended = stream_.read(bytes.data(), std::min(bytes.size(), most), {until});
  if (ended.kind == Stream::Ended::Kind::Late) return Wait::Late;
  if (!ended.done()) return Wait::Gone;
  buffer_.append(bytes.data(), ended.bytes);
  return Wait::Ready;
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
    const auto ended = stream_.write(bytes, {answer_until_, limits_.silence});
    if (!ended.done()) return false;
    bytes.remove_prefix(ended.bytes);
  }
  return true;
}

void ClientConnection::linger() { stream_.linger(Clock::now() + limits_.linger, kMostLingered); }

}  // namespace syncwall
