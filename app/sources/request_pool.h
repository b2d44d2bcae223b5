// RequestPool: GETs under way at once, each on a connection and a thread of its own, which are made when they are
// first needed. At most kMost are under way, the others wait.
//
// Thread safety: one thread, but cancel() from any. Nothing is thrown: what goes wrong is the reply.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/guarded.h"
#include "net/client/http_client.h"

namespace syncwall {

class RequestPool {
 public:
  static constexpr std::size_t kMost = 4;
  using MakeClient = std::function<Result<std::unique_ptr<HttpClient>>()>;
  struct Reply {
    std::size_t item = 0;  // as it was asked
    Answer<std::string> body;
  };

  explicit RequestPool(MakeClient make) : make_(std::move(make)) {}
  ~RequestPool();
  RequestPool(const RequestPool&) = delete;
  RequestPool& operator=(const RequestPool&) = delete;

  void ask(std::size_t item, std::string path);
  // Asked for, and the reply not handed over yet.
  [[nodiscard]] std::size_t under_way() const { return under_way_; }
  // What has come; waits for the first one, at most until then. At once where it is cancelled.
  [[nodiscard]] std::vector<Reply> replies(std::chrono::steady_clock::time_point until);
  // Any thread. Every request ends as Cancelled, for good.
  void cancel();
  [[nodiscard]] bool cancelled() const;

 private:
  struct Request {
    std::size_t item = 0;
    std::string path;
  };
  struct Worker {
    std::unique_ptr<HttpClient> client;
    std::jthread thread;
  };

  [[nodiscard]] bool needs_worker();
  void add_worker();
  void reply(std::size_t item, Answer<std::string> body);
  void work(HttpClient& client, const std::stop_token& stop);

  const MakeClient make_;
  std::size_t under_way_ = 0;

  mutable Mutex mutex_;
  std::condition_variable_any asked_, replied_;
  std::deque<Request> requests_ SYNCWALL_GUARDED_BY(mutex_);
  std::vector<Reply> replies_ SYNCWALL_GUARDED_BY(mutex_);
  std::size_t idle_ SYNCWALL_GUARDED_BY(mutex_) = 0;
  bool cancelled_ SYNCWALL_GUARDED_BY(mutex_) = false;
  std::list<Worker> workers_ SYNCWALL_GUARDED_BY(mutex_);
};

}  // namespace syncwall
