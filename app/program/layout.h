// Layout: what the window remembers between runs: its place and size, zoom, theme, and the columns (widths, order,
// hidden, sort), in state_dir()/layout.ini. Main thread, with a Dear ImGui context.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace syncwall {

struct Layout {
  int zoom = 0;                              // step, see window/scale.h
  std::string theme;                         // empty: the default
  int x = 0, y = 0, width = 0, height = 0;   // screen coordinates; width 0: not known
  friend bool operator==(const Layout&, const Layout&) = default;
};

[[nodiscard]] std::filesystem::path layout_file();

// A missing file reads as the defaults; one that isn't ours too, and is set aside as *.broken, which is told on stderr.
// A broken line is passed over. The columns go straight to Dear ImGui.
[[nodiscard]] Layout load_layout(const std::filesystem::path& file);
// The same, without the columns: before there is a window. Leaves the file where it is.
[[nodiscard]] Layout peek_layout(const std::filesystem::path& file);
// The same of the file's text.
[[nodiscard]] Layout parse_layout(const std::string& text);
[[nodiscard]] Result<Done> save_layout(const std::filesystem::path& file, const Layout& layout);

}  // namespace syncwall
