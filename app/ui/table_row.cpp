#include "ui/table_row.h"

#include <algorithm>
#include <utility>

#include "base/time_text.h"
#include "draw/imgui_compat.h"
#include "table/job_text.h"
#include "ui/changes.h"
#include "ui/focus.h"
#include "ui/icons.h"
#include "ui/job_cell.h"
#include "ui/panels.h"
#include "ui/text.h"

namespace syncwall {

namespace {

constexpr std::int64_t kTooltipMs = 300;

void click_row(Frame& frame, CacheRow row) {
  const ImGuiIO& io = ImGui::GetIO();
  if (io.KeyShift) {
    frame.act(action::RangeTo{row});
  } else {
    frame.act(action::MoveCursor{row});
  }
  if (io.KeyCtrl) frame.act(action::Toggle{row});
  if (ImGui::IsMouseDoubleClicked(0)) frame.act(action::OpenDetails{row});
}

void draw_tick(Frame& frame, CacheRow row, float height) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const ImVec2 box{frame.px(24), height};
  if (ImGui::InvisibleButton("##tick", box)) {
    if (ImGui::GetIO().KeyShift) {
      frame.act(action::RangeTo{row});
    } else {
      frame.act(action::MoveCursor{row});
      frame.act(action::Toggle{row});
    }
  }
  if (ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  draw_tick_box(*ImGui::GetWindowDrawList(), {at.x + frame.px(12), at.y + height / 2}, frame.px(16),
                frame.desk.selection().contains(row) ? 1 : 0, frame.theme.tick, frame.theme.control(),
                frame.theme.on_tick);
}

// Ticked, the one whose menu is open, or the cursor's.
void draw_row_ground(Frame& frame, CacheRow row) {
  const JobMenuState& menu = frame.ui.menu;
  if (menu.open && menu.cell && menu.cell->row == row) {
    ImGui::TableSetBgColor(ImGuiTableBgTarget_RowBg1, frame.theme.pressed);
  } else if (frame.desk.selection().contains(row)) {
    ImGui::TableSetBgColor(ImGuiTableBgTarget_RowBg1, frame.theme.selected);
  } else if (frame.desk.cursor() == row) {
    ImGui::TableSetBgColor(ImGuiTableBgTarget_RowBg1, frame.theme.panel_hot);
  }
}

// In the first column: what is drawn in another one is cut off at its edges.
void draw_cursor(Frame& frame, ImVec2 row_min, ImVec2 row_max) {
  frame.ui.table.cursor_at = ImVec2{row_min.x + frame.px(40), row_max.y};
  ImGui::GetWindowDrawList()->AddRectFilled(row_min, {row_min.x + frame.px(3), row_max.y}, frame.theme.accent);
  const ImVec2 from = ImGui::GetWindowDrawList()->GetClipRectMin(), to = ImGui::GetWindowDrawList()->GetClipRectMax();
  frame.note("cursor", "", {std::max(from.x, row_min.x), row_min.y},
             {std::min(to.x, row_min.x + frame.px(3)), row_max.y});
}

void draw_cell_tooltip(Frame& frame, const CellRef& cell) {
  Snapshot::IdBuffers ids;
  const JobView job = frame.job(cell.row, ids);
  UiState& ui = frame.ui;
  const std::uint64_t version = frame.desk.news().snapshot.version();
  if (ui.table.tip_cell != cell || ui.table.tip_second != frame.now / 1000 || ui.table.tip_version != version) {
    ui.table.tip = tooltip(job, cell.column, frame.now_of(cell.row));
    ui.table.tip_cell = cell;
    ui.table.tip_second = frame.now / 1000;
    ui.table.tip_version = version;
  }
  const Tooltip& tip = ui.table.tip;
  if (tip.headline.empty() && tip.text.empty()) return;
  ImGui::BeginTooltip();
  const float width = frame.px(460);
  const bool trouble = cell.column == Column::Status && (job.status == Status::Failed || job.status == Status::Paused);
  if (!tip.headline.empty())
    wrapped_text(frame, Face::Medium, trouble ? frame.theme.of(job.status) : frame.theme.text, tip.headline, width);
  if (!tip.text.empty()) wrapped_text(frame, Face::Body, frame.theme.text, tip.text, width);
  const std::string missing = missing_characters(frame, cell.column == Column::User         ? shown_user(job)
                                                        : cell.column == Column::Collection ? shown_collection(job)
                                                                                            : std::string_view());
  if (!missing.empty()) wrapped_text(frame, Face::Small, frame.theme.quiet, missing, width);
  ImGui::EndTooltip();
  if (frame.notes != nullptr)
    frame.note("tooltip", tip.headline + "|" + tip.text + (missing.empty() ? "" : "|" + missing), {}, {});
}

}  // namespace

void draw_table_row(Frame& frame, CacheRow row, float height, HoveredCell& hovered) {
  Snapshot::IdBuffers ids;
  const Snapshot& snapshot = frame.desk.news().snapshot;
  const JobView job = frame.job(row, ids);
  const bool dim = frame.desk.order().touches(row) || !snapshot.alive(row);
  const float alpha = dim ? 0.4f : frame.desk.news().several() && frame.old(row) ? 0.55f : 1.0f;
  const JobNow at{job, frame.now_of(row)};
  ImGui::TableNextRow(0, height);
  draw_row_ground(frame, row);
  ImGui::PushID(static_cast<int>(index_of(row)));
  ImGui::TableSetColumnIndex(0);
  const ImVec2 start = ImGui::GetCursorScreenPos();
  ImGui::PushStyleColor(ImGuiCol_Header, with_alpha(frame.theme.selected, 0));
  ImGui::PushStyleColor(ImGuiCol_HeaderHovered, with_alpha(frame.theme.accent, 0.07f));
  ImGui::PushStyleColor(ImGuiCol_HeaderActive, with_alpha(frame.theme.accent, 0.10f));
  // A selectable takes half the spacing on every side: it would reach into the rows beside it.
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  if (ImGui::Selectable(
          "##row", false,
          ImGuiSelectableFlags_SpanAllColumns | kSelectableOverlap | ImGuiSelectableFlags_AllowDoubleClick,
          {0, height}))
    click_row(frame, row);
  ImGui::PopStyleVar();
  ImGui::PopStyleColor(3);
  const bool row_hovered = ImGui::IsItemHovered();
  const ImVec2 row_min = ImGui::GetItemRectMin(), row_max = ImGui::GetItemRectMax();
  frame.note("row", job.id, row_min, row_max);
  draw_change(frame, *ImGui::GetWindowDrawList(), job, row, row_min, row_max);
  ImGui::SetCursorScreenPos(start);
  draw_tick(frame, row, height);
  if (frame.desk.cursor() == row) draw_cursor(frame, row_min, row_max);
  frame.note("tick", job.id, start, {start.x + frame.px(24), start.y + height});
  const float mouse_x = ImGui::GetMousePos().x;
  for (int i = 1; i < static_cast<int>(kColumns); ++i) {
    if (!ImGui::TableSetColumnIndex(i)) continue;
    const ImVec2 min = ImGui::GetCursorScreenPos();
    const ImVec2 max{min.x + ImGui::GetContentRegionAvail().x, min.y + height};
    const Column column = columns()[static_cast<std::size_t>(i)].column;
    const float wanted = draw_job_cell(frame, *ImGui::GetWindowDrawList(), at, column, min, max, alpha);
    // Nothing is drawn by it: a double click on the column's edge makes the column so wide.
    ImGui::Dummy({std::max(wanted, frame.ui.table.header_widths[static_cast<std::size_t>(i)]), 1});
    const float pad = ImGui::GetStyle().CellPadding.x;
    if (row_hovered && mouse_x >= min.x - pad && mouse_x < max.x + pad) hovered.cell = {row, column};
  }
  ImGui::PopID();
}

void hover_cell(Frame& frame, const HoveredCell& hovered) {
  UiState& ui = frame.ui;
  if (hovered.cell != ui.table.hovered) {
    ui.table.hovered = hovered.cell;
    ui.table.hovered_since = frame.ticks;
  }
  if (!ui.table.hovered || ui.menu.open) return;
  const std::int64_t rest = ui.table.hovered_since + kTooltipMs - frame.ticks;
  if (rest > 0) {
    frame.change_in(rest);
  } else {
    draw_cell_tooltip(frame, *ui.table.hovered);
  }
  if (ImGui::IsMouseClicked(1)) {
    ui.menu.cell = ui.table.hovered;
    ui.menu.job = frame.desk.news().snapshot.id(ui.menu.cell->row);
    ui.menu.at.reset();
    ui.menu.opens = true;
  }
}

}  // namespace syncwall
