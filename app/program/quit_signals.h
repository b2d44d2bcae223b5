// SIGINT and SIGTERM end the program as its close button does. Make it before any other thread starts: threads
// inherit that these signals are left to this one's. SIGHUP does the same; SIGUSR2 is used inside, and ignored from
// outside.
#pragma once

#include <atomic>
#include <functional>
#include <thread>

#include "base/guarded.h"

namespace syncwall {

class QuitSignals {
 public:
  QuitSignals();
  ~QuitSignals();
  QuitSignals(const QuitSignals&) = delete;
  QuitSignals& operator=(const QuitSignals&) = delete;

  // Called from a thread of its own, for each signal from now on; empty: nothing is.
  void on_quit(std::function<void()> quit);

 private:
  void wait();

  Mutex mutex_;
  std::function<void()> quit_ SYNCWALL_GUARDED_BY(mutex_);
  bool asked_ SYNCWALL_GUARDED_BY(mutex_) = false;  // a signal came before anybody listened
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

}  // namespace syncwall
