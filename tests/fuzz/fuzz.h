// What every fuzz target has. The target is LLVMFuzzerTestOneInput: it may neither crash nor break a promise.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/utf8.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace syncwall::test {

inline void require(bool promise) {
  if (!promise) std::abort();
}

// A problem has something to say, and can be drawn.
inline void check_problem(const Problem& problem) { require(!problem.what.empty() && is_utf8(problem.text())); }

// The input cut at each of these, for targets that take more than one text.
inline std::vector<std::string> parts(std::string_view input, char separator) {
  std::vector<std::string> all;
  for (std::size_t end = 0; end != std::string_view::npos;) {
    end = input.find(separator);
    all.emplace_back(input.substr(0, end));
    if (end != std::string_view::npos) input.remove_prefix(end + 1);
  }
  return all;
}

}  // namespace syncwall::test
