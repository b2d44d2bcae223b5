#include "draw/imgui_compat.h"
#include "ui/command_controls.h"
#include "ui/panels.h"

namespace syncwall {

namespace {

void move_cursor(Frame& frame, std::int64_t by, bool to_end) {
  const View& view = *frame.view();
  const auto last = static_cast<std::int64_t>(view.size()) - 1;
  std::int64_t at = by > 0 ? frame.ui.table.first_row - 1 : frame.ui.table.first_row;
  const auto cursor = frame.desk.cursor();
  if (const auto row = cursor ? find_row(view, *cursor) : std::nullopt) at = index_of(*row);
  at = to_end ? (by < 0 ? 0 : last) : std::clamp<std::int64_t>(at + by, 0, last);
  const CacheRow row = view.rows[static_cast<std::size_t>(at)];
  frame.act(action::MoveCursor{row});
  if (ImGui::GetIO().KeyShift && cursor) frame.act(action::RangeTo{row});
  frame.ui.table.scroll_to = row;
}

void move_cursor(Frame& frame, Key key) {
  const std::int64_t screen = std::max<std::int64_t>(frame.ui.table.rows_on_screen - 1, 1);
  const bool to_end = key == Key::Home || key == Key::End;
  const std::int64_t by = key == Key::PageDown || key == Key::PageUp ? screen : 1;
  move_cursor(frame, key == Key::Up || key == Key::PageUp || key == Key::Home ? -by : by, to_end);
}

// Whether the keys of this frame are for that command, and not for a field, a dialog or a menu.
bool reachable(const Frame& frame, const Command& command) {
  if (frame.desk.on_wall() || command.reach != Command::Reach::Table) return true;  // on a wall availability() says
  if (typing_text() || frame.desk.order().open() || frame.ui.menu.open) return false;
  return !frame.desk.keys_shown() || command.id == CommandId::Back || command.id == CommandId::Keys;
}

void press(Frame& frame, const Command& command, Key key) {
  if (availability(command.id, frame.desk).enabled()) {
    if (command.id == CommandId::MoveCursor) return move_cursor(frame, key);
    if (command.id == CommandId::Zoom)
      return frame.act(action::Zoom{key == Key::Plus ? 1 : key == Key::Minus ? -1 : 0});
    if (command.id == CommandId::ChooseFailure)
      return frame.act(action::ChooseFailure{static_cast<std::size_t>(key) - static_cast<std::size_t>(Key::One)});
    if (command.id == CommandId::Search) frame.ui.filter.focus_collection = true;
  }
  invoke(frame, command.id);
}

}  // namespace

void handle_keys(Frame& frame) {
  for (const Command& command : commands()) {
    for (const KeyChord& chord : command.keys) {
      if (ImGui::GetIO().KeyCtrl == chord.ctrl && key_pressed(chord.key, chord.repeats) && reachable(frame, command))
        press(frame, command, chord.key);
    }
  }
}

}  // namespace syncwall
