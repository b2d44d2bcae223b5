// SIGINT, SIGTERM and SIGHUP end the program as its close button does. Make it before any other thread starts: threads
// inherit its signal mask, so that only this one's thread receives them. SIGUSR2 ends that thread, and is ignored when
// it comes from another process.
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
