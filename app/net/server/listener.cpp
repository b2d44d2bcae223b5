#include "net/server/listener.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <deque>
#include <list>
#include <thread>
#include <vector>

#include "net/server/bound_socket.h"
#include "net/server/seat_choice.h"

namespace syncwall {

namespace {

using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;

constexpr std::chrono::milliseconds kPause{50};

constexpr std::string_view kFull =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nRetry-After: 5\r\nConnection: close\r\n"
    "Content-Length: 80\r\n\r\n{\"code\":503,\"message\":\"the server has as many connections as it may: try later\"}";

// One connection and its thread. The thread tells when it is done; the accepting one then takes both away.
class Seat final : public Listener::Visit {
 public:
  Seat(int fd, std::shared_ptr<ssl_ctx_st> tls, const ConnectionLimits& limits, const std::atomic<bool>& stopping,
       std::atomic<std::uint64_t>& idle)
      : connection(fd, std::move(tls), limits),
        network(network_of(connection.address())),
        stopping_(stopping),
        idle_(idle) {
    ++idle_;
  }
  ~Seat() override { enter(SeatStage::Working); }

  // The server first says that it stops, then looks who waits; this the other way round: one of them sees the other.
  bool begin_waiting() override {
    enter(SeatStage::Waiting);
    return !stopping_;
  }
  void begin_transfer() override { enter(SeatStage::Transfer); }
  void end_waiting() override { enter(SeatStage::Working); }
  void shows_key(bool yes) override { known_ = yes; }
  bool stopping() const override { return stopping_; }

  [[nodiscard]] SeatState state() const {
    return {network, known_, let_go, stage_, arrived_, Time(Clock::duration(since_.load()))};
  }
  [[nodiscard]] bool waits() const { return stage_ == SeatStage::Waiting; }
  ClientConnection connection;
  const std::string network;
  std::atomic<bool> done{false};
  bool let_go = false;  // of the accepting thread
  std::jthread thread;

 private:
  void enter(SeatStage next) {
    since_ = Clock::now().time_since_epoch().count();
    const SeatStage before = stage_.exchange(next);
    if (next == SeatStage::Waiting) ++idle_;
    if (before == SeatStage::Waiting) --idle_;
  }

  const std::atomic<bool>& stopping_;
  std::atomic<std::uint64_t>& idle_;
  const Time arrived_ = Clock::now();
  std::atomic<SeatStage> stage_{SeatStage::Waiting};
  std::atomic<Clock::rep> since_{arrived_.time_since_epoch().count()};
  std::atomic<bool> known_{false};
};

}  // namespace

struct Listener::State {
  State(const Options& o, Serve s, BoundSocket b)
      : options(o),
        serve(std::move(s)),
        port(b.port),
        listening(std::move(b.fd)),
        wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

  const Options options;
  const Serve serve;
  const int port;
  Fd listening, wake;  // wake: a connection is done, or the server stops
  std::atomic<bool> stopping{false};
  std::atomic<std::uint64_t> open{0}, accepted{0}, refused{0}, let_go{0}, idle{0};
  // Of the accepting thread, and of stop() once that has ended.
  std::list<Seat> seats;
  std::deque<std::pair<Fd, Time>>
      turned_away;  // told that the house is full; closed a little later, so that it is heard
  std::jthread thread;

  void poke() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(wake.get(), &one, sizeof one);
  }
  void run();
  void take_all();
  void take(Fd fd, const std::string& network);
  void sit(Fd fd);
  void attend(Seat& seat);
  void turn_away(Fd fd);
  [[nodiscard]] std::vector<SeatState> states() const;
  bool let_one_go();
  void let_go_of(std::size_t index);
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
    try {
      clear_away();
      if (!stopping && watched[0].revents != 0) take_all();
    } catch (const std::exception&) {  // no memory: what waits in the queue is taken when there is some
      std::this_thread::sleep_for(kPause);
    }
  }
  listening.reset();
}

void Listener::State::take_all() {
  constexpr int kAtATime = 64;
  for (int i = 0; i < kAtATime; ++i) {
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    void* const raw = &peer;
    Fd fd(::accept4(listening.get(), static_cast<sockaddr*>(raw), &size, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (fd.get() < 0) {
      // Out of descriptors: the connection stays in the queue and would wake us again at once.
      const bool out = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
      if (out && !let_one_go()) std::this_thread::sleep_for(kPause);
      return;
    }
    ++accepted;
    bool loopback = false;
    take(std::move(fd), network_of(address_text(raw, loopback)));
  }
}

void Listener::State::take(Fd fd, const std::string& network) {
  constexpr std::size_t kAlways = 16;  // of each place, however few there may be of all
  const std::size_t most_each =
      options.most_strangers_each != 0 ? options.most_strangers_each : std::max(kAlways, options.most_connections / 2);
  const Strangers strangers = strangers_of(states(), network);
  if (strangers.count >= most_each) {
    if (!strangers.oldest) return turn_away(std::move(fd));
    let_go_of(*strangers.oldest);
  }
  const std::size_t staying = seats.size() - static_cast<std::size_t>(std::count_if(
                                                 seats.begin(), seats.end(), [](const Seat& s) { return s.let_go; }));
  if (staying < options.most_connections || let_one_go()) {
    sit(std::move(fd));
  } else {
    turn_away(std::move(fd));
  }
}

// The whole of a connection's thread: whatever goes wrong in there ends that connection, and nothing else.
void Listener::State::attend(Seat& seat) {
  // OpenSSL writes with write(2): a client that has gone raises this signal, in this thread.
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
  try {
    serve(seat.connection, seat);
  } catch (...) {  // no memory even to say so: the client sees the connection end
  }
  seat.connection.hang_up();
  seat.end_waiting();
  seat.done = true;
  poke();
}

void Listener::State::sit(Fd fd) {
  Seat& seat = seats.emplace_back(fd.get(), options.tls ? options.tls() : nullptr, options.limits, stopping, idle);
  [[maybe_unused]] const int owned = fd.release();
  open = seats.size();
  try {
    seat.thread = std::jthread([this, &seat] { attend(seat); });
  } catch (const std::exception&) {  // no thread to be had
    seat.connection.begin_answer();
    if (!seat.connection.encrypted()) [[maybe_unused]]
      const bool told = seat.connection.write(kFull);
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

std::vector<SeatState> Listener::State::states() const {
  std::vector<SeatState> all;
  all.reserve(seats.size());
  for (const Seat& seat : seats) all.push_back(seat.state());
  return all;
}

bool Listener::State::let_one_go() {
  const auto chosen = choose_leaver(states(), Clock::now());
  if (chosen) let_go_of(*chosen);
  return chosen.has_value();
}

void Listener::State::let_go_of(std::size_t index) {
  Seat& seat = *std::next(seats.begin(), static_cast<std::ptrdiff_t>(index));
  seat.let_go = true;
  ++let_go;
  // Who has shown a key may have a request under way to us: then it is still answered.
  if (seat.state().known && seat.waits()) return seat.connection.stop_reading();
  seat.connection.hang_up();
}

void Listener::State::clear_away() {
  seats.remove_if([](const Seat& seat) { return seat.done.load(); });
  open = seats.size();
  while (!turned_away.empty() && turned_away.front().second <= Clock::now()) turned_away.pop_front();
}

Listener::Listener(std::unique_ptr<State> state) : state_(std::move(state)) {}

Listener::~Listener() { stop(std::chrono::milliseconds(0)); }

int Listener::port() const { return state_->port; }

Listener::Counts Listener::counts() const {
  return {state_->open, state_->accepted, state_->refused, state_->let_go, state_->idle};
}

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
      } else if (seat.waits()) {
        seat.connection.stop_reading();
      }
    }
    s.clear_away();
    if (!s.seats.empty()) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

Result<std::unique_ptr<Listener>> Listener::start(const Options& options, Serve serve) {
  auto bound = listen_on(options.host, options.port);
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
