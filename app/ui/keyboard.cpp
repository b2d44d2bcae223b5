#include "draw/imgui_compat.h"
#include "ui/panels.h"

namespace syncwall {

namespace {

void move_cursor(Frame& frame, std::int64_t by, bool to_end) {
  const View* view = frame.view();
  if (view == nullptr || view->size() == 0) return;
  const auto last = static_cast<std::int64_t>(view->size()) - 1;
  std::int64_t at = by > 0 ? frame.ui.first_row - 1 : frame.ui.first_row;
  const auto cursor = frame.page.cursor();
  if (const auto row = cursor ? find_row(*view, *cursor) : std::nullopt) at = index_of(*row);
  at = to_end ? (by < 0 ? 0 : last) : std::clamp<std::int64_t>(at + by, 0, last);
  const CacheRow row = view->rows[static_cast<std::size_t>(at)];
  frame.act(action::MoveCursor{row});
  if (ImGui::GetIO().KeyShift && cursor) frame.act(action::RangeTo{row});
  frame.ui.scroll_to = row;
}

void table_keys(Frame& frame) {
  const std::int64_t screen = std::max<std::int64_t>(frame.ui.rows_on_screen - 1, 1);
  if (key_pressed(Key::Down, true)) move_cursor(frame, 1, false);
  if (key_pressed(Key::Up, true)) move_cursor(frame, -1, false);
  if (key_pressed(Key::PageDown, true)) move_cursor(frame, screen, false);
  if (key_pressed(Key::PageUp, true)) move_cursor(frame, -screen, false);
  if (key_pressed(Key::Home)) move_cursor(frame, -1, true);
  if (key_pressed(Key::End)) move_cursor(frame, 1, true);
  const auto cursor = frame.page.cursor();
  if (cursor && key_pressed(Key::Space)) frame.act(action::Toggle{*cursor});
  if (cursor && key_pressed(Key::Enter)) frame.act(action::OpenDetails{*cursor});
  if (key_pressed(Key::Delete)) frame.act(action::AskDelete{});
  if (key_pressed(Key::Slash)) frame.ui.focus_collection = true;
  if (key_pressed(Key::Question)) frame.act(action::ShowKeys{true});
  if (key_pressed(Key::Escape)) {
    if (frame.page.diagnostics_shown()) {
      frame.act(action::ToggleDiagnostics{});
    } else if (frame.page.details()) {
      frame.act(action::CloseDetails{});
    } else {
      frame.act(action::ClearSelection{});
    }
  }
}

// `zoom_only`: what is typed goes elsewhere, into a field or a dialog.
void control_keys(Frame& frame, bool zoom_only) {
  if (!ImGui::GetIO().KeyCtrl) return;
  if (key_pressed(Key::Plus)) frame.act(action::Zoom{1});
  if (key_pressed(Key::Minus)) frame.act(action::Zoom{-1});
  if (key_pressed(Key::T)) frame.act(action::NextTheme{});
  if (key_pressed(Key::Zero)) frame.act(action::Zoom{0});
  if (zoom_only) return;
  if (key_pressed(Key::A)) frame.act(action::SelectAllMatching{});
  if (key_pressed(Key::C)) frame.act(action::CopyRows{});
}

}  // namespace

void handle_keys(Frame& frame) {
  const bool typing = typing_text();
  if (key_pressed(Key::F5)) frame.act(action::Refresh{});
  if (key_pressed(Key::F11) || (frame.page.wall() && key_pressed(Key::Escape))) frame.act(action::ToggleWall{});
  if (key_pressed(Key::F3)) frame.act(action::ToggleMeter{});
  if (frame.page.wall()) return;
  if (key_pressed(Key::F12)) frame.act(action::ToggleDiagnostics{});
  control_keys(frame, typing || frame.page.deletion().open() || frame.page.keys_shown());
  if (frame.page.deletion().open()) return;
  if (frame.page.keys_shown()) {
    if (key_pressed(Key::Escape) || key_pressed(Key::Question)) frame.act(action::ShowKeys{false});
    return;
  }
  if (!typing && !ImGui::GetIO().KeyCtrl && !frame.ui.menu_open) table_keys(frame);
}

}  // namespace syncwall
