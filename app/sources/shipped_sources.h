// The descriptions of assets/sources, as they are built in. Any thread.
#pragma once

#include <span>
#include <string_view>

namespace syncwall {

struct ShippedSource {
  std::string_view name, text;  // "airbyte"; the file's
};
[[nodiscard]] std::span<const ShippedSource> shipped_sources();  // by name

}  // namespace syncwall
