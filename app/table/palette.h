// The command palette's list: every command by its name, those of one value (sort by a column, show a status) too. No
// ImGui.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "table/commands.h"

namespace syncwall {

struct PaletteEntry {
  std::string text, keys;  // "Sort by Status, ascending", "Ctrl+A"
  Availability may;
  std::optional<Action> action;           // what running it asks for; none: the screen does it
  CommandId command = CommandId::Search;  // where the screen does it
};

// Those of which every typed word is a part, in any case and order; in whose text each of them begins a word
// come first.
// What is hidden isn't there; what is disabled says why.
[[nodiscard]] std::vector<PaletteEntry> palette(const Desk& desk, std::string_view typed);

}  // namespace syncwall
