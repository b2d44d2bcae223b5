// Http: the API over HTTP (api.md; assets/openapi.yaml). Threads of its own; every function from one thread.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "server/store.h"

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
    std::function<void(const Exchange&)> observer;  // called on server threads; empty: none
  };
  // Listens when this returns. `store` must outlive it.
  [[nodiscard]] static Result<std::unique_ptr<Http>> start(Store& store, const Options& options);
  ~Http();
  [[nodiscard]] int port() const;

 private:
  struct State;
  explicit Http(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace syncwall
