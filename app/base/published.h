// Published<T>: hands a writer's newest immutable value to any number of readers. Readers never wait: with a mutex, a
// writer that was preempted while it held it cost a frame 9 ms, once in ten thousand.
//
// Thread safety: get() from any thread; set() from one thread at a time. A reader pins the newest slot by counting
// itself in, checks again that it is the newest, and only then copies. The writer reuses only slots that are neither
// pinned nor the newest.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <thread>
#include <utility>

namespace syncwall {

template <class T>
class Published {
 public:
  // Null before the first set().
  [[nodiscard]] std::shared_ptr<const T> get() const {
    while (true) {  // again only where a value was published between the two loads
      const Slot& slot = slots_[newest_.load()];
      slot.readers.fetch_add(1);
      const bool still_newest = &slot == &slots_[newest_.load()];
      std::shared_ptr<const T> value;
      if (still_newest) value = slot.value;
      slot.readers.fetch_sub(1);
      if (still_newest) return value;
    }
  }

  // Waits only while every other slot is pinned. Releases older values, except one that is being copied.
  void set(std::shared_ptr<const T> value) {
    const std::size_t old = newest_.load();
    std::size_t next = (old + 1) % kSlots;
    while (next == old || slots_[next].readers.load() != 0) {
      next = (next + 1) % kSlots;
      if (next == old) std::this_thread::yield();
    }
    slots_[next].value = std::move(value);
    newest_.store(next);
    for (Slot& slot : slots_) {
      if (&slot != &slots_[next] && slot.readers.load() == 0) slot.value.reset();
    }
  }

 private:
  static constexpr std::size_t kSlots = 4;
  struct Slot {
    mutable std::atomic<int> readers = 0;
    std::shared_ptr<const T> value;
  };

  std::array<Slot, kSlots> slots_;
  std::atomic<std::size_t> newest_ = 0;
};

}  // namespace syncwall
