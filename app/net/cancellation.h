// Cancellation: ends every wait of one source, at once and for good. cancel() and cancelled(): any thread.
#pragma once

#include <poll.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <span>

#include "base/descriptor.h"

namespace syncwall {

class Cancellation {
 public:
  using Time = std::chrono::steady_clock::time_point;
  enum class Waited : std::uint8_t { Ready, Late, Cancelled, Failed };  // Failed: see errno

  Cancellation();
  void cancel();
  [[nodiscard]] bool cancelled() const { return cancelled_.load(); }

  // poll(2) on all of `watched` until one is ready (errors too: the next call says which), or `until`.
  [[nodiscard]] Waited wait(std::span<pollfd> watched, Time until) const;

 private:
  const Descriptor event_;  // readable once cancelled
  std::atomic<bool> cancelled_{false};
};

}  // namespace syncwall
