#include "net/server/listener.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <deque>
#include <list>
#include <thread>
#include <vector>

#include "net/server/bound_socket.h"
#include "net/server/slot_choice.h"

namespace syncwall {

namespace {

using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;

constexpr std::chrono::milliseconds kPause{50};

constexpr std::string_view kFull =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nRetry-After: 5\r\nConnection: close\r\n"
    "Content-Length: 80\r\n\r\n{\"code\":503,\"message\":\"the server has as many connections as it may: try later\"}";

// One connection and its thread. The thread says when it is done; the accepting one then removes both.
class ConnectionSlot final : public Listener::Slot {
 public:
  ConnectionSlot(int fd, std::shared_ptr<ssl_ctx_st> tls, const ConnectionLimits& limits,
                 const std::atomic<bool>& stopping, std::atomic<std::uint64_t>& idle)
      : connection(fd, std::move(tls), limits),
        network(network_of(connection.address())),
        stopping_(stopping),
        idle_(idle) {
    ++idle_;
  }
  ~ConnectionSlot() override { enter(SlotStage::Working); }

  // The server first says that it stops, then looks who waits; this the other way round: one of them sees the other.
  bool begin_waiting() override {
    enter(SlotStage::Waiting);
    return !stopping_;
  }
  void begin_transfer() override { enter(SlotStage::Transfer); }
  void end_waiting() override { enter(SlotStage::Working); }
  void set_known_key(bool yes) override { known_ = yes; }
  bool stopping() const override { return stopping_; }

  [[nodiscard]] SlotState state() const {
    return {network, known_, let_go, stage_, arrived_, Time(Clock::duration(since_.load()))};
  }
  [[nodiscard]] bool waits() const { return stage_ == SlotStage::Waiting; }
  ClientConnection connection;
  const std::string network;
  std::atomic<bool> done{false};
  bool let_go = false;  // of the accepting thread
  std::jthread thread;

 private:
  void enter(SlotStage next) {
    since_ = Clock::now().time_since_epoch().count();
    const SlotStage before = stage_.exchange(next);
    if (next == SlotStage::Waiting) ++idle_;
    if (before == SlotStage::Waiting) --idle_;
  }

  const std::atomic<bool>& stopping_;
  std::atomic<std::uint64_t>& idle_;
  const Time arrived_ = Clock::now();
  std::atomic<SlotStage> stage_{SlotStage::Waiting};
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
  Descriptor listening, wake;  // wake: a connection is done, or the server stops
  std::atomic<bool> stopping{false};
  std::atomic<std::uint64_t> open{0}, accepted{0}, refused{0}, let_go{0}, idle{0};
  // Of the accepting thread, and of stop() once that has ended.
  std::list<ConnectionSlot> slots;
  std::deque<std::pair<Descriptor, Time>> rejected;  // got 503; closed a little later, so that it arrives
  std::jthread thread;

  void poke() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(wake.get(), &one, sizeof one);
  }
  void run();
  void take_all();
  void take(Descriptor fd, const std::string& network);
  void open_slot(Descriptor fd);
  void run_slot(ConnectionSlot& slot);
  void reject(Descriptor fd);
  [[nodiscard]] std::vector<SlotState> states() const;
  bool close_one();
  void close_slot(std::size_t index);
  void remove_done();
};

void Listener::State::run() {
  while (!stopping) {
    std::array<pollfd, 2> watched = {pollfd{listening.get(), POLLIN, 0}, pollfd{wake.get(), POLLIN, 0}};
    ::poll(watched.data(), watched.size(), rejected.empty() ? 1000 : 100);
    std::uint64_t count = 0;
    if (watched[1].revents != 0) {
      [[maybe_unused]] const ssize_t n = ::read(wake.get(), &count, sizeof count);
    }
    try {
      remove_done();
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
    Descriptor fd(::accept4(listening.get(), static_cast<sockaddr*>(raw), &size, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (fd.get() < 0) {
      // Out of descriptors: the connection stays in the queue and would wake us again at once.
      const bool out = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
      if (out && !close_one()) std::this_thread::sleep_for(kPause);
      return;
    }
    ++accepted;
    bool loopback = false;
    take(std::move(fd), network_of(address_text(raw, loopback)));
  }
}

void Listener::State::take(Descriptor fd, const std::string& network) {
  constexpr std::size_t kAlways = 16;  // of each place, however few there may be of all
  const std::size_t most_each =
      options.most_strangers_each != 0 ? options.most_strangers_each : std::max(kAlways, options.most_connections / 2);
  const Strangers strangers = strangers_of(states(), network);
  if (strangers.count >= most_each) {
    if (!strangers.oldest) return reject(std::move(fd));
    close_slot(*strangers.oldest);
  }
  const std::size_t staying =
      slots.size() - static_cast<std::size_t>(
                         std::count_if(slots.begin(), slots.end(), [](const ConnectionSlot& s) { return s.let_go; }));
  if (staying < options.most_connections || close_one()) {
    open_slot(std::move(fd));
  } else {
    reject(std::move(fd));
  }
}

// The whole of a connection's thread: whatever goes wrong in there ends that connection, and nothing else.
void Listener::State::run_slot(ConnectionSlot& slot) {
  try {
    serve(slot.connection, slot);
  } catch (...) {  // no memory even for an answer: the client sees the connection end
  }
  slot.connection.hang_up();
  slot.end_waiting();
  slot.done = true;
  poke();
}

void Listener::State::open_slot(Descriptor fd) {
  ConnectionSlot& slot =
      slots.emplace_back(fd.get(), options.tls ? options.tls() : nullptr, options.limits, stopping, idle);
  [[maybe_unused]] const int owned = fd.release();
  open = slots.size();
  try {
    slot.thread = std::jthread([this, &slot] { run_slot(slot); });
  } catch (const std::exception&) {  // no thread to be had
    slot.connection.begin_answer();
    if (!slot.connection.encrypted()) [[maybe_unused]]
      const bool sent = slot.connection.write(kFull);
    slots.pop_back();
    open = slots.size();
    ++refused;
  }
}

void Listener::State::reject(Descriptor fd) {
  ++refused;
  constexpr std::size_t kMost = 64;
  if (rejected.size() >= kMost) rejected.pop_front();
  if (!options.tls || !options.tls()) {
    ::send(fd.get(), kFull.data(), kFull.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    ::shutdown(fd.get(), SHUT_WR);
    rejected.emplace_back(std::move(fd), Clock::now() + std::chrono::seconds(1));
  }
}

std::vector<SlotState> Listener::State::states() const {
  std::vector<SlotState> all;
  all.reserve(slots.size());
  for (const ConnectionSlot& slot : slots) all.push_back(slot.state());
  return all;
}

bool Listener::State::close_one() {
  const auto chosen = choose_to_close(states(), Clock::now());
  if (chosen) close_slot(*chosen);
  return chosen.has_value();
}

void Listener::State::close_slot(std::size_t index) {
  ConnectionSlot& slot = *std::next(slots.begin(), static_cast<std::ptrdiff_t>(index));
  slot.let_go = true;
  ++let_go;
  // Who has shown a key may have a request under way to us: then it is still answered.
  if (slot.state().known && slot.waits()) return slot.connection.stop_reading();
  slot.connection.hang_up();
}

void Listener::State::remove_done() {
  slots.remove_if([](const ConnectionSlot& slot) { return slot.done.load(); });
  open = slots.size();
  while (!rejected.empty() && rejected.front().second <= Clock::now()) rejected.pop_front();
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
  while (!s.slots.empty()) {
    const bool now = Clock::now() >= until;
    for (ConnectionSlot& slot : s.slots) {
      if (now) {
        slot.connection.hang_up();
      } else if (slot.waits()) {
        slot.connection.stop_reading();
      }
    }
    s.remove_done();
    if (!s.slots.empty()) std::this_thread::sleep_for(std::chrono::milliseconds(2));
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
