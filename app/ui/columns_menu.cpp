#include "ui/columns_menu.h"

#include <utility>

#include "ui/focus.h"
#include "ui/frame.h"

namespace syncwall {

namespace {

constexpr int kAscending = 100, kDescending = 101, kFit = 102, kReset = 103;

void draw_of_column(Frame& frame, const ColumnInfo& column) {
  const auto sort = [&](bool ascending) {
    Query query = frame.desk.query();
    query.sort = {SortKey{*column.sort, ascending}};
    frame.act(action::SetQuery{std::move(query)});
  };
  if (column.sort && menu_item(frame, kAscending, LineText("Sort by ") << column.label << ", ascending")) sort(true);
  if (column.sort && menu_item(frame, kDescending, LineText("Sort by ") << column.label << ", descending")) sort(false);
  if (menu_item(frame, kFit, LineText("Make ") << column.label << " as wide as its texts"))
    frame.ui.columns.fit = column.column;
  ImGui::Separator();
}

}  // namespace

void draw_columns_menu(Frame& frame) {
  ColumnsMenuState& state = frame.ui.columns;
  if (std::exchange(state.opens, false)) ImGui::OpenPopup("##columns");
  if (state.at) ImGui::SetNextWindowPos(*state.at);
  if (!begin_menu(frame, "##columns")) {
    state.at.reset();
    return;
  }
  if (state.column) draw_of_column(frame, info(*state.column));
  for (const ColumnInfo& c : columns()) {
    if (c.column == Column::Server && !frame.desk.news().several()) continue;
    if (c.column == Column::Tick || (c.admin_only && !frame.desk.is_admin())) continue;
    const auto i = static_cast<std::size_t>(c.column);
    if (menu_item(frame, static_cast<int>(i), c.label, {}, true, true, state.shown[i] ? 1 : 0)) state.flip = c.column;
  }
  ImGui::Separator();
  if (menu_item(frame, kReset, "All columns as they were at first")) state.reset = true;
  end_menu(frame);
}

}  // namespace syncwall
