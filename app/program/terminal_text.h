// Outside text for a terminal: in columns, and so that it can't move the cursor, add a line or turn the text around it.
// Any thread.
#pragma once

#include <string>
#include <string_view>

namespace syncwall {

// Control characters become a blank, those that change the direction of what follows U+FFFD, other characters that
// nobody sees go, but those that join letters or emoji. `lines`: for a file; lines stay apart, and what nobody sees
// stays.
[[nodiscard]] std::string harmless(std::string_view text, bool lines = false);

// The same of JSON, whose texts stay what they are: such characters are written as \uXXXX.
[[nodiscard]] std::string harmless_json(std::string_view json);

// How many columns a terminal gives it, by user-perceived characters (UAX #29): East Asian wide ones and emoji two,
// marks none.
[[nodiscard]] std::size_t terminal_width(std::string_view text);

// One line, harmless, cut or filled to that many columns.
[[nodiscard]] std::string to_width(std::string_view text, std::size_t columns);

}  // namespace syncwall
