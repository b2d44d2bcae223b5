// Which words of an error differ between jobs of one cause (failure_reason.h). Rules by the look of a word and of its
// neighbours; pure functions, any thread.
#pragma once

#include <string>
#include <string_view>

namespace syncwall {

inline constexpr std::string_view kVariable = "\u2026";

// A word without the punctuation around it, and its neighbours, likewise; empty where there is none. `after` is empty
// as well where punctuation stands between.
struct WordPlace {
  std::string_view before, word, after;
};

// The word as it belongs into a reason: itself, kVariable, or with parts replaced.
[[nodiscard]] std::string stable_form(const WordPlace& at);

// What stands in quotes, `before` it: a name (false) or part of the reason (true).
[[nodiscard]] bool quoted_reason(std::string_view before, std::string_view inner);

}  // namespace syncwall
