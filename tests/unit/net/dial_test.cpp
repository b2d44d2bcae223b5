// Which address of several wins (RFC 8305), on loopback: an address that is silent is one whose queue of connections is
// full, so that the system drops what comes.
#include "net/client/dial.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>
#include <filesystem>
#include <iterator>
#include <thread>

#include "support/wait_until.h"

using namespace syncwall;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Fault = NetFault::Kind;

namespace {

SocketAddress address(const char* host, int port) {
  SocketAddress a;
  if (std::strchr(host, ':') != nullptr) {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(static_cast<std::uint16_t>(port));
    inet_pton(AF_INET6, host, &v6.sin6_addr);
    std::memcpy(&a.storage, &v6, a.size = sizeof v6);
  } else {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(static_cast<std::uint16_t>(port));
    inet_pton(AF_INET, host, &v4.sin_addr);
    std::memcpy(&a.storage, &v4, a.size = sizeof v4);
  }
  return a;
}
const sockaddr* raw(const SocketAddress& a) {
  const void* const p = &a.storage;
  return static_cast<const sockaddr*>(p);
}

class Listener {
 public:
  explicit Listener(const char* host, int backlog = 16)
      : socket_(::socket(address(host, 0).family(), SOCK_STREAM | SOCK_NONBLOCK, 0)), at_(address(host, 0)) {
    const bool bound = ::bind(socket_.get(), raw(at_), at_.size) == 0 && ::listen(socket_.get(), backlog) == 0;
    void* const p = &at_.storage;
    socklen_t size = sizeof at_.storage;
    REQUIRE(bound);
    REQUIRE(::getsockname(socket_.get(), static_cast<sockaddr*>(p), &size) == 0);
  }
  [[nodiscard]] const SocketAddress& at() const { return at_; }
  void close() { socket_.reset(); }
  // One that came; -1: none, after some time.
  [[nodiscard]] Descriptor accept() const {
    Descriptor got;
    static_cast<void>(test::wait_until([&] {
      got.reset(::accept4(socket_.get(), nullptr, nullptr, SOCK_NONBLOCK));
      return got.open();
    }));
    return got;
  }

 private:
  Descriptor socket_;
  SocketAddress at_;
};

// Takes no connection and refuses none.
class Silent {
 public:
  explicit Silent(const char* host) : listener_(host, 0) {
    for (int i = 0; i < 3; ++i) {
      fill_.emplace_back(::socket(at().family(), SOCK_STREAM | SOCK_NONBLOCK, 0));
      static_cast<void>(::connect(fill_.back().get(), raw(at()), at().size));
    }
    REQUIRE(test::wait_until([&] {
      pollfd first{fill_.front().get(), POLLOUT, 0};
      return ::poll(&first, 1, 0) == 1;
    }));
  }
  [[nodiscard]] const SocketAddress& at() const { return listener_.at(); }
  // From now on it takes connections.
  void release() {
    fill_.clear();
    static_cast<void>(listener_.accept());
  }

 private:
  Listener listener_;
  std::vector<Descriptor> fill_;
};

SocketAddress refusing(const char* host) {
  Listener gone(host);
  const SocketAddress at = gone.at();
  gone.close();
  return at;
}

SocketAddress peer_of(const Descriptor& socket) {
  SocketAddress a;
  a.size = sizeof a.storage;
  void* const p = &a.storage;
  REQUIRE(::getpeername(socket.get(), static_cast<sockaddr*>(p), &a.size) == 0);
  return a;
}

bool has_v6() {
  const Descriptor socket(::socket(AF_INET6, SOCK_STREAM, 0));
  const SocketAddress a = address("::1", 0);
  return socket.open() && ::bind(socket.get(), raw(a), a.size) == 0;
}

std::ptrdiff_t open_descriptors() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator());
}

constexpr auto kLimit = 20s;
auto dialled(const std::vector<SocketAddress>& addresses, std::chrono::milliseconds limit = kLimit) {
  const Cancellation nobody_cancels;
  return dial(addresses, Clock::now() + limit, limit, nobody_cancels);
}

}  // namespace

TEST_CASE("families take turns, in the order of the first; within a family the order stays") {
  const auto text = [](const std::vector<SocketAddress>& addresses) {
    std::string all;
    for (const SocketAddress& a : addresses) all += a.text() + " ";
    return all;
  };
  const std::vector<SocketAddress> mixed = {address("2001:db8::1", 1), address("2001:db8::2", 1),
                                            address("2001:db8::3", 1), address("192.0.2.1", 1),
                                            address("192.0.2.2", 1)};
  CHECK(text(interleaved(mixed)) == "2001:db8::1 192.0.2.1 2001:db8::2 192.0.2.2 2001:db8::3 ");
  CHECK(text(interleaved({mixed.rbegin(), mixed.rend()})) ==
        "192.0.2.2 2001:db8::3 192.0.2.1 2001:db8::2 2001:db8::1 ");
  CHECK(text(interleaved({mixed[3]})) == "192.0.2.1 ");
  CHECK(interleaved({}).empty());
}

TEST_CASE(
    "a silent address holds up the next for a quarter of a second, not for the whole limit; the loser is closed") {
  const Silent silent("127.0.0.2");
  const Listener good("127.0.0.3");
  const auto descriptors = open_descriptors();
  const auto began = Clock::now();
  const auto socket = dialled({silent.at(), good.at()});
  const auto took = Clock::now() - began;
  REQUIRE(socket.ok());
  CHECK(peer_of(socket.value()).text() == "127.0.0.3");
  CHECK(open_descriptors() == descriptors + 1);
  CHECK(took >= kNextAddressAfter);
  CHECK(took < 5s);
  CHECK(good.accept().open());
}

TEST_CASE("several silent addresses: each a quarter of a second") {
  const Silent a("127.0.0.2"), b("127.0.0.2"), c("127.0.0.2");
  const Listener good("127.0.0.3");
  const auto began = Clock::now();
  const auto socket = dialled({a.at(), b.at(), c.at(), good.at()});
  REQUIRE(socket.ok());
  CHECK(Clock::now() - began >= 3 * kNextAddressAfter);
  CHECK(peer_of(socket.value()).text() == "127.0.0.3");
}

TEST_CASE("an address that refuses is passed over at once") {
  const Listener good("127.0.0.3");
  std::vector<SocketAddress> addresses(50, refusing("127.0.0.2"));
  addresses.push_back(good.at());
  const auto began = Clock::now();
  REQUIRE(dialled(addresses).ok());
  CHECK(Clock::now() - began < 5s);  // 50 quarters of a second are 12.5 s
}

TEST_CASE("the other family is the second to be asked") {
  if (!has_v6()) return;
  const Silent silent("::1");
  const Listener good("127.0.0.3");
  const auto socket = dialled(interleaved({silent.at(), silent.at(), silent.at(), good.at()}));
  REQUIRE(socket.ok());
  CHECK(peer_of(socket.value()).text() == "127.0.0.3");
  const Listener v6("::1");
  CHECK(peer_of(dialled({refusing("127.0.0.2"), v6.at()}).value()).text() == "::1");
}

TEST_CASE("an address that answers late is still listened to while the next is tried") {
  Silent late("127.0.0.2");
  const Silent never("127.0.0.3");
  late.release();  // what the system dropped it sends again after a second
  const auto socket = dialled({late.at(), never.at()});
  REQUIRE(socket.ok());
  CHECK(peer_of(socket.value()).text() == "127.0.0.2");
}

TEST_CASE("one limit for all addresses, and each different reason is told") {
  const Silent a("127.0.0.2"), b("127.0.0.3");
  const auto began = Clock::now();
  const auto nothing = dialled({a.at(), refusing("127.0.0.4"), b.at(), a.at(), b.at()}, 600ms);
  const auto took = Clock::now() - began;
  REQUIRE_FALSE(nothing.ok());
  CHECK(took >= 600ms);
  CHECK(took < 5s);
  CHECK(nothing.problem().kind == Fault::Connect);
  CHECK(nothing.problem().why ==
        "connection refused (127.0.0.4); the connection wasn't taken within 600 ms (127.0.0.2)");
  const auto refused = dialled({refusing("127.0.0.2"), refusing("127.0.0.3")});
  CHECK(refused.problem().why == "connection refused");
}

TEST_CASE("cancelled: at once, whatever is under way") {
  const Silent silent("127.0.0.2");
  Cancellation cancellation;
  std::jthread other([&] { cancellation.cancel(); });
  const auto began = Clock::now();
  const auto socket = dial({silent.at(), silent.at()}, began + kLimit, kLimit, cancellation);
  REQUIRE_FALSE(socket.ok());
  CHECK(socket.problem().kind == Fault::Cancelled);
  CHECK(Clock::now() - began < 10s);
}

TEST_CASE("a host is looked up: by number, by name, and one that isn't there") {
  const Cancellation nobody_cancels;
  const auto all = [&](const char* host) { return Resolver(host, 80).resolve(Clock::now() + kLimit, nobody_cancels); };
  CHECK(all("127.0.0.9").value().front().text() == "127.0.0.9");
  CHECK(all("::1").value().front().text() == "::1");
  CHECK(all("localhost").ok());
  const auto none = all("no-such-host.invalid");
  REQUIRE_FALSE(none.ok());
  CHECK(none.problem().why.starts_with("host not found"));
  Cancellation cancelled;
  cancelled.cancel();
  CHECK(Resolver("localhost", 80).resolve(Clock::now() + kLimit, cancelled).problem().kind == Fault::Cancelled);
}
