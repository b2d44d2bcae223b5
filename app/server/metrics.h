// Metrics: what the server has done, for Prometheus (text exposition format 0.0.4).
//
// Thread safety: every function may be called from any thread.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "base/guarded.h"
#include "net/server/listener.h"
#include "store/job_store.h"

namespace syncwall {

class Metrics {
 public:
  // `route`: of a fixed set, so that nobody can fill the memory with made-up ones.
  void answered(std::string_view method, std::string_view route, int status, std::chrono::steady_clock::duration took);
  void broken_off() { ++broken_off_; }  // a client that didn't take its answer

  // With the numbers of the store and the listener.
  [[nodiscard]] Stored<std::string> text(JobStore& store, const Listener::Counts& connections) const;

 private:
  static constexpr std::array<double, 11> kBounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                     0.1,   0.25,   0.5,   1,    5};  // seconds
  struct Times {
    std::array<std::uint64_t, kBounds.size()> upto{};
    std::uint64_t count = 0;
    double sum = 0;
  };
  mutable Mutex mutex_;
  std::map<std::pair<std::string, int>, std::uint64_t> answers_ SYNCWALL_GUARDED_BY(mutex_);  // labels, status
  std::map<std::string, Times> times_ SYNCWALL_GUARDED_BY(mutex_);
  std::atomic<std::uint64_t> broken_off_{0};
};

}  // namespace syncwall
