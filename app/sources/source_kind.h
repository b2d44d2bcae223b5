// What kind of server it is. Pure; any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace syncwall {

enum class SourceKind : std::uint8_t { Auto, Syncwall, H2ogpte, Described };

// "auto", "syncwall", "h2ogpte"; Described for the name of a shipped description and for the path of one
// ("./mine.json": it has a slash in it, or ends in .json). Nothing is read.
[[nodiscard]] Result<SourceKind> parse_source_kind(std::string_view text);
[[nodiscard]] bool names_a_description_file(std::string_view text);

}  // namespace syncwall
