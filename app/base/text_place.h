// Where something stands in a text that people wrote. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace syncwall {

// "line 3, column 5"; both from 1, columns in characters. `offset`: bytes from the start.
[[nodiscard]] std::string line_and_column(std::string_view text, std::size_t offset);

}  // namespace syncwall
