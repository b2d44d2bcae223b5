#include <algorithm>
#include <utility>

#include "draw/imgui_compat.h"
#include "ui/focus.h"
#include "ui/panels.h"
#include "ui/table_header.h"
#include "ui/table_row.h"
#include "ui/text.h"

namespace syncwall {

namespace {

constexpr float kSelectionBar = 68;  // px, that the selection bar covers
constexpr float kBar = 14;           // px, the scroll bar

// Where the table must be scrolled to before it is drawn, in rows; none: it stays.
std::optional<double> wanted_position(Frame& frame, const View& view) {
  UiState& ui = frame.ui;
  std::optional<double> position;
  const View* const before = ui.table.anchor.view();
  // Another query begins at the top; a refresh stays where it was.
  if (before != nullptr && !(before->query == view.query)) {
    position = 0;
  } else if (before != &view) {
    position = ui.table.anchor.position_in(view);
  }
  if (ui.table.scroll_rows) position = std::exchange(ui.table.scroll_rows, std::nullopt);
  if (ui.table.scroll_to) {
    if (const auto row = find_row(view, *ui.table.scroll_to)) {
      const auto at = static_cast<double>(index_of(*row));
      const double first = position.value_or(static_cast<double>(ui.table.first_row));
      const std::int64_t covered = frame.desk.selection().empty() ? 0 : 2;  // by the selection bar
      const double rows = static_cast<double>(std::max<std::int64_t>(ui.table.rows_on_screen - 1 - covered, 1));
      if (at < first) position = at;
      if (at >= first + rows) position = at - rows + 1;
    }
    ui.table.scroll_to.reset();
  }
  return position;
}

void draw_rows(Frame& frame, const View& view, float row_height) {
  HoveredCell hovered;
  frame.ui.table.cursor_at.reset();
  ImGuiListClipper clipper;
  clipper.Begin(static_cast<int>(view.size()), row_height);
  while (clipper.Step()) {
    for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i)
      draw_table_row(frame, view.rows[static_cast<std::size_t>(i)], row_height, hovered);
  }
  clipper.End();
  // The selection bar lies over the last rows: they can be scrolled out from under it.
  if (!frame.desk.selection().empty()) ImGui::TableNextRow(0, frame.px(kSelectionBar));
  const double scroll = static_cast<double>(ImGui::GetScrollY()) / static_cast<double>(row_height);
  const auto first = static_cast<std::uint32_t>(scroll);
  UiState& ui = frame.ui;
  ui.table.first_row = first;
  ui.table.position = scroll;
  ui.table.anchor.remember(frame.desk.news().view.view, ViewRow(first), scroll - first);
  hover_cell(frame, hovered);
}

// Dear ImGui's own bar is a px that shows nothing: ours stands beside the table.
bool begin_table(ImGuiTableFlags flags, ImVec2 size) {
  ImGui::PushStyleVar(ImGuiStyleVar_ScrollbarSize, 1);
  for (const ImGuiCol part : {ImGuiCol_ScrollbarBg, ImGuiCol_ScrollbarGrab, ImGuiCol_ScrollbarGrabHovered})
    ImGui::PushStyleColor(part, ImVec4{});
  const bool begun = ImGui::BeginTable("jobs", static_cast<int>(kColumns), flags, size);
  ImGui::PopStyleColor(3);
  ImGui::PopStyleVar();
  return begun;
}

// How high all rows are, and what is kept free for the selection bar; in rows.
double rows_high(const Frame& frame, const View& view) {
  const double extra = static_cast<double>(frame.px(kSelectionBar) / frame.px(size::kRow));
  return static_cast<double>(view.size()) + (frame.desk.selection().empty() ? 0 : extra);
}

bool scrolls(const Frame& frame, const View* view, float height) {
  return view != nullptr &&
         rows_high(frame, *view) * static_cast<double>(frame.px(size::kRow)) > static_cast<double>(height);
}

// Beside the rows and not beside the header; its place is kept free also where all rows are on the screen, so that the
// columns stand still.
void draw_scroll_bar(Frame& frame, const View& view, const Area& area, float row_height) {
  TableState& table = frame.ui.table;
  const double on_screen = static_cast<double>(area.height() / row_height);
  const double beyond = rows_high(frame, view) - on_screen;
  if (beyond <= 0 || area.height() < frame.px(60)) return;
  const float thumb = std::max(frame.px(40), area.height() * static_cast<float>(on_screen / (beyond + on_screen)));
  const float way = area.height() - thumb;
  const float top = area.min.y + way * static_cast<float>(std::clamp(table.position / beyond, 0.0, 1.0));
  ImGui::SetCursorScreenPos(area.min);
  ImGui::InvisibleButton("##scroll", {area.width(), area.height()});
  const float mouse = ImGui::GetMousePos().y;
  // Beside the thumb it comes to the pointer.
  if (ImGui::IsItemActivated()) table.grab = mouse >= top && mouse < top + thumb ? mouse - top : thumb / 2;
  const bool held = ImGui::IsItemActive(), hot = held || ImGui::IsItemHovered();
  if (held && way > 0)
    table.scroll_rows = std::clamp(static_cast<double>((mouse - table.grab - area.min.y) / way), 0.0, 1.0) * beyond;
  const float inset = frame.px(hot ? 2 : 4);
  const ImU32 color = held ? frame.theme.accent : hot ? frame.theme.quiet : frame.theme.control();
  const ImVec2 from{area.min.x + inset, top}, to{area.max.x - inset, top + thumb};
  ImGui::GetWindowDrawList()->AddRectFilled(from, to, color, (to.x - from.x) / 2);
  frame.note("scroll bar", "", {area.min.x, top}, {area.max.x, top + thumb});
}

}  // namespace

void draw_job_table(Frame& frame, const Area& whole) {
  const float row_height = frame.px(size::kRow), header = frame.px(size::kHeader);
  // Whole rows, and room for the bar.
  const float body = std::max(std::floor((whole.height() - header) / row_height), 1.0f) * row_height;
  const Area area{whole.min, {whole.max.x - frame.px(kBar), std::min(whole.min.y + header + body, whole.max.y)}};
  // The headers' band goes on above the bar.
  ImGui::GetWindowDrawList()->AddRectFilled({area.max.x, area.min.y}, {whole.max.x, area.min.y + header},
                                            ImGui::GetColorU32(ImGuiCol_TableHeaderBg));
  const View* view = frame.view();
  UiState& ui = frame.ui;
  ui.table.rows_on_screen = static_cast<std::int64_t>((area.height() - frame.px(size::kHeader)) / row_height);
  if (view != nullptr) {
    if (const auto position = wanted_position(frame, *view))
      set_next_scroll({-1, static_cast<float>(*position * static_cast<double>(row_height))});
  }
  focus_stop(frame, kTableStop, area.min, area.max, 0);
  ImGui::SetCursorScreenPos(area.min);
  const ImGuiTableFlags flags = ImGuiTableFlags_Resizable | ImGuiTableFlags_Reorderable | ImGuiTableFlags_Hideable |
                                ImGuiTableFlags_Sortable | ImGuiTableFlags_SortMulti | ImGuiTableFlags_ScrollY |
                                ImGuiTableFlags_BordersInnerH | ImGuiTableFlags_SizingStretchProp |
                                ImGuiTableFlags_PadOuterX | ImGuiTableFlags_NoBordersInBody;
  if (!begin_table(flags, {area.width() + (scrolls(frame, view, area.height() - header) ? 1 : 0), area.height()}))
    return;
  set_up_columns(frame, area.width());
  follow_columns_menu(frame);
  sync_sort(frame);
  draw_header(frame);
  if (view != nullptr) draw_rows(frame, *view, row_height);
  ImGui::EndTable();
  // By its place and not by what is hovered: a menu over it that has just closed must not let the order through.
  ui.table.pointer_on_table = ImGui::IsMousePosValid() && ImGui::IsMouseHoveringRect(area.min, whole.max, false);
  ui.table.body_at = {area.min.x + frame.px(40), area.min.y + frame.px(size::kHeader)};
  if (view != nullptr)
    draw_scroll_bar(frame, *view, {{area.max.x, area.min.y + header}, {whole.max.x, area.max.y}}, row_height);
  frame.rows_wanted = ui.table.first_row + 3 * ui.table.rows_on_screen;
  if (view == nullptr || view->size() == 0)
    draw_empty_state(frame, {{area.min.x, area.min.y + frame.px(size::kHeader)}, area.max});
}

}  // namespace syncwall
