// Turns: how many may do one kind of work at a time. Who waits longer than is sensible, or behind too many, is refused
// instead; nobody alone gets all of them. Readers, writers and look-ups of keys have turns of their own, so that none
// of them keeps another waiting.
//
// Thread safety: every function may be called from any thread. Outlives every Turn.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/guarded.h"

namespace syncwall {

class Turns {
 public:
  struct Options {
    std::size_t at_once = 1;
    std::size_t each = 1;  // of those, one account's at most
    std::size_t most_waiting = 1'000;
    std::chrono::milliseconds patience{10'000};
  };
  explicit Turns(const Options& options) : options_(options), free_(options.at_once) {}

  class Turn {
   public:
    Turn(Turns& turns, std::string who) : turns_(&turns), who_(std::move(who)) {}
    ~Turn() {
      if (turns_ != nullptr) turns_->give_back(who_);
    }
    Turn(Turn&& other) noexcept : turns_(std::exchange(other.turns_, nullptr)), who_(std::move(other.who_)) {}
    Turn& operator=(Turn&&) = delete;

   private:
    Turns* turns_;
    std::string who_;
  };
  // Nothing: it took too long, or too many wait already.
  [[nodiscard]] std::optional<Turn> take(std::string_view who);
  [[nodiscard]] std::size_t waiting() const;
  // The server stops: nobody waits for longer than this from here on.
  void stop(std::chrono::milliseconds patience);

 private:
  void give_back(const std::string& who);

  const Options options_;
  mutable Mutex mutex_;
  std::condition_variable_any changed_;
  std::size_t free_ SYNCWALL_GUARDED_BY(mutex_);
  std::size_t waiting_ SYNCWALL_GUARDED_BY(mutex_) = 0;
  std::chrono::steady_clock::time_point until_ SYNCWALL_GUARDED_BY(mutex_) =
      std::chrono::steady_clock::time_point::max();
  std::unordered_map<std::string, std::size_t> taken_ SYNCWALL_GUARDED_BY(mutex_);  // by account, above zero
};

}  // namespace syncwall
