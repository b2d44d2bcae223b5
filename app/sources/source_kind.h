// What kind of server it is. Pure; any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace syncwall {

enum class SourceKind : std::uint8_t { Auto, Syncwall, H2ogpte };

// "auto", "syncwall", "h2ogpte".
[[nodiscard]] Result<SourceKind> parse_source_kind(std::string_view text);

}  // namespace syncwall
