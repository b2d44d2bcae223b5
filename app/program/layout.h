// Layout: what the window remembers between runs: its place and size, zoom, theme, and the columns (widths, order,
// hidden, sort), in state_dir()/layout.ini. Main thread, with a Dear ImGui context.
#pragma once

#include <filesystem>
#include <string>
#include <thread>
#include <utility>

#include "base/mailbox.h"
#include "base/result.h"

namespace syncwall {

struct Layout {
  int zoom = 0;                             // step, see window/scale.h
  std::string theme;                        // empty: the default
  int x = 0, y = 0, width = 0, height = 0;  // screen coordinates; width 0: not known
  friend bool operator==(const Layout&, const Layout&) = default;
};

[[nodiscard]] std::filesystem::path layout_file();

// A missing file reads as the defaults; one that isn't ours too, and is set aside as *.broken, with a line on stderr.
// A broken line is passed over. The columns go straight to Dear ImGui.
[[nodiscard]] Layout load_layout(const std::filesystem::path& file);
// The same, without the columns: before there is a window. Leaves the file where it is.
[[nodiscard]] Layout peek_layout(const std::filesystem::path& file);
// The same of the file's text.
[[nodiscard]] Layout parse_layout(const std::string& text);
[[nodiscard]] std::string layout_text(const Layout& layout);
[[nodiscard]] Result<Done> save_layout(const std::filesystem::path& file, const Layout& layout);

// Writes on a thread of its own: no frame waits for a disk. Failures are printed on stderr. Main thread.
class LayoutWriter {
 public:
  explicit LayoutWriter(std::filesystem::path file);
  // The last text is written.
  ~LayoutWriter() = default;
  // In place of one that isn't written yet.
  void write(std::string text) { texts_.put(std::move(text)); }

 private:
  void run(const std::stop_token& stop);

  const std::filesystem::path file_;
  Mailbox<std::string> texts_{1};
  std::jthread thread_;
};

}  // namespace syncwall
