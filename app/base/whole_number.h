// Numbers as people type them into options. Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace syncwall {

// Digits, maybe behind a minus, without the zeros before them: libraries read 010 as eight, and take 0x10 too.
[[nodiscard]] Result<std::string> whole_number(std::string_view text);

// The same from 0 on, that fits into 64 bits: libraries read -1 as 18446744073709551615.
[[nodiscard]] Result<std::string> natural_number(std::string_view text);

}  // namespace syncwall
