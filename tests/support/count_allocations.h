// Counts every allocation of this program: operator new and Dear ImGui's own. Link count_allocations.cpp; one
// program can't have two such replacements.
#pragma once

#include <cstdint>

namespace syncwall::test {

// Of the calling thread, since its start.
[[nodiscard]] std::int64_t allocations();

}  // namespace syncwall::test
