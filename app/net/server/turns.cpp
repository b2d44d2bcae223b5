#include "net/server/turns.h"

#include <algorithm>

namespace syncwall {

std::optional<Turns::Turn> Turns::take(std::string_view who) {
  std::string name(who);
  Lock lock(mutex_);
  const auto mine = [&]() SYNCWALL_TS(no_thread_safety_analysis) {
    const auto found = taken_.find(name);
    return free_ > 0 && (found == taken_.end() || found->second < options_.each);
  };
  if (!mine()) {
    if (waiting_ >= options_.most_waiting) return std::nullopt;
    ++waiting_;
    const auto own = std::chrono::steady_clock::now() + options_.patience;
    while (!mine() && std::chrono::steady_clock::now() < std::min(own, until_))
      changed_.wait_until(lock, std::min(own, until_));
    --waiting_;
    if (!mine()) return std::nullopt;
  }
  ++taken_[name];
  --free_;
  return std::optional<Turn>(std::in_place, *this, std::move(name));
}

std::size_t Turns::waiting() const {
  Lock lock(mutex_);
  return waiting_;
}

void Turns::give_back(const std::string& who) {
  {
    Lock lock(mutex_);
    ++free_;
    const auto found = taken_.find(who);
    if (--found->second == 0) taken_.erase(found);
  }
  changed_.notify_all();
}

void Turns::stop(std::chrono::milliseconds patience) {
  {
    Lock lock(mutex_);
    until_ = std::chrono::steady_clock::now() + patience;
  }
  changed_.notify_all();
}

}  // namespace syncwall
