#include "ui/table_header.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "draw/imgui_compat.h"
#include "ui/focus.h"
#include "ui/icons.h"
#include "ui/panels.h"
#include "ui/text.h"

namespace syncwall {

namespace {

constexpr float kRoomForErrors = 1700;  // px, of the table: then the errors have a column at first

int index_of_sort(SortColumn column) {
  for (std::size_t i = 0; i < kColumns; ++i) {
    if (columns()[i].sort == column) return static_cast<int>(i);
  }
  return 0;
}

// As many keys as there are columns, without allocation: this is done each frame.
struct Keys {
  std::array<SortKey, kSortColumns> keys{};
  std::size_t size = 0;
  void add(SortKey key) {
    if (size < keys.size()) keys[size++] = key;
  }
  [[nodiscard]] std::span<const SortKey> all() const { return std::span(keys).first(size); }
  friend bool operator==(const Keys& a, const Keys& b) { return std::ranges::equal(a.all(), b.all()); }
};

Keys keys_of(const ImGuiTableSortSpecs& specs) {
  Keys keys;
  for (int i = 0; i < specs.SpecsCount; ++i) {
    if (const auto sort = info(static_cast<Column>(specs.Specs[i].ColumnUserID)).sort)
      keys.add({*sort, specs.Specs[i].SortDirection == ImGuiSortDirection_Ascending});
  }
  return keys;
}

// The query's order, as far as it has arrows here: Dear ImGui sorts by no column that isn't shown.
Keys shown_keys(const Query& query) {
  Keys keys;
  for (const SortKey& key : query.sort) {
    if ((ImGui::TableGetColumnFlags(index_of_sort(key.column)) & ImGuiTableColumnFlags_IsEnabled) != 0) keys.add(key);
  }
  return keys;
}

// A sorted column's arrow, and its number where several columns sort.
void draw_sort_arrow(Frame& frame, const ColumnInfo& c, float x, float middle) {
  const ImGuiTableSortSpecs* specs = ImGui::TableGetSortSpecs();
  if (specs == nullptr) return;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (int i = 0; i < specs->SpecsCount; ++i) {
    const ImGuiTableColumnSortSpecs& spec = specs->Specs[i];
    if (static_cast<Column>(spec.ColumnUserID) != c.column) continue;
    const float r = frame.px(5), tip = spec.SortDirection == ImGuiSortDirection_Ascending ? -r * 0.8f : r * 0.8f;
    list.AddTriangleFilled({x, middle - tip}, {x + 2 * r, middle - tip}, {x + r, middle + tip}, frame.theme.accent);
    if (specs->SpecsCount < 2) return;
    const char order = static_cast<char>('1' + std::min<int>(spec.SortOrder, 8));
    draw_line(frame, list, Face::Small, {x + 2 * r + frame.px(3), middle - line_height(frame, Face::Small) / 2},
              frame.theme.accent, {&order, 1});
  }
}

// Dear ImGui's header without a label does the clicks, the dragging and the menu; the label is drawn over it, so that
// its height, its arrow and its tooltip are ours.
void draw_header_label(Frame& frame, const ColumnInfo& c, ImVec2 at, float height) {
  ImGui::PushStyleColor(ImGuiCol_Text, with_alpha(frame.theme.text, 0));
  {
    const HiddenRightRelease our_menu;
    ImGui::TableHeader("##header");
  }
  ImGui::PopStyleColor();
  const bool hovered = ImGui::IsItemHovered();
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (hovered && ImGui::IsMouseReleased(1)) {
    frame.ui.columns.column = c.column;
    frame.ui.columns.at.reset();
    frame.ui.columns.opens = true;
  }
  const ImVec2 min = ImGui::GetItemRectMin(), max = ImGui::GetItemRectMax();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float middle = at.y + height / 2;
  const float room = std::max(max.x - at.x - frame.px(24), 1.0f);
  const float drawn = draw_line(frame, list, Face::Medium, {at.x, middle - line_height(frame, Face::Medium) / 2},
                                frame.theme.quiet, c.label, room);
  frame.ui.table.header_widths[static_cast<std::size_t>(c.column)] =
      line_width(frame, Face::Medium, c.label) + frame.px(24);
  draw_sort_arrow(frame, c, at.x + drawn + frame.px(6), middle);
  frame.note("header", c.label, min, max);
}

}  // namespace

void set_up_columns(Frame& frame, float width) {
  for (const ColumnInfo& c : columns()) {
    ImGuiTableColumnFlags flags = ImGuiTableColumnFlags_WidthStretch;
    if (c.column == Column::Tick) {
      flags = ImGuiTableColumnFlags_WidthFixed | ImGuiTableColumnFlags_NoSort | ImGuiTableColumnFlags_NoResize |
              ImGuiTableColumnFlags_NoReorder | ImGuiTableColumnFlags_NoHide;
    }
    const bool of_one_server = c.column == Column::Server && !frame.desk.news().several();
    if (of_one_server || (c.admin_only && !frame.desk.is_admin())) flags |= ImGuiTableColumnFlags_Disabled;
    if (c.column == Column::LastSync)
      flags |= ImGuiTableColumnFlags_DefaultSort | ImGuiTableColumnFlags_PreferSortDescending;
    // Shown at first where there is room; later as somebody chose.
    if (c.column == Column::Error) {
      flags |= ImGuiTableColumnFlags_NoSort;
      if (width < frame.px(kRoomForErrors)) flags |= ImGuiTableColumnFlags_DefaultHide;
    }
    if (c.column == Column::Created) flags |= ImGuiTableColumnFlags_PreferSortDescending;
    const float share = c.column == Column::Tick ? frame.px(c.width_px) : c.width_px;
    ImGui::TableSetupColumn(c.column == Column::Tick ? "##tick" : c.label.data(), flags, share,
                            static_cast<ImGuiID>(c.column));
  }
  ImGui::TableSetupScrollFreeze(0, 1);
}

// What the columns' menu asked for in the frame before, and what it shows.
void follow_columns_menu(Frame& frame) {
  ColumnsMenuState& menu = frame.ui.columns;
  const auto is_shown = [](std::size_t i) {
    return (ImGui::TableGetColumnFlags(static_cast<int>(i)) & ImGuiTableColumnFlags_IsEnabled) != 0;
  };
  for (std::size_t i = 0; i < kColumns; ++i) menu.shown[i] = is_shown(i);
  if (const auto flip = std::exchange(menu.flip, std::nullopt)) {
    const auto i = static_cast<std::size_t>(*flip);
    const auto all = std::ranges::count(menu.shown, true);
    if (!menu.shown[i] || all > 2) ImGui::TableSetColumnEnabled(static_cast<int>(i), !menu.shown[i]);  // one stays
  }
  if (const auto fit = std::exchange(menu.fit, std::nullopt)) fit_column(static_cast<int>(*fit));
  if (std::exchange(menu.reset, false)) reset_columns();
}

// The arrows are the query's each frame: a click changes the query, and another query the arrows. What the table
// remembers from the last time is a click of then; an order on the command line goes before it.
void sync_sort(Frame& frame) {
  ImGuiTableSortSpecs* specs = ImGui::TableGetSortSpecs();
  if (specs == nullptr) return;
  const Keys arrows = keys_of(*specs), wanted = shown_keys(frame.desk.query());
  const bool clicked = std::exchange(specs->SpecsDirty, false) && !std::exchange(frame.ui.table.sort_given, false);
  if (arrows == wanted || (clicked && arrows.size == 0)) return;
  if (clicked) {
    Query query = frame.desk.query();
    query.sort.assign(arrows.all().begin(), arrows.all().end());
    return frame.act(action::SetQuery{std::move(query)});
  }
  for (const SortKey& key : wanted.all()) {
    ImGui::TableSetColumnSortDirection(index_of_sort(key.column),
                                       key.ascending ? ImGuiSortDirection_Ascending : ImGuiSortDirection_Descending,
                                       !(key == wanted.keys.front()));
  }
}

void draw_header(Frame& frame) {
  const float height = frame.px(size::kHeader);
  frame.ui.table.headers.fill({});
  ImGui::TableNextRow(ImGuiTableRowFlags_Headers, height);
  for (int i = 0; i < static_cast<int>(kColumns); ++i) {
    if (!ImGui::TableSetColumnIndex(i)) continue;
    const ColumnInfo& c = columns()[static_cast<std::size_t>(i)];
    ImGui::PushID(i);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    frame.ui.table.headers[static_cast<std::size_t>(i)] = {at,
                                                           {at.x + ImGui::GetContentRegionAvail().x, at.y + height}};
    if (c.column == Column::Tick) {
      const ImVec2 box{frame.px(24), height};
      if (ImGui::InvisibleButton("##all", box)) frame.act(action::SelectAllMatching{});
      if (ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
      const View* view = frame.view();
      const auto extent = view != nullptr ? frame.desk.selection().in_view(frame.desk.news().view.view).extent
                                          : Selection::Extent::None;
      const int state = extent == Selection::Extent::All ? 1 : extent == Selection::Extent::Some ? 2 : 0;
      draw_tick_box(*ImGui::GetWindowDrawList(), {at.x + frame.px(12), at.y + height / 2}, frame.px(16), state,
                    frame.theme.tick, frame.theme.quiet, frame.theme.on_tick);
      frame.note("tick", "all", at, {at.x + box.x, at.y + box.y});
    } else {
      draw_header_label(frame, c, at, height);
    }
    ImGui::PopID();
  }
}

}  // namespace syncwall
