// Throttle: an address that sends keys which nobody has is slowed: after a handful of them it must wait, longer
// each time, and is forgotten some minutes after the last. Memory is bounded: the address that was quiet longest gives
// way to a new one. An IPv6 network of 64 bits counts as one address, since one machine has all of it.
//
// Thread safety: every function may be called from any thread.
#pragma once

#include <cstdint>
#include <list>
#include <string>
#include <unordered_map>

#include "base/clock.h"
#include "base/guarded.h"

namespace syncwall {

class Throttle {
 public:
  struct Options {
    int free = 5;                      // failures that cost nothing
    std::int64_t first_ms = 1'000;     // of waiting, then twice as long each time
    std::int64_t longest_ms = 60'000;  // up to this
    std::int64_t forget_ms = 600'000;
    std::size_t most_addresses = 10'000;
  };
  Throttle(const Clock& clock, const Options& options) : clock_(clock), options_(options) {}

  // One more failure from there. 0: nothing to wait for yet; else the ms until it may try again. What is tried
  // before then is refused without making the wait longer.
  [[nodiscard]] std::int64_t failed(const std::string& address);
  [[nodiscard]] std::size_t addresses() const;

 private:
  struct Entry {
    std::string address;
    int failures = 0;
    TickMs last = 0, until = 0;
  };
  const Clock& clock_;
  const Options options_;
  mutable Mutex mutex_;
  std::list<Entry> entries_ SYNCWALL_GUARDED_BY(mutex_);  // the newest failure first
  std::unordered_map<std::string, std::list<Entry>::iterator> places_ SYNCWALL_GUARDED_BY(mutex_);
};

}  // namespace syncwall
