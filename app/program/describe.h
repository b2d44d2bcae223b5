// What is on the screen, in words: for tests that click by meaning, and for tools that read the screen aloud.
// --describe FILE writes it beside the window, whenever it has changed.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "base/result.h"
#include "ui/frame.h"

namespace syncwall {

// [{"role":"button","name":"Delete…","x":1,"y":2,"w":3,"h":4},…], px of the window.
[[nodiscard]] std::string describe(std::span<const Note> notes);

// Readers see the old or the new text, never half.
[[nodiscard]] Result<Done> write_description(const std::filesystem::path& file, const std::string& text);

}  // namespace syncwall
