// Listener: takes connections and gives each a thread of its own, up to a limit, and up to a limit for each place on
// the network of those that have never shown a known key. At the limit one connection is closed (slot_choice.h: first
// of unknown clients, then the longest idle); if none can be, the new one gets 503.
//
// Every function from one thread, but counts().
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "net/server/client_connection.h"

namespace syncwall {

class Listener {
 public:
  struct Options {
    std::string host;
    int port = 0;  // 0: any free one
    // Asked for each connection: a TLS context, or null for none.
    std::function<std::shared_ptr<ssl_ctx_st>()> tls;
    bool plain_beyond_loopback = false;  // else listening there without TLS is refused
    std::size_t most_connections = 1'000;
    std::size_t most_strangers_each = 0;  // connections of one place that have shown no known key; 0: half of all
    ConnectionLimits limits;
  };
  // A connection's slot, to which its thread reports its state, and whether its client has shown a known key.
  class Slot {
   public:
    virtual ~Slot() = default;
    // For a request's whole head. False: the server stops, so don't wait.
    [[nodiscard]] virtual bool begin_waiting() = 0;
    virtual void begin_transfer() = 0;  // of a body or an answer
    virtual void end_waiting() = 0;     // either of the two: now it is the server's turn
    virtual void set_known_key(bool known) = 0;
    [[nodiscard]] virtual bool stopping() const = 0;
  };
  using Serve = std::function<void(ClientConnection&, Slot&)>;  // on many threads at once

  [[nodiscard]] static Result<std::unique_ptr<Listener>> start(const Options& options, Serve serve);
  ~Listener();  // stop(0)
  [[nodiscard]] int port() const;

  // Takes no more connections, ends those that wait, gives the others so long to finish what they do.
  void stop(std::chrono::milliseconds patience);

  struct Counts {
    std::uint64_t open = 0, accepted = 0, refused = 0, let_go = 0;  // all but `open` since the start
    std::uint64_t idle = 0;                                         // of the open ones: wait for a request
  };
  [[nodiscard]] Counts counts() const;  // any thread

 private:
  struct State;
  explicit Listener(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace syncwall
