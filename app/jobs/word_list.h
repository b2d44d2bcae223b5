// Lists of words with commas between, as options and parameters have them. Only for this room.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/utf8.h"

namespace syncwall {

// Calls fn(word) for each comma-separated, trimmed, non-empty word; stops at the first problem.
template <class Fn>
Result<Done> each_word(std::string_view text, Fn fn) {
  if (!text.empty() && text.find_first_not_of(" ,") == std::string_view::npos)
    return Problem{"\"" + to_utf8(text) + "\" names nothing", "", ""};
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    std::string_view word = text.substr(0, comma);
    text = comma == std::string_view::npos ? "" : text.substr(comma + 1);
    while (word.starts_with(' ')) word.remove_prefix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    if (word.empty()) continue;
    if (auto done = fn(word); !done.ok()) return done;
  }
  return Done{};
}

}  // namespace syncwall
