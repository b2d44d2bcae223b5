#include "base/utf8.h"
#include "draw/imgui_compat.h"
#include "table/job_text.h"
#include "ui/command_controls.h"
#include "ui/focus.h"
#include "ui/panels.h"

namespace syncwall {

namespace {

// Its value is said: the pointer may be on another cell by now.
std::string filter_label(Frame& frame, const CellRef& cell) {
  constexpr std::size_t kMost = 40;  // bytes
  const std::string label(info(CommandId::FilterByValue).label);
  if (!availability(CommandId::FilterByValue, frame.desk, {cell.row, cell.column}).enabled()) return label;
  Snapshot::IdBuffers ids;
  const std::string_view value = cell_text(frame.job(cell.row, ids), cell.column, frame.now, frame.ui.text.cell_buffer);
  const std::string_view fits = cut_utf8(value, kMost);
  return label + ": " + std::string(fits) + (fits.size() < value.size() ? "…" : "");
}

void draw_items(Frame& frame, const CellRef& cell) {
  const CommandTarget target{cell.row, cell.column};
  for (const CommandId id : {CommandId::CopyCell, CommandId::CopyTsv, CommandId::CopyJson, CommandId::CopyError})
    command_item(frame, id, target);
  ImGui::Separator();
  command_item(frame, CommandId::FilterByValue, target, filter_label(frame, cell));
  command_item(frame, CommandId::Details, target);
  ImGui::Separator();
  for (const RowAction action : {RowAction::SyncNow, RowAction::Pause, RowAction::Resume, RowAction::Delete})
    command_item(frame, command_of(action), target);
}

}  // namespace

// Opened in a window of its own and not in the table: a popup's id is made of the place it is opened at.
void draw_job_menu(Frame& frame) {
  JobMenuState& menu = frame.ui.menu;
  if (std::exchange(menu.opens, false)) ImGui::OpenPopup("##cell");
  if (menu.at) ImGui::SetNextWindowPos(*menu.at);
  menu.open = begin_menu(frame, "##cell");
  if (!menu.open) return menu.at.reset();
  if (menu.cell && frame.desk.news().snapshot.is(menu.cell->row, menu.job)) {
    draw_items(frame, *menu.cell);
  } else {
    ImGui::CloseCurrentPopup();
  }
  end_menu(frame);
}

}  // namespace syncwall
