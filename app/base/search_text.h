// Text as people search it: canonically equivalent spellings are one, case doesn't matter, full-width letters and
// digits are narrow ones (Unicode NFKC_Casefold). For searching only: what is stored, shown and ordered stays as it
// came. Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

namespace syncwall {

// Any bytes; broken ones read as U+FFFD.
[[nodiscard]] std::string search_text(std::string_view text);

}  // namespace syncwall
