// Layout: what the window remembers between runs: columns (widths, order, hidden, sort) and zoom, in
// state_dir()/layout.ini. Main thread, with a Dear ImGui context.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace syncwall {

[[nodiscard]] std::filesystem::path layout_file();

// Before the first frame. A missing or broken file reads as the defaults. The zoom step that it holds.
[[nodiscard]] int load_layout(const std::filesystem::path& file);
[[nodiscard]] Result<Done> save_layout(const std::filesystem::path& file, int zoom);

}  // namespace syncwall
