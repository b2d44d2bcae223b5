#include "draw/imgui_compat.h"
#include "ui/command_controls.h"
#include "ui/panels.h"

namespace syncwall {

namespace {

void draw_items(Frame& frame, const CellRef& cell) {
  const CommandTarget target{cell.row, cell.column};
  for (const CommandId id : {CommandId::CopyCell, CommandId::CopyTsv, CommandId::CopyJson, CommandId::CopyError})
    command_item(frame, id, target);
  ImGui::Separator();
  command_item(frame, CommandId::FilterByValue, target);
  command_item(frame, CommandId::Details, target);
  ImGui::Separator();
  for (const RowAction action : {RowAction::SyncNow, RowAction::Pause, RowAction::Resume, RowAction::Delete})
    command_item(frame, command_of(action), target);
}

}  // namespace

// Opened here and not in the table: a popup's id is made of the place it is opened at.
void draw_job_menu(Frame& frame) {
  UiState& ui = frame.ui;
  ImGui::SetNextWindowPos({-100, -100});
  ImGui::SetNextWindowSize({1, 1});
  ImGui::Begin("##menus", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoInputs | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoBackground);
  if (std::exchange(ui.menu.opens, false)) ImGui::OpenPopup("##cell");
  ui.menu.open = ImGui::BeginPopup("##cell");
  if (ui.menu.open) {
    if (ui.menu.cell && frame.desk.news().snapshot.is(ui.menu.cell->row, ui.menu.job)) {
      draw_items(frame, *ui.menu.cell);
      if (key_pressed(Key::Escape)) ImGui::CloseCurrentPopup();
    } else {
      ImGui::CloseCurrentPopup();
    }
    ImGui::EndPopup();
  }
  ImGui::End();
}

}  // namespace syncwall
