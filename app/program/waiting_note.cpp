#include "program/waiting_note.h"

#include <utility>

namespace syncwall {

WaitingNote::WaitingNote(std::string whom, Say say, std::chrono::milliseconds first, std::chrono::milliseconds then)
    : whom_(std::move(whom)), say_(std::move(say)), first_(first), then_(then), thread_([this](std::stop_token stop) {
        watch(stop);
      }) {}

void WaitingNote::set(bool waits) {
  {
    const std::lock_guard lock(mutex_);
    waits_ = waits;
    ++turn_;
  }
  changed_.notify_all();
}

void WaitingNote::watch(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [this] { return waits_; })) {
    const std::uint64_t turn = turn_;
    const auto since = std::chrono::steady_clock::now();
    auto next = since + first_;
    bool again = false;
    // Until this wait is over, whether or not another one has begun.
    while (!changed_.wait_until(lock, stop, next, [&] { return turn_ != turn; }) && !stop.stop_requested()) {
      const auto s = std::chrono::duration_cast<std::chrono::seconds>(next - since).count();
      say_(again ? "still waiting for " + whom_ + ": no answer for " + std::to_string(s) + " s"
                 : "waiting for " + whom_);
      again = true;
      next += then_;
    }
  }
}

}  // namespace syncwall
