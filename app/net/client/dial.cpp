#include "net/client/dial.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>

namespace syncwall {

using Fault = NetFault::Kind;

namespace {

using Clock = std::chrono::steady_clock;
using Waited = Cancellation::Waited;

class Race {
 public:
  Race(const std::vector<SocketAddress>& addresses, Cancellation::Time until, std::chrono::milliseconds limit,
       const Cancellation& cancellation)
      : addresses_(addresses), until_(until), limit_(limit), cancellation_(cancellation) {}

  Result<Descriptor, NetFault> run() {
    for (;;) {
      while (next_ < addresses_.size() && (running_.empty() || Clock::now() >= next_at_)) {
        if (Descriptor connected = begin(addresses_[next_++]); connected.open()) return connected;
      }
      if (running_.empty()) return NetFault{Fault::Connect, reasons()};
      const Waited waited = wait();
      if (waited == Waited::Cancelled) return NetFault{Fault::Cancelled, "cancelled"};
      if (waited == Waited::Failed) return NetFault{Fault::Connect, network_error_text(errno)};
      if (waited == Waited::Late && Clock::now() >= until_) return NetFault{Fault::Connect, late()};
      if (waited != Waited::Ready) continue;
      if (Descriptor connected = look(); connected.open()) return connected;
    }
  }

 private:
  struct Running {
    Descriptor socket;
    const SocketAddress* to;
  };

  // Connected at once (a socket of this machine), or under way, or failed.
  Descriptor begin(const SocketAddress& to) {
    next_at_ = Clock::now() + kNextAddressAfter;
    Descriptor socket(::socket(to.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
    const void* const raw = &to.storage;
    if (socket.open() && ::connect(socket.get(), static_cast<const sockaddr*>(raw), to.size) == 0) return socket;
    if (socket.open() && errno == EINPROGRESS) {
      running_.push_back({std::move(socket), &to});
    } else {
      failed(to, errno);
    }
    return Descriptor();
  }

  Waited wait() {
    watched_.clear();
    for (const Running& one : running_) watched_.push_back({one.socket.get(), POLLOUT, 0});
    return cancellation_.wait(watched_, next_ < addresses_.size() ? std::min(next_at_, until_) : until_);
  }

  // The winner among those that are ready, if there is one; those that failed are dropped.
  Descriptor look() {
    for (std::size_t i = watched_.size(); i-- > 0;) {
      if (watched_[i].revents == 0) continue;
      int error = 0;
      socklen_t size = sizeof error;
      if (::getsockopt(running_[i].socket.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
      if (error == 0) return std::move(running_[i].socket);
      failed(*running_[i].to, error);
      running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(i));
    }
    return Descriptor();
  }

  void failed(const SocketAddress& to, int error) {
    next_at_ = Clock::now();
    note(network_error_text(error), to);
  }
  void note(std::string why, const SocketAddress& to) {
    const auto known = std::ranges::find(reasons_, why, &std::pair<std::string, std::string>::first);
    if (known == reasons_.end()) reasons_.emplace_back(std::move(why), to.text());
  }

  std::string late() {
    for (const Running& one : running_) note("the connection wasn't taken within " + seconds_text(limit_), *one.to);
    return reasons();
  }

  // "connection refused", or where they differ "connection refused (192.0.2.1); there is no route to the host (…)".
  std::string reasons() const {
    if (reasons_.size() == 1) return reasons_.front().first;
    std::string text;
    for (const auto& [why, address] : reasons_) text += (text.empty() ? "" : "; ") + why + " (" + address + ")";
    return text;
  }

  const std::vector<SocketAddress>& addresses_;
  const Cancellation::Time until_;
  const std::chrono::milliseconds limit_;
  const Cancellation& cancellation_;
  std::size_t next_ = 0;
  Cancellation::Time next_at_;
  std::vector<Running> running_;
  std::vector<pollfd> watched_;                               // as running_
  std::vector<std::pair<std::string, std::string>> reasons_;  // each once, with the first address that had it
};

}  // namespace

Result<Descriptor, NetFault> dial(const std::vector<SocketAddress>& addresses, Cancellation::Time until,
                                  std::chrono::milliseconds limit, const Cancellation& cancellation) {
  auto socket = Race(addresses, until, limit, cancellation).run();
  if (socket.ok()) {
    const int on = 1;
    ::setsockopt(socket.value().get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  return socket;
}

}  // namespace syncwall
