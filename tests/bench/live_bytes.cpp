#include "live_bytes.h"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::int64_t> held{0}, made{0}, handed_out{0};

void* take(std::size_t size, std::size_t alignment) {
  void* const at = alignment == 0 ? std::malloc(size)
                                  : std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
  if (at == nullptr) throw std::bad_alloc();
  held.fetch_add(static_cast<std::int64_t>(malloc_usable_size(at)), std::memory_order_relaxed);
  handed_out.fetch_add(static_cast<std::int64_t>(malloc_usable_size(at)), std::memory_order_relaxed);
  made.fetch_add(1, std::memory_order_relaxed);
  return at;
}

void give(void* at) noexcept {
  if (at == nullptr) return;
  held.fetch_sub(static_cast<std::int64_t>(malloc_usable_size(at)), std::memory_order_relaxed);
  std::free(at);
}

}  // namespace

void* operator new(std::size_t size) { return take(size, 0); }
void* operator new[](std::size_t size) { return take(size, 0); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return take(size, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
  return take(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* at) noexcept { give(at); }
void operator delete[](void* at) noexcept { give(at); }
void operator delete(void* at, std::size_t) noexcept { give(at); }
void operator delete[](void* at, std::size_t) noexcept { give(at); }
void operator delete(void* at, std::align_val_t) noexcept { give(at); }
void operator delete[](void* at, std::align_val_t) noexcept { give(at); }
void operator delete(void* at, std::size_t, std::align_val_t) noexcept { give(at); }
void operator delete[](void* at, std::size_t, std::align_val_t) noexcept { give(at); }

namespace syncwall::bench {

std::int64_t live_bytes() { return held.load(); }
std::int64_t allocated_bytes() { return handed_out.load(); }
std::int64_t allocations() { return made.load(); }

}  // namespace syncwall::bench
