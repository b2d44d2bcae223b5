#include "ui/command_controls.h"

#include <imgui.h>

#include "ui/focus.h"
#include "ui/text.h"

namespace syncwall {

void invoke(Frame& frame, CommandId id, const CommandTarget& target) {
  const Availability may = availability(id, frame.desk, target);
  if (may.state == Availability::State::Disabled) return frame.act(action::Tell{std::string(may.why)});
  if (!may.enabled()) return;
  auto action = action_of(id, frame.desk, target);
  if (!action) return;
  frame.act(std::move(*action));
}

bool command_button(Frame& frame, CommandId id, ButtonLook look, const CommandTarget& target, std::string_view label) {
  const Availability may = availability(id, frame.desk, target);
  if (may.state == Availability::State::Hidden) return false;
  const std::string_view name = label.empty() ? info(id).label : label;
  if (may.enabled()) {
    ImGui::PushID(static_cast<int>(id));
    if (button(frame, "##command", name, look)) invoke(frame, id, target);
    ImGui::PopID();
    return true;
  }
  const ImVec2 at = ImGui::GetCursorScreenPos();
  wrapped_text(frame, Face::Small, frame.theme.quiet, may.why, frame.px(260));
  frame.note("disabled", LineText(name) << "|" << may.why, at, ImGui::GetItemRectMax());
  return true;
}

void command_item(Frame& frame, CommandId id, const CommandTarget& target, std::string_view own) {
  const Availability may = availability(id, frame.desk, target);
  if (may.state == Availability::State::Hidden) return;
  const std::string_view label = own.empty() ? info(id).label : own;
  const std::string why(may.why);
  const ImVec2 min = ImGui::GetCursorScreenPos();
  if (menu_item(frame, static_cast<int>(id), label, why, may.enabled())) invoke(frame, id, target);
  const ImVec2 max = ImGui::GetItemRectMax();
  frame.note(may.enabled() ? "item" : "disabled", why.empty() ? LineText(label) : LineText(label) << "|" << why, min,
             max);
}

namespace {

// At the cursor's row, where it is on the screen.
void open_row_menu(Frame& frame) {
  const auto cursor = frame.desk.cursor();
  if (!cursor) return;
  UiState& ui = frame.ui;
  ui.menu.cell = CellRef{*cursor, Column::Collection};
  ui.menu.job = frame.desk.news().snapshot.id(*cursor);
  ui.menu.at = ui.table.cursor_at ? *ui.table.cursor_at : ui.table.body_at;
  ui.menu.opens = true;
}

}  // namespace

void on_screen(Frame& frame, CommandId id) {
  UiState& ui = frame.ui;
  switch (id) {
    case CommandId::Search:
      ui.query.open = false;
      ui.filter.focus_collection = true;
      break;
    case CommandId::SearchLine:
      open_query_line(frame);
      break;
    case CommandId::RowMenu:
      open_row_menu(frame);
      break;
    case CommandId::Columns:
      ui.columns.column.reset();
      ui.columns.at = ui.table.body_at;
      ui.columns.opens = true;
      break;
    case CommandId::Palette:
      open_palette(frame);
      break;
    default:
      break;
  }
}

}  // namespace syncwall
