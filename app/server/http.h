// Http: the API over HTTP and TLS (assets/openapi.yaml). Threads of its own; every function from one thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "net/server/client_connection.h"
#include "net/server/throttle.h"
#include "net/server/tls.h"
#include "store/store.h"

namespace syncwall {

// One request and its answer, for tests that hold them to the contract.
struct Exchange {
  std::string method, target, request_body;
  int status = 0;
  std::string response_body;
};

class Http {
 public:
  struct Options {
    std::string host = "127.0.0.1";
    int port = 0;                // 0: any free one
    std::string embedded_key;    // an administrator's key that lies in no database; empty: none
    TlsFiles tls;                // no certificate: no TLS
    bool insecure_http = false;  // without TLS beyond this machine all the same
    std::size_t most_connections = 1'000;
    std::size_t most_strangers_each = 0;  // of one place on the network, without a known key yet; 0: half of all
    ConnectionLimits limits;
    Throttle::Options throttle;
    std::chrono::milliseconds patience{1'000};      // at the end, for requests under way
    const Clock* clock = nullptr;                   // null: the system's
    Log* log = nullptr;                             // null: none. Outlives this
    std::function<void(const Exchange&)> observer;  // called on server threads; empty: none
  };
  // Listens when this returns. `store` must outlive it.
  [[nodiscard]] static Result<std::unique_ptr<Http>> start(Store& store, const Options& options);
  // Takes no more connections, and gives requests under way their time.
  ~Http();
  [[nodiscard]] int port() const;
  // Certificates anew, for the connections from now on. Where they can't be read, the old ones stay.
  [[nodiscard]] Result<Done> reload_tls();

 private:
  struct State;
  explicit Http(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace syncwall
