// The one table of commands: what a person can do, under which name and key, and when. The keyboard, the list of keys,
// the row's menu, the selection bar, the details panel and README's table of keys all read it. No ImGui.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/key.h"
#include "table/columns.h"
#include "table/desk.h"

namespace syncwall {

enum class CommandId : std::uint8_t {
  Search,
  SearchLine,
  ClearFilters,
  MoveCursor,
  Tick,
  SelectAll,
  ClearSelection,
  Details,
  Delete,
  SyncNow,
  Pause,
  Resume,
  CopyRows,
  RowMenu,
  CopyCell,
  CopyTsv,
  CopyJson,
  CopyError,
  FilterByValue,
  Sort,
  Columns,
  FilterByStatus,
  Refresh,
  Back,
  Wall,
  Zoom,
  NextTheme,
  Meter,
  Diagnostics,
  Failures,
  ChooseFailure,
  Palette,
  Keys
};

struct KeyChord {
  Key key;
  bool ctrl = false;
  bool repeats = false;  // while it is held
  bool shift = false;    // only with it; else with or without
};

struct Command {
  // Where its key works: also on a wall; on the desk, also while somebody types or a dialog is open; or only while
  // nothing else has the keyboard.
  enum class Reach : std::uint8_t { Everywhere, Desk, Table };
  CommandId id;
  std::string_view label;          // in menus and on buttons; empty: it has none
  std::span<const KeyChord> keys;  // any of them
  std::string_view gesture;        // what the mouse does for it; empty: nothing of its own
  std::string_view help;           // in the list of keys, and in README's; empty: it isn't listed
  Reach reach = Reach::Table;
};
[[nodiscard]] std::span<const Command> commands();  // in the order of the list of keys
[[nodiscard]] const Command& info(CommandId id);
[[nodiscard]] CommandId command_of(RowAction action);
// "Enter, double click", "Ctrl + / − / 0": keys and gesture, for people.
[[nodiscard]] std::string keys_text(const Command& command);

// What a command is for: a job whose row was pointed at, and the column; where there is none, the ticked jobs or the
// cursor's.
struct CommandTarget {
  std::optional<CacheRow> job = {};
  Column column = Column::Tick;
};

struct Availability {
  enum class State : std::uint8_t { Hidden, Disabled, Enabled };
  State state = State::Enabled;
  std::string_view why = {};  // Disabled: for people
  [[nodiscard]] bool enabled() const { return state == State::Enabled; }
};
[[nodiscard]] Availability availability(CommandId id, const Desk& desk, const CommandTarget& target = {});

// What it asks the page for; none where that depends on the key pressed (MoveCursor, Zoom) or is of the screen alone
// (Search, menus, the palette, and what only the mouse does). Only of a command that is enabled.
[[nodiscard]] std::optional<Action> action_of(CommandId id, const Desk& desk, const CommandTarget& target = {});

}  // namespace syncwall
