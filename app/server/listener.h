// Listener: takes connections and gives each a thread of its own, up to a limit. A full house lets the connection go
// that has waited longest for its client to ask something; where none waits, the newcomer is told so at once.
//
// Every function from one thread, but counts().
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "server/client_connection.h"

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
    ConnectionLimits limits;
  };
  // What a connection's thread tells while it serves.
  class Visit {
   public:
    virtual ~Visit() = default;
    // Around waiting for a request. False: the server stops, so don't wait.
    [[nodiscard]] virtual bool begin_waiting() = 0;
    virtual void end_waiting() = 0;
    [[nodiscard]] virtual bool stopping() const = 0;
  };
  using Serve = std::function<void(ClientConnection&, Visit&)>;  // on many threads at once

  [[nodiscard]] static Result<std::unique_ptr<Listener>> start(const Options& options, Serve serve);
  ~Listener();  // stop(0)
  [[nodiscard]] int port() const;

  // Takes no more connections, ends those that wait, gives the others so long to finish what they do.
  void stop(std::chrono::milliseconds patience);

  struct Counts {
    std::uint64_t open = 0, accepted = 0, refused = 0, let_go = 0;  // all but `open` since the start
  };
  [[nodiscard]] Counts counts() const;  // any thread

 private:
  struct State;
  explicit Listener(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace syncwall
