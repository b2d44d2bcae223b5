// Where this user's files lie (XDG base directories), and writing them so that a crash loses nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace syncwall {

// $XDG_CONFIG_HOME/syncwall, $XDG_DATA_HOME/syncwall, $XDG_STATE_HOME/syncwall, with the usual fallbacks
// below $HOME (or the temporary folder where there is no HOME). Not created.
[[nodiscard]] std::filesystem::path config_dir();
[[nodiscard]] std::filesystem::path data_dir();
[[nodiscard]] std::filesystem::path state_dir();

[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& file);

enum class FileKind : std::uint8_t {
  Own,      // of this program: only its owner may read it, its folder is made, it survives a power cut
  Usual,    // asked for by name: the umask says who may read it (a file that is there keeps its mode); survives a power
            // cut
  Passing,  // the same, but soon written anew
};

// Writes a neighbour, syncs it, renames it over `file` (where that is a link, over what it leads to), syncs the folder:
// readers see the old or the new text, never half. What is there and is no file (a device, a pipe) is written into and
// never replaced; a folder is a problem.
[[nodiscard]] Result<Done> write_file_atomically(const std::filesystem::path& file, std::string_view text,
                                                 FileKind kind = FileKind::Own);

// Renames a file that can't be used to *.broken, and says so on stderr: the program goes on, and nothing is lost.
// Earlier ones become *.broken.2 … *.broken.9.
void set_aside(const std::filesystem::path& file, std::string_view why);

}  // namespace syncwall
