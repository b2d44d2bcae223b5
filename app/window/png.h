// Pictures to files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "base/result.h"

namespace syncwall {

// `rgba`: 4 bytes a px, rows from the top.
[[nodiscard]] Result<Done> write_png(const std::filesystem::path& file, int width, int height,
                                     std::span<const std::uint8_t> rgba);

}  // namespace syncwall
