#include "program/quit_signals.h"

#include <pthread.h>
#include <signal.h>

#include <utility>

namespace syncwall {

namespace {

constexpr int kEnd = SIGUSR2;  // wakes the thread to its end; from anybody else it means nothing

sigset_t signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, kEnd}) sigaddset(&set, number);
  return set;
}

}  // namespace

QuitSignals::QuitSignals() {
  const sigset_t set = signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  thread_ = std::thread([this] { wait(); });
}

QuitSignals::~QuitSignals() {
  ending_ = true;
  pthread_kill(thread_.native_handle(), kEnd);
  thread_.join();
}

void QuitSignals::wait() {
  const sigset_t set = signals();
  int number = 0;
  while (sigwait(&set, &number) == 0) {
    if (ending_) return;
    if (number == kEnd) continue;
    Lock lock(mutex_);
    asked_ = true;
    if (quit_) quit_();
  }
}

void QuitSignals::on_quit(std::function<void()> quit) {
  Lock lock(mutex_);
  quit_ = std::move(quit);
  if (asked_ && quit_) quit_();
}

}  // namespace syncwall
