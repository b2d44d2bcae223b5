#include "net/client/resolver.h"

#include <netdb.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <system_error>
#include <thread>
#include <utility>

namespace syncwall {

using Fault = NetFault::Kind;

namespace {

// An error of getaddrinfo(3), or 0.
int look_up(const std::string& host, const std::string& port, int flags, std::vector<SocketAddress>& to) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags;
  addrinfo* raw = nullptr;
  const int error = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &raw);
  if (error != 0) return error;
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> found(raw, &::freeaddrinfo);
  for (const addrinfo* one = found.get(); one != nullptr; one = one->ai_next) {
    if (one->ai_addrlen > sizeof(sockaddr_storage)) continue;
    SocketAddress address;
    std::memcpy(&address.storage, one->ai_addr, one->ai_addrlen);
    address.size = one->ai_addrlen;
    to.push_back(address);
  }
  return to.empty() ? EAI_NONAME : 0;
}

}  // namespace

std::string SocketAddress::text() const {
  std::array<char, NI_MAXHOST> host{};
  const void* const raw = &storage;
  const int error =
      ::getnameinfo(static_cast<const sockaddr*>(raw), size, host.data(), host.size(), nullptr, 0, NI_NUMERICHOST);
  return error == 0 ? host.data() : "?";
}

// Shared with the thread that looks up, which writes everything before `done`.
struct Resolver::LookUp {
  std::vector<SocketAddress> addresses;
  int error = 0;
  Descriptor done{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  std::atomic<bool> is_done{false};
};

Resolver::Resolver(std::string host, int port) : host_(std::move(host)), port_(std::to_string(port)) {}
Resolver::~Resolver() = default;

Result<std::vector<SocketAddress>, NetFault> Resolver::resolve(Cancellation::Time until,
                                                               const Cancellation& cancellation) {
  std::vector<SocketAddress> numeric;
  if (look_up(host_, port_, AI_NUMERICHOST, numeric) == 0) return numeric;
  if (!under_way_) {
    auto begun = std::make_shared<LookUp>();
    try {
      std::thread([begun, host = host_, port = port_] {
        begun->error = look_up(host, port, 0, begun->addresses);
        begun->is_done = true;
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t written = ::write(begun->done.get(), &one, sizeof one);
      }).detach();
    } catch (const std::system_error& e) {
      return NetFault{Fault::Connect, std::string("no thread to look up the host: ") + e.what()};
    }
    under_way_ = std::move(begun);
  }
  pollfd watched{under_way_->done.get(), POLLIN, 0};
  const auto waited = cancellation.wait({&watched, 1}, until);
  if (waited == Cancellation::Waited::Cancelled) return NetFault{Fault::Cancelled, "cancelled"};
  if (!under_way_->is_done) return NetFault{Fault::Connect, "host not found: the name server doesn't answer"};
  const std::shared_ptr<LookUp> ended = std::exchange(under_way_, nullptr);
  if (ended->error != 0)
    return NetFault{Fault::Connect, std::string("host not found: ") + ::gai_strerror(ended->error)};
  return std::move(ended->addresses);
}

std::vector<SocketAddress> interleaved(std::vector<SocketAddress> addresses) {
  if (addresses.empty()) return addresses;
  const int first = addresses.front().family();
  const auto others = std::stable_partition(addresses.begin(), addresses.end(),
                                            [&](const SocketAddress& a) { return a.family() == first; });
  std::vector<SocketAddress> mixed;
  mixed.reserve(addresses.size());
  for (auto a = addresses.begin(), b = others; a != others || b != addresses.end();) {
    if (a != others) mixed.push_back(*a++);
    if (b != addresses.end()) mixed.push_back(*b++);
  }
  return mixed;
}

}  // namespace syncwall
