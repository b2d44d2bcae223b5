// A stream's waits each have an end, and say which. In TLS these are used by unit-sources and attack.
#include "net/stream.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>

#include <array>
#include <string>
#include <thread>

using namespace syncwall;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;
using Kind = Stream::Ended::Kind;

namespace {

struct Pair {
  Pair() {
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0);
    stream.open(Descriptor(ends[0]));
    other.reset(ends[1]);
  }
  Stream::Ended read(Stream::Patience patience) {
    std::array<char, 16> bytes{};
    return stream.read(bytes.data(), bytes.size(), patience);
  }
  Cancellation cancellation;
  Stream stream{&cancellation};
  Descriptor other;
};

Stream::Patience within(int ms, int silence_ms = 3'600'000) {
  return {Clock::now() + milliseconds(ms), milliseconds(silence_ms)};
}

}  // namespace

TEST_CASE("a read ends by the deadline or by silence, whichever comes first, and says by which") {
  Pair p;
  CHECK((p.read(within(30)).kind == Kind::Late));
  CHECK((p.read(within(3'600'000, 30)).kind == Kind::Silent));
  CHECK((p.read(within(30, 20'000)).kind == Kind::Late));
  // Bytes that are there don't make up for a deadline that has passed.
  REQUIRE(::send(p.other.get(), "abc", 3, MSG_NOSIGNAL) == 3);
  CHECK((p.read({Clock::now() - milliseconds(1)}).kind == Kind::Late));
  const auto read = p.read(within(1'000));
  CHECK(read.done());
  CHECK(read.bytes == 3);
}

TEST_CASE("what the other side sends ends a wait, and so does its leaving") {
  Pair p;
  std::jthread sends([&] {
    std::this_thread::sleep_for(milliseconds(30));
    REQUIRE(::send(p.other.get(), "x", 1, MSG_NOSIGNAL) == 1);
    std::this_thread::sleep_for(milliseconds(30));
    p.other.reset();
  });
  CHECK(p.read(within(60'000)).bytes == 1);
  CHECK((p.read(within(60'000)).kind == Kind::Closed));
  sends.join();
  const auto written = p.stream.write("into the void", within(1'000));
  CHECK((written.kind == Kind::Broken));
  CHECK(written.system_error == EPIPE);
}

TEST_CASE("a cancellation ends a wait at once, and every call from then on") {
  Pair p;
  std::jthread cancels([&] {
    std::this_thread::sleep_for(milliseconds(30));
    p.cancellation.cancel();
  });
  CHECK((p.read(within(60'000)).kind == Kind::Cancelled));
  CHECK((p.stream.write("x", within(60'000)).kind == Kind::Cancelled));
}

TEST_CASE("who takes nothing is waited for as long as was said") {
  Pair p;
  const std::string much(1u << 20, 'x');
  std::size_t sent = 0;
  auto written = p.stream.write(much, within(60'000, 30));
  for (; written.done(); written = p.stream.write(much, within(60'000, 30))) sent += written.bytes;
  CHECK(sent > 0);
  CHECK((written.kind == Kind::Silent));
  CHECK((p.stream.write(much, within(30)).kind == Kind::Late));
}

TEST_CASE("another thread ends the reading, or everything") {
  Pair p;
  std::jthread ends([&] {
    std::this_thread::sleep_for(milliseconds(30));
    p.stream.end_reading();
  });
  CHECK((p.read(within(60'000)).kind == Kind::Closed));
  ends.join();
  CHECK(p.stream.write("an answer under way", within(1'000)).done());
  p.stream.end();
  CHECK((p.stream.write("x", within(1'000)).kind == Kind::Broken));
}

TEST_CASE("lingering reads what still comes, up to a bound, and ends with the other side") {
  Pair p;
  REQUIRE(::send(p.other.get(), "late", 4, MSG_NOSIGNAL) == 4);
  std::jthread leaves([&] {
    char byte = 0;
    CHECK(::fcntl(p.other.get(), F_SETFL, 0) == 0);  // blocking
    CHECK(::recv(p.other.get(), &byte, 1, 0) == 0);  // told that nothing follows
    p.other.reset();
  });
  const auto before = Clock::now();
  p.stream.linger(before + std::chrono::minutes(1), 1u << 20);
  CHECK(Clock::now() - before < std::chrono::seconds(30));
}

TEST_CASE("without a TLS session there is no handshake") {
  Pair p;
  CHECK((p.stream.shake_hands(nullptr, within(1'000)).kind == Kind::Broken));
}
