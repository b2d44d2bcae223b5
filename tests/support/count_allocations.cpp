#include "support/count_allocations.h"

#include <imgui.h>

#include <cstdlib>
#include <new>

namespace {

thread_local std::int64_t counted = 0;

void* counted_malloc(std::size_t size) {
  ++counted;
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) std::abort();
  return memory;
}

// Before main: no context exists yet.
const bool imgui_counts = [] {
  ImGui::SetAllocatorFunctions([](std::size_t size, void*) { return counted_malloc(size); },
                               [](void* memory, void*) { std::free(memory); }, nullptr);
  return true;
}();

}  // namespace

void* operator new(std::size_t size) { return counted_malloc(size); }
void* operator new[](std::size_t size) { return counted_malloc(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace syncwall::test {

std::int64_t allocations() { return imgui_counts ? counted : -1; }

}  // namespace syncwall::test
