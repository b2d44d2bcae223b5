// Writing JSON by hand where it is written often: pages of jobs, copied rows. Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

namespace syncwall {

// Appends a JSON string literal, quotes included. Text must be UTF-8.
void append_json(std::string& out, std::string_view text);
[[nodiscard]] std::string json_quoted(std::string_view text);

}  // namespace syncwall
