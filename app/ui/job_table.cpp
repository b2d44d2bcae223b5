#include <algorithm>
#include <array>
#include <span>
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
constexpr float kRoomForErrors = 1700;  // px, of the table: then the errors have a column at first
constexpr float kSelectionBar = 68;     // px, that the selection bar covers
constexpr float kBar = 14;              // px, the scroll bar

int index_of_sort(SortColumn column) {
  for (std::size_t i = 0; i < kColumns; ++i) {
    if (columns()[i].sort == column) return static_cast<int>(i);
  }
  return 0;
}

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

struct HoveredCell {
  std::optional<CellRef> cell;
};

void draw_row(Frame& frame, CacheRow row, float height, HoveredCell& hovered) {
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

void hover(Frame& frame, const HoveredCell& hovered) {
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
      draw_row(frame, view.rows[static_cast<std::size_t>(i)], row_height, hovered);
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
  hover(frame, hovered);
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
