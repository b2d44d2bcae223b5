#include "net/client/transport.h"

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

bool Transport::fail_ended(const Stream::Ended& ended) {
  using Ended = Stream::Ended::Kind;
  switch (ended.kind) {
    case Ended::Silent:
      return fail({Fault::Silent, "no answer for " + seconds_text(limits_.silence)});
    case Ended::Late:
      return fail({Fault::Slow, "not the whole answer within " + seconds_text(limits_.answer)});
    case Ended::Cancelled:
      return fail({Fault::Cancelled, "cancelled"});
    case Ended::Done:
    case Ended::Closed:
    case Ended::Broken:
      break;
  }
  if (tls_) return fail(TlsClient::why_ended(ended));
  if (ended.kind == Ended::Closed) return fail({Fault::Closed, "the server closed the connection"});
  return fail({Fault::Broken, network_error_text(ended.system_error)});
}

bool Transport::connect() {
  disconnect();
  if (cancellation_.cancelled()) return fail({Fault::Cancelled, "cancelled"});
  const Time until = Clock::now() + limits_.connect;
  auto addresses = resolver_.resolve(until, cancellation_);
  if (!addresses.ok()) return fail(addresses.problem());
  auto socket = dial(interleaved(std::move(addresses).value()), until, limits_.connect, cancellation_);
  if (!socket.ok()) return fail(socket.problem());
  stream_.open(std::move(socket).value());
  fresh_ = true;
  return true;
}

bool Transport::secure(TlsClient& tls) {
  auto session = tls.start();
  if (!session.ok()) return fail(session.problem());
  tls_ = true;
  const auto ended = stream_.shake_hands(std::move(session).value(), {Clock::now() + limits_.connect});
  switch (ended.kind) {
    case Stream::Ended::Kind::Done:
      return true;
    case Stream::Ended::Kind::Silent:
    case Stream::Ended::Kind::Late:
      return fail({Fault::Tls, "no TLS answer within " + seconds_text(limits_.connect)});
    case Stream::Ended::Kind::Cancelled:
      return fail_ended(ended);
    case Stream::Ended::Kind::Closed:
    case Stream::Ended::Kind::Broken:
      break;
  }
  return fail(TlsClient::why_no_handshake(ended));
}

void Transport::disconnect() {
  stream_.close();
  tls_ = false;
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

std::string_view Transport::receive() {
  if (!leftover()) {
    const auto ended = stream_.read(buffer_.data(), buffer_.size(), patience());
    if (!ended.done()) return fail_ended(ended), std::string_view();
    buffer_at_ = 0;
    buffer_end_ = ended.bytes;
    received_ += buffer_end_;
    if (received_ > limits_.bytes) return fail({Fault::TooLong, "it has no end"}), std::string_view();
  }
  return {buffer_.data() + buffer_at_, buffer_end_ - buffer_at_};
}

void Transport::consume(std::size_t bytes) { buffer_at_ += bytes; }

bool Transport::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto ended = stream_.write(bytes, patience());
    if (!ended.done()) return fail_ended(ended);
    sent_ = true;
    bytes.remove_prefix(ended.bytes);
  }
  return true;
}

}  // namespace syncwall
