#include "sources/request_pool.h"

#include <exception>
#include <stop_token>
#include <system_error>
#include <utility>

namespace syncwall {

using Kind = RequestError::Kind;

namespace {

RequestError as_cancelled() { return {Kind::Cancelled, {"cancelled", "", ""}}; }

Answer<std::string> guarded_get(HttpClient& client, const std::string& path) {
  try {
    return client.get(path);
  } catch (const std::exception& e) {
    return RequestError{Kind::TooLarge, {"the answer could not be kept", e.what(), ""}};
  }
}

}  // namespace

RequestPool::~RequestPool() {
  cancel();
  std::list<Worker> workers;
  {
    Lock lock(mutex_);
    workers.swap(workers_);
  }
  for (Worker& worker : workers) worker.thread.request_stop();
}

bool RequestPool::needs_worker() {
  Lock lock(mutex_);
  return idle_ < requests_.size() && workers_.size() < kMost && !cancelled_;
}

// The client can be made, as the first one was from the same settings. A thread may not: then the others do it all.
void RequestPool::add_worker() {
  Result<std::unique_ptr<HttpClient>> made = make_();
  if (!made.ok()) return;
  Lock lock(mutex_);
  Worker& worker = workers_.emplace_back();
  worker.client = std::move(made).value();
  if (cancelled_) worker.client->cancel();
  try {
    worker.thread =
        std::jthread([this, client = worker.client.get()](const std::stop_token& stop) { work(*client, stop); });
  } catch (const std::system_error&) {
    workers_.pop_back();
  }
}

void RequestPool::ask(std::size_t item, std::string path) {
  ++under_way_;
  {
    Lock lock(mutex_);
    requests_.push_back({item, std::move(path)});
    replies_.reserve(under_way_);  // so that no reply is lost for lack of memory
  }
  if (needs_worker()) add_worker();
  Lock lock(mutex_);
  if (workers_.empty() && !requests_.empty()) {
    requests_.pop_back();
    replies_.push_back({item, RequestError{Kind::Unreachable,
                                           {"no connection could be made", "the system gives no more threads", ""}}});
  }
  asked_.notify_one();
}

std::vector<RequestPool::Reply> RequestPool::replies(std::chrono::steady_clock::time_point until) {
  std::vector<Reply> came;
  {
    Lock lock(mutex_);
    replied_.wait_until(lock, until,
                        [this]() SYNCWALL_TS(no_thread_safety_analysis) { return !replies_.empty() || cancelled_; });
    // The worker may be in a name look-up, which can't be cut short.
    if (cancelled_) {
      for (Request& request : requests_) replies_.push_back({request.item, as_cancelled()});
      requests_.clear();
    }
    came.swap(replies_);
  }
  under_way_ -= came.size();
  return came;
}

void RequestPool::cancel() {
  {
    Lock lock(mutex_);
    cancelled_ = true;
    for (Worker& worker : workers_) worker.client->cancel();
  }
  asked_.notify_all();
  replied_.notify_all();
}

bool RequestPool::cancelled() const {
  Lock lock(mutex_);
  return cancelled_;
}

void RequestPool::work(HttpClient& client, const std::stop_token& stop) {
  while (true) {
    Request request;
    {
      Lock lock(mutex_);
      ++idle_;
      const bool there =
          asked_.wait(lock, stop, [this]() SYNCWALL_TS(no_thread_safety_analysis) { return !requests_.empty(); });
      --idle_;
      if (!there || stop.stop_requested()) return;
      request = std::move(requests_.front());
      requests_.pop_front();
    }
    reply(request.item, guarded_get(client, request.path));
  }
}

void RequestPool::reply(std::size_t item, Answer<std::string> body) {
  {
    Lock lock(mutex_);
    replies_.push_back({item, std::move(body)});
  }
  replied_.notify_all();
}

}  // namespace syncwall
