// Mailbox<T>: values handed from any thread to one reader, drained by swap.
//
// Thread safety: every function may be called from any thread. The reader runs what it drained outside
// the lock. Bounded: put() on a full mailbox drops the oldest value and returns false, because here a
// newer request always replaces an older one of its kind. A mailbox may outlive its reader: values still
// queued are then discarded with it, never executed.
#pragma once

#include <chrono>
#include <cstddef>
#include <stop_token>
#include <utility>
#include <vector>

#include "base/guarded.h"

namespace syncwall {

template <class T>
class Mailbox {
 public:
  explicit Mailbox(std::size_t capacity) : capacity_(capacity) {}

  bool put(T value) {
    bool kept = true;
    {
      Lock lock(mutex_);
      if (values_.size() >= capacity_) {
        values_.erase(values_.begin());
        kept = false;
      }
      values_.push_back(std::move(value));
    }
    arrived_.notify_all();
    return kept;
  }

  // What is there now, oldest first; never waits.
  [[nodiscard]] std::vector<T> take() {
    Lock lock(mutex_);
    return std::exchange(values_, {});
  }

  // Waits until something is there, `stop` is requested or `timeout` has passed; then as take().
  [[nodiscard]] std::vector<T> wait(std::stop_token stop, std::chrono::milliseconds timeout) {
    Lock lock(mutex_);
    arrived_.wait_for(lock, stop, timeout,
                      [this]() SYNCWALL_TS(no_thread_safety_analysis) { return !values_.empty(); });
    return std::exchange(values_, {});
  }

 private:
  const std::size_t capacity_;
  Mutex mutex_;
  std::condition_variable_any arrived_;
  std::vector<T> values_ SYNCWALL_GUARDED_BY(mutex_);
};

}  // namespace syncwall
