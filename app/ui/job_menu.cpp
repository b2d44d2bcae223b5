#include "jobs/job_json.h"
#include "jobs/plain_filter.h"
#include "table/job_text.h"
#include "ui/panels.h"

namespace syncwall {

namespace {

// The value of a cell as a filter; none where the column can't be filtered by.
std::optional<Query> filtered_by(const Frame& frame, const JobView& job, Column column) {
  Query query = frame.page.query();
  PlainFilter plain = plain_part(query.filter);
  switch (column) {
    case Column::User:
      plain.user = shown_user(job);
      break;
    case Column::Collection:
      plain.collection = shown_collection(job);
      break;
    case Column::Type:
      if (job.type == ConnectorType::Other) return std::nullopt;
      plain.types = bit(job.type);
      break;
    case Column::Status:
      if (job.status == Status::Other) return std::nullopt;
      plain.statuses = bit(job.status);
      break;
    default:
      return std::nullopt;
  }
  query.filter = with_plain(query.filter, plain);
  return query;
}

bool item(Frame& frame, const char* label, bool enabled = true) {
  const bool pressed = ImGui::MenuItem(label, nullptr, false, enabled);
  frame.note("item", label, ImGui::GetItemRectMin(), ImGui::GetItemRectMax());
  return pressed;
}

void draw_items(Frame& frame, const UiState::CellRef& cell) {
  Snapshot::IdBuffers ids;
  const JobView job = frame.job(cell.row, ids);
  if (item(frame, "Copy cell")) frame.act(action::Copy{copy_cell(job, cell.column), "the cell"});
  if (item(frame, "Copy row (TSV)")) frame.act(action::Copy{copy_row_tsv(job), "the row"});
  if (item(frame, "Copy row (JSON)")) {
    std::string json;
    append_job_json(json, job);
    frame.act(action::Copy{std::move(json), "the row as JSON"});
  }
  if (item(frame, "Copy error", !job.last_sync_error.empty()))
    frame.act(action::Copy{std::string(job.last_sync_error), "the error"});
  ImGui::Separator();
  const auto query = filtered_by(frame, job, cell.column);
  if (item(frame, "Filter by this value", query.has_value())) frame.act(action::SetQuery{*query});
  if (item(frame, "Details")) frame.act(action::OpenDetails{cell.row});
  ImGui::Separator();
  if (item(frame, "Delete…", frame.page.can_delete())) frame.act(action::AskDeleteOf{cell.row});
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
  if (std::exchange(ui.open_menu, false)) ImGui::OpenPopup("##cell");
  ui.menu_open = ImGui::BeginPopup("##cell");
  if (ui.menu_open) {
    if (ui.menu && frame.page.news().snapshot.is(ui.menu->row, ui.menu_job)) {
      draw_items(frame, *ui.menu);
    } else {
      ImGui::CloseCurrentPopup();
    }
    ImGui::EndPopup();
  }
  ImGui::End();
}

}  // namespace syncwall
