// Where this user's files lie (XDG base directories), and writing them so that a crash loses nothing.
#pragma once

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

// Writes a neighbour, syncs it, renames it over `file`, syncs the folder: readers see the old or the new text, never
// half, and after a power cut too.
// Creates the folder. The file is readable by its owner only.
[[nodiscard]] Result<Done> write_file_atomically(const std::filesystem::path& file, std::string_view text);

// Renames a file that can't be used to *.broken, and tells on stderr: the program goes on, and nothing is lost. Earlier ones
// become *.broken.2 … *.broken.9.
void set_aside(const std::filesystem::path& file, std::string_view why);

}  // namespace syncwall
