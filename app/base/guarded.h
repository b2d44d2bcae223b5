// A mutex that clang's -Wthread-safety understands, and the lock for it.
//
//   Mutex mutex_;
//   int n_ SYNCWALL_GUARDED_BY(mutex_);
//   { Lock lock(mutex_); ++n_; }
//
// Rule of the house: a lock is held for a pointer copy or a queue swap, never for work.
#pragma once

#include <condition_variable>
#include <mutex>

#if defined(__clang__)
#define SYNCWALL_TS(x) __attribute__((x))
#else
#define SYNCWALL_TS(x)
#endif
#define SYNCWALL_CAPABILITY(name) SYNCWALL_TS(capability(name))
#define SYNCWALL_SCOPED SYNCWALL_TS(scoped_lockable)
#define SYNCWALL_GUARDED_BY(m) SYNCWALL_TS(guarded_by(m))
#define SYNCWALL_REQUIRES(m) SYNCWALL_TS(requires_capability(m))
#define SYNCWALL_ACQUIRE(...) SYNCWALL_TS(acquire_capability(__VA_ARGS__))
#define SYNCWALL_RELEASE(...) SYNCWALL_TS(release_capability(__VA_ARGS__))

namespace syncwall {

class SYNCWALL_CAPABILITY("mutex") Mutex {
 public:
  void lock() SYNCWALL_ACQUIRE() { mutex_.lock(); }
  void unlock() SYNCWALL_RELEASE() { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

// Locks for its own lifetime; also what std::condition_variable_any waits with.
class SYNCWALL_SCOPED Lock {
 public:
  explicit Lock(Mutex& mutex) SYNCWALL_ACQUIRE(mutex) : mutex_(mutex) { mutex_.lock(); }
  ~Lock() SYNCWALL_RELEASE() { mutex_.unlock(); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

  // For condition_variable_any only: the analysis sees the mutex as held throughout the wait.
  void lock() SYNCWALL_TS(no_thread_safety_analysis) { mutex_.lock(); }
  void unlock() SYNCWALL_TS(no_thread_safety_analysis) { mutex_.unlock(); }

 private:
  Mutex& mutex_;
};

}  // namespace syncwall
