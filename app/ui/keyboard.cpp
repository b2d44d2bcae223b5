#include "draw/imgui_compat.h"
#include "ui/command_controls.h"
#include "ui/focus.h"
#include "ui/panels.h"

namespace syncwall {

namespace {

void move_cursor(Frame& frame, std::int64_t by, bool to_end) {
  const View& view = *frame.view();
  const auto last = static_cast<std::int64_t>(view.size()) - 1;
  const std::int64_t first = frame.ui.table.first_row, end = first + frame.ui.table.rows_on_screen;
  const auto cursor = frame.desk.cursor();
  const bool ranges = ImGui::GetIO().KeyShift && cursor;
  std::int64_t at = by > 0 ? first - 1 : end;
  if (!cursor) at = by > 0 ? first - 1 : first;
  // From what is on the screen, where the table was scrolled away from the cursor; a range goes from the cursor.
  if (const auto row = cursor ? find_row(view, *cursor) : std::nullopt) {
    const std::int64_t there = index_of(*row);
    if (ranges || (there >= first && there < end)) at = there;
  }
  at = to_end ? (by < 0 ? 0 : last) : std::clamp<std::int64_t>(at + by, 0, last);
  const CacheRow row = view.rows[static_cast<std::size_t>(at)];
  if (ranges) {
    frame.act(action::RangeTo{row});
  } else {
    frame.act(action::MoveCursor{row});
  }
  frame.ui.table.scroll_to = row;
}

void move_cursor(Frame& frame, Key key) {
  frame.ui.focus.here() = kTableStop;
  const std::int64_t screen = std::max<std::int64_t>(frame.ui.table.rows_on_screen - 1, 1);
  const bool to_end = key == Key::Home || key == Key::End;
  const std::int64_t by = key == Key::PageDown || key == Key::PageUp ? screen : 1;
  move_cursor(frame, key == Key::Up || key == Key::PageUp || key == Key::Home ? -by : by, to_end);
}

// Whether the keys of this frame are for that command, and not for a field, a dialog or a menu.
bool reachable(const Frame& frame, const Command& command) {
  if (frame.desk.on_wall() || command.reach != Command::Reach::Table) return true;  // on a wall availability() says
  const FocusState& focus = frame.ui.focus;
  if (typing_text()) return false;
  if (focus.top == Layer::Keys || focus.top == Layer::Panel)
    return command.id == CommandId::Back || command.id == CommandId::Keys;
  if (focus.top != Layer::Desk) return false;
  // Enter and Space are for what has the focus, and Esc has taken it away.
  const bool presses = command.id == CommandId::Tick || command.id == CommandId::Details;
  return !(presses && focus.pressed) && !(focus.escaped && command.id == CommandId::Back);
}

void press(Frame& frame, const Command& command, Key key) {
  if (availability(command.id, frame.desk).enabled()) {
    if (command.id == CommandId::MoveCursor) return move_cursor(frame, key);
    if (command.id == CommandId::Zoom)
      return frame.act(action::Zoom{key == Key::Plus ? 1 : key == Key::Minus ? -1 : 0});
    if (command.id == CommandId::ChooseFailure)
      return frame.act(action::ChooseFailure{static_cast<std::size_t>(key) - static_cast<std::size_t>(Key::One)});
    on_screen(frame, command.id);
  }
  invoke(frame, command.id);
}

}  // namespace

void handle_keys(Frame& frame) {
  for (const Command& command : commands()) {
    for (const KeyChord& chord : command.keys) {
      if (ImGui::GetIO().KeyCtrl == chord.ctrl && (ImGui::GetIO().KeyShift || !chord.shift) &&
          key_pressed(chord.key, chord.repeats) && reachable(frame, command))
        press(frame, command, chord.key);
    }
  }
}

}  // namespace syncwall
