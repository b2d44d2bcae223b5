// WaitingNote: says that a server is waited for, where its answer doesn't come at once: whoever asked would think that
// the program hangs. The thread that asks owns it; its own thread says so.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

namespace syncwall {

class WaitingNote {
 public:
  using Say = std::function<void(const std::string&)>;  // called on the note's thread
  // Says "waiting for `whom`" once `first` has passed without an answer, and after each `then` for how long.
  WaitingNote(std::string whom, Say say, std::chrono::milliseconds first, std::chrono::milliseconds then);

  // While it lives, an answer is waited for.
  class Waiting {
   public:
    explicit Waiting(WaitingNote& note) : note_(note) { note_.set(true); }
    ~Waiting() { note_.set(false); }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

   private:
    WaitingNote& note_;
  };

 private:
  void set(bool waits);
  void watch(const std::stop_token& stop);

  const std::string whom_;
  const Say say_;
  const std::chrono::milliseconds first_, then_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool waits_ = false;
  std::uint64_t turn_ = 0;  // grows with each wait
  std::jthread thread_;     // last: it uses the others
};

}  // namespace syncwall
