#include "net/client/transport.h"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include "net/client/dial.h"

namespace syncwall {

using Fault = NetFault::Kind;

using Clock = std::chrono::steady_clock;

Transport::Transport(std::string host, int port, TransportLimits limits)
    : limits_(limits), resolver_(std::move(host), port), deadline_(Clock::now() + limits.answer) {}

bool Transport::fail(NetFault fault) {
  if (fault_.kind == Fault::None) fault_ = std::move(fault);
  return false;
}

bool Transport::wait(short events, Time until, const NetFault& late) {
  pollfd watched{socket_.get(), events, 0};
  switch (cancellation_.wait({&watched, 1}, until)) {
    case Cancellation::Waited::Ready:
      return true;
    case Cancellation::Waited::Late:
      return fail(late);
    case Cancellation::Waited::Cancelled:
      return fail({Fault::Cancelled, "cancelled"});
    case Cancellation::Waited::Failed:
      break;
  }
  return fail({Fault::Broken, network_error_text(errno)});
}

bool Transport::wait_for_bytes(short events) {
  const Time silent = Clock::now() + limits_.silence;
  if (silent < deadline_)
    return wait(events, silent, {Fault::Silent, "no answer for " + seconds_text(limits_.silence)});
  return wait(events, deadline_, {Fault::Slow, "not the whole answer within " + seconds_text(limits_.answer)});
}

bool Transport::connect() {
  disconnect();
  if (cancellation_.cancelled()) return fail({Fault::Cancelled, "cancelled"});
  const Time until = Clock::now() + limits_.connect;
  auto addresses = resolver_.resolve(until, cancellation_);
  if (!addresses.ok()) return fail(addresses.problem());
  auto socket = dial(interleaved(std::move(addresses).value()), until, limits_.connect, cancellation_);
  if (!socket.ok()) return fail(socket.problem());
  socket_ = std::move(socket).value();
  fresh_ = true;
  return true;
}

bool Transport::secure(TlsClient& tls) {
  const auto begun = tls.begin(socket_.get());
  if (!begun.ok()) return fail(begun.problem());
  tls_ = &tls;
  const Time until = Clock::now() + limits_.connect;
  for (;;) {
    const Moved moved = tls.shake_hands();
    if (moved.bytes > 0) return true;
    if (moved.again == 0) return fail(moved.fault);
    if (!wait(moved.again, until, {Fault::Tls, "no TLS answer within " + seconds_text(limits_.connect)})) return false;
  }
}

void Transport::disconnect() {
  if (tls_ != nullptr) tls_->end();
  tls_ = nullptr;
  socket_.reset();
  buffer_at_ = buffer_end_ = 0;
}

void Transport::begin_request() {
  fault_ = {};
  deadline_ = Clock::now() + limits_.answer;
  fresh_ = false;
  forget_bytes();
}

void Transport::forget_bytes() {
  received_ = 0;
  sent_ = false;
}

Moved Transport::read_some() {
  if (tls_ != nullptr) return tls_->read(buffer_.data(), buffer_.size());
  const ssize_t n = ::recv(socket_.get(), buffer_.data(), buffer_.size(), 0);
  if (n > 0) return {.bytes = n};
  if (n == 0) return {.fault = {Fault::Closed, "the server closed the connection"}};
  if (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK) return {.again = POLLIN};
  return {.fault = {Fault::Broken, network_error_text(errno)}};
}

std::string_view Transport::receive() {
  while (!leftover()) {
    if (cancellation_.cancelled()) return fail({Fault::Cancelled, "cancelled"}), std::string_view();
    if (Clock::now() >= deadline_) {
      return fail({Fault::Slow, "not the whole answer within " + seconds_text(limits_.answer)}), std::string_view();
    }
    const Moved moved = read_some();
    if (moved.bytes > 0) {
      buffer_at_ = 0;
      buffer_end_ = static_cast<std::size_t>(moved.bytes);
      received_ += buffer_end_;
      if (received_ > limits_.bytes) return fail({Fault::TooLong, "it has no end"}), std::string_view();
    } else if (moved.again == 0) {
      return fail(moved.fault), std::string_view();
    } else if (!wait_for_bytes(moved.again)) {
      return {};
    }
  }
  return {buffer_.data() + buffer_at_, buffer_end_ - buffer_at_};
}

void Transport::consume(std::size_t bytes) { buffer_at_ += bytes; }

Moved Transport::write_some(std::string_view bytes) {
  if (tls_ != nullptr) return tls_->write(bytes.data(), bytes.size());
  const ssize_t n = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (n >= 0) return {.bytes = n};
  if (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK) return {.again = POLLOUT};
  return {.fault = {Fault::Broken, network_error_text(errno)}};
}

bool Transport::write(std::string_view bytes) {
  while (!bytes.empty()) {
    if (cancellation_.cancelled()) return fail({Fault::Cancelled, "cancelled"});
    const Moved moved = write_some(bytes);
    if (moved.bytes > 0) {
      sent_ = true;
      bytes.remove_prefix(static_cast<std::size_t>(moved.bytes));
    } else if (moved.again == 0) {
      return fail(moved.fault);
    } else if (!wait_for_bytes(moved.again)) {
      return false;
    }
  }
  return true;
}

}  // namespace syncwall
