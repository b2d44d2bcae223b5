#include "server/listener.h"

#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <deque>
#include <list>
#include <thread>

#include "base/guarded.h"

namespace syncwall {

namespace {

using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;

constexpr std::string_view kFull =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nRetry-After: 5\r\nConnection: close\r\n"
    "Content-Length: 80\r\n\r\n{\"code\":503,\"message\":\"the server has as many connections as it may: try later\"}";

class Fd {
 public:
  explicit Fd(int fd) : fd_(fd) {}
  ~Fd() { reset(); }
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    reset();
    fd_ = std::exchange(other.fd_, -1);
    return *this;
  }
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] int release() { return std::exchange(fd_, -1); }
  void reset() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

// One connection and its thread. The thread tells when it is done; the accepting one then takes both away.
class Seat final : public Listener::Visit {
 public:
  Seat(int fd, std::shared_ptr<ssl_ctx_st> tls, const ConnectionLimits& limits, const std::atomic<bool>& stopping)
      : connection(fd, std::move(tls), limits), stopping_(stopping) {}

  // The server first says that it stops, then looks who waits; this the other way round: one of them sees the other.
  bool begin_waiting() override {
    waiting_since = Clock::now().time_since_epoch().count();
    return !stopping_;
  }
  void end_waiting() override { waiting_since = 0; }
  bool stopping() const override { return stopping_; }

  ClientConnection connection;
  std::atomic<Clock::rep> waiting_since{0};  // 0: it doesn't
  std::atomic<bool> done{false};
  bool let_go = false;  // of the accepting thread
  std::jthread thread;

 private:
  const std::atomic<bool>& stopping_;
};

struct Bound {
  Fd fd{-1};
  int port = 0;
  bool loopback = false;
};

Result<Bound> bind_to(const std::string& host, int port) {
  const std::string name = host + ":" + std::to_string(port);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (error != 0) return Problem{"could not listen on " + name, ::gai_strerror(error), "choose another one with --listen"};
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> targets(found, &::freeaddrinfo);
  int why = 0;
  for (const addrinfo* target = targets.get(); target != nullptr; target = target->ai_next) {
    Fd fd(::socket(target->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, target->ai_protocol));
    const int on = 1;
    if (fd.get() >= 0) ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (fd.get() < 0 || ::bind(fd.get(), target->ai_addr, target->ai_addrlen) != 0 || ::listen(fd.get(), 512) != 0) {
      why = errno;
      continue;
    }
    sockaddr_storage own{};
    socklen_t size = sizeof own;
    void* const raw = &own;
    ::getsockname(fd.get(), static_cast<sockaddr*>(raw), &size);
    Bound bound{std::move(fd), 0, false};
    static_cast<void>(address_text(raw, bound.loopback));
    bound.port = ntohs(own.ss_family == AF_INET6 ? static_cast<sockaddr_in6*>(raw)->sin6_port : static_cast<sockaddr_in*>(raw)->sin_port);
    return bound;
  }
  return Problem{"could not listen on " + name, std::strerror(why), "choose another one with --listen"};
}

}  // namespace

struct Listener::State {
  State(const Options& o, Serve s, Bound b) : options(o), serve(std::move(s)), port(b.port), listening(std::move(b.fd)), wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

  const Options options;
  const Serve serve;
  const int port;
  Fd listening, wake;  // wake: a connection is done, or the server stops
  std::atomic<bool> stopping{false};
  std::atomic<std::uint64_t> open{0}, accepted{0}, refused{0}, let_go{0};
  // Of the accepting thread, and of stop() once that has ended.
  std::list<Seat> seats;
  std::deque<std::pair<Fd, Time>> turned_away;  // told that the house is full; closed a little later, so that it is heard
  std::jthread thread;

  void poke() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(wake.get(), &one, sizeof one);
  }
  void run();
  void take_all();
  void sit(Fd fd);
  void turn_away(Fd fd);
  bool let_one_go();
  void clear_away();
};

void Listener::State::run() {
  while (!stopping) {
    std::array<pollfd, 2> watched = {pollfd{listening.get(), POLLIN, 0}, pollfd{wake.get(), POLLIN, 0}};
    ::poll(watched.data(), watched.size(), turned_away.empty() ? 1000 : 100);
    std::uint64_t count = 0;
    if (watched[1].revents != 0) {
      [[maybe_unused]] const ssize_t n = ::read(wake.get(), &count, sizeof count);
    }
    clear_away();
    if (!stopping && watched[0].revents != 0) take_all();
  }
  listening.reset();
}

void Listener::State::take_all() {
  constexpr int kAtATime = 64;
  for (int i = 0; i < kAtATime; ++i) {
    Fd fd(::accept4(listening.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (fd.get() < 0) {
      // Out of descriptors: the connection stays in the queue and would wake us again at once.
      const bool out = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
      if (out && !let_one_go()) std::this_thread::sleep_for(std::chrono::milliseconds(50));
      return;
    }
    ++accepted;
    const std::size_t staying = seats.size() - static_cast<std::size_t>(std::count_if(seats.begin(), seats.end(), [](const Seat& s) { return s.let_go; }));
    if (staying < options.most_connections || let_one_go()) {
      sit(std::move(fd));
    } else {
      turn_away(std::move(fd));
    }
  }
}

void Listener::State::sit(Fd fd) {
  try {
    Seat& seat = seats.emplace_back(fd.release(), options.tls ? options.tls() : nullptr, options.limits, stopping);
    open = seats.size();
    seat.thread = std::jthread([this, &seat] {
      // OpenSSL writes with write(2): a client that has gone raises this signal, in this thread.
      sigset_t pipe;
      sigemptyset(&pipe);
      sigaddset(&pipe, SIGPIPE);
      pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
      serve(seat.connection, seat);
      seat.connection.hang_up();
      seat.done = true;
      poke();
    });
  } catch (const std::system_error&) {  // no thread to be had
    seats.pop_back();
    open = seats.size();
    ++refused;
  }
}

void Listener::State::turn_away(Fd fd) {
  ++refused;
  constexpr std::size_t kMost = 64;
  if (turned_away.size() >= kMost) turned_away.pop_front();
  if (!options.tls || !options.tls()) {
    ::send(fd.get(), kFull.data(), kFull.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    ::shutdown(fd.get(), SHUT_WR);
    turned_away.emplace_back(std::move(fd), Clock::now() + std::chrono::seconds(1));
  }
}

bool Listener::State::let_one_go() {
  Seat* longest = nullptr;
  for (Seat& seat : seats) {
    if (seat.let_go || seat.waiting_since == 0) continue;
    if (longest == nullptr || seat.waiting_since < longest->waiting_since) longest = &seat;
  }
  if (longest == nullptr) return false;
  longest->let_go = true;
  longest->connection.stop_reading();
  ++let_go;
  return true;
}

void Listener::State::clear_away() {
  seats.remove_if([](const Seat& seat) { return seat.done.load(); });
  open = seats.size();
  while (!turned_away.empty() && turned_away.front().second <= Clock::now()) turned_away.pop_front();
}

Listener::Listener(std::unique_ptr<State> state) : state_(std::move(state)) {}

Listener::~Listener() { stop(std::chrono::milliseconds(0)); }

int Listener::port() const { return state_->port; }

Listener::Counts Listener::counts() const { return {state_->open, state_->accepted, state_->refused, state_->let_go}; }

void Listener::stop(std::chrono::milliseconds patience) {
  State& s = *state_;
  s.stopping = true;
  s.poke();
  if (s.thread.joinable()) s.thread.join();
  const Time until = Clock::now() + patience;
  while (!s.seats.empty()) {
    const bool now = Clock::now() >= until;
    for (Seat& seat : s.seats) {
      if (now) {
        seat.connection.hang_up();
      } else if (seat.waiting_since != 0) {
        seat.connection.stop_reading();
      }
    }
    s.clear_away();
    if (!s.seats.empty()) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

Result<std::unique_ptr<Listener>> Listener::start(const Options& options, Serve serve) {
  auto bound = bind_to(options.host, options.port);
  if (!bound.ok()) return bound.problem();
  const bool encrypted = options.tls && options.tls();
  if (!bound.value().loopback && !encrypted && !options.plain_beyond_loopback) {
    return Problem{"will not listen on " + options.host + " without TLS", "keys would cross the network unencrypted",
                   "give --tls-cert and --tls-key, or --insecure-http where a proxy encrypts"};
  }
  auto state = std::make_unique<State>(options, std::move(serve), std::move(bound).value());
  state->thread = std::jthread([s = state.get()] { s->run(); });
  return std::unique_ptr<Listener>(new Listener(std::move(state)));
}

}  // namespace syncwall
