#include <imgui.h>
// imgui.h first: Debian's imgui_stdlib.h does not include it.
#include <imgui_stdlib.h>

#include <algorithm>

#include "base/time_text.h"
#include "base/utf8.h"
#include "draw/imgui_compat.h"
#include "jobs/filter/filter_logic.h"
#include "jobs/plain_filter.h"
#include "ui/fit.h"
#include "ui/focus.h"
#include "ui/icons.h"
#include "ui/panels.h"
#include "ui/text.h"
#include "ui/widgets.h"

namespace syncwall {

namespace {

struct FieldKeys {
  bool clears = false;
};

// What is over the limit of a filter goes, before it is shown; Esc clears.
int edit_field(ImGuiInputTextCallbackData* data) {
  if (static_cast<const FieldKeys*>(data->UserData)->clears && data->BufTextLen > 0)
    data->DeleteChars(0, data->BufTextLen);
  const std::string_view text(data->Buf, static_cast<std::size_t>(data->BufTextLen));
  const int fits = static_cast<int>(cut_utf8(text, kMaxFilterBytes).size());
  if (fits < data->BufTextLen) data->DeleteChars(fits, data->BufTextLen - fits);
  return 0;
}

// Down in a field leads to the first row on the screen.
void enter_table(Frame& frame) {
  stop_typing();
  frame.ui.focus.here() = kTableStop;
  const View* const view = frame.view();
  const auto first = static_cast<std::size_t>(frame.ui.table.first_row);
  if (view != nullptr && first < view->size()) frame.act(action::MoveCursor{view->rows[first]});
}

// In front of the field, so that the click is its own; drawn over it later.
bool clear_button(Frame& frame, const char* id, ImVec2 at, float width) {
  ImGui::PushID(id);
  ImGui::SetCursorScreenPos({at.x + width - frame.px(32), at.y});
  const bool pressed = ImGui::InvisibleButton("##empty", {frame.px(32), frame.px(size::kField)});
  if (ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  ImGui::PopID();
  return pressed;
}

// The glass and what stands at the right lie over the text that is scrolled under them.
void draw_field_marks(Frame& frame, const char* hint, bool filled, bool slash, ImVec2 min, ImVec2 max, bool active) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float middle = (min.y + max.y) / 2, edge = frame.px(2);
  const ImU32 ground = active ? frame.theme.panel : frame.theme.field;
  list.AddRectFilled({min.x + edge, min.y + edge}, {min.x + frame.px(27), max.y - edge}, ground, frame.px(6));
  draw_search_icon(list, {min.x + frame.px(17), middle}, frame.px(13), frame.theme.quiet);
  if (filled) {
    const ImVec2 c{max.x - frame.px(17), middle};
    const float r = frame.px(4), line = std::max(1.0f, 1.5f * frame.scale);
    list.AddRectFilled({max.x - frame.px(28), min.y + edge}, {max.x - edge, max.y - edge}, ground, frame.px(6));
    list.AddLine({c.x - r, c.y - r}, {c.x + r, c.y + r}, frame.theme.quiet, line);
    list.AddLine({c.x - r, c.y + r}, {c.x + r, c.y - r}, frame.theme.quiet, line);
    frame.note("button", LineText("Clear ") << hint, {max.x - frame.px(32), min.y}, max);
  } else if (slash && !active && max.x - min.x >= frame.px(150)) {
    const ImVec2 a{max.x - frame.px(30), middle - frame.px(9)}, b{max.x - frame.px(11), middle + frame.px(9)};
    outline(list, a, b, frame.theme.control(), frame.px(4), frame.hairline());
    draw_line(frame, list, Face::Small, {a.x + frame.px(7), a.y + frame.px(2)}, frame.theme.quiet, "/");
  }
  if (active) outline(list, min, max, frame.theme.accent, frame.px(8), frame.hairline());
}

// A text field with a glass in it, for a filter. Esc clears it, and where it is empty leaves it; Down leads into the
// table.
void search_field(Frame& frame, const char* id, const char* hint, std::string& text, ImVec2 at, float width, bool slash,
                  bool enters) {
  const ImGuiID item = ImGui::GetID(id);
  const bool was_active = ImGui::GetActiveID() == item, escape = was_active && key_pressed(Key::Escape);
  FieldKeys keys{escape && !text.empty()};
  if (escape && text.empty()) stop_typing();
  if (was_active && key_pressed(Key::Down)) enter_table(frame);
  if (!text.empty() && clear_button(frame, id, at, width)) text.clear();
  ImGui::SetCursorScreenPos(at);
  const bool tabbed = frame.ui.focus.moved && frame.ui.focus.top == Layer::Desk && frame.ui.focus.here() == item;
  if (enters || tabbed) ImGui::SetKeyboardFocusHere();
  ImGui::SetNextItemWidth(width);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding,
                      {frame.px(29), (frame.px(size::kField) - line_height(frame, Face::Body)) / 2});
  ImGui::PushStyleColor(ImGuiCol_Border, frame.theme.control());
  {
    const NoTabStop no_tab;
    const HiddenKey hidden(Key::Escape);
    ImGui::InputTextWithHint(id, hint, &text, ImGuiInputTextFlags_CallbackEdit | ImGuiInputTextFlags_CallbackAlways,
                             edit_field, &keys);
  }
  ImGui::PopStyleColor();
  ImGui::PopStyleVar();
  frame.seen.add(Face::Body, text);
  const ImVec2 min = ImGui::GetItemRectMin(), max = ImGui::GetItemRectMax();
  const bool active = ImGui::IsItemActive();
  if (active) frame.ui.focus.at[static_cast<std::size_t>(Layer::Desk)] = item;
  if (!active && was_active && frame.ui.focus.here() == item) frame.ui.focus.here() = kTableStop;
  focus_stop(frame, item, min, max, frame.px(8));
  draw_field_marks(frame, hint, !text.empty(), slash, min, max, active);
  frame.note("field", hint, min, max);
}

LineText ticked_names(Mask mask, std::size_t known, auto name) {
  LineText text;
  std::int64_t ticked = 0;
  for (std::size_t i = 0; i < known; ++i) {
    if (((mask >> i) & 1u) == 0) continue;
    text << (text.empty() ? "" : ", ") << name(i);
    ++ticked;
  }
  if (ticked == 0) return {"All"};
  return ticked > 2 ? LineText() << ticked << " chosen" : text;
}

// Where the click that closed it is one on it, it stays closed.
void open_or_close(Frame& frame, const char* id, ImVec2 at, float width) {
  FilterBarState& state = frame.ui.filter;
  const ImGuiID item = ImGui::GetID(id);
  const bool open = ImGui::IsPopupOpen(id);
  if (ImGui::IsMouseClicked(0)) state.closed_choice = state.open_choice == item && !open ? item : 0;
  if (state.open_choice == item && !open) state.open_choice = 0;
  ImGui::SetCursorScreenPos(at);
  ImGui::PushID("##button");
  const bool pressed = clickable(frame, id, {width, frame.px(size::kField)}, frame.px(8));
  ImGui::PopID();
  const bool hot = ImGui::IsItemHovered();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 max{at.x + width, at.y + frame.px(size::kField)};
  list.AddRectFilled(at, max, hot || open ? frame.theme.panel : frame.theme.field, frame.px(8));
  outline(list, at, max, open ? frame.theme.accent : frame.theme.control(), frame.px(8), frame.hairline());
  if (!pressed || std::exchange(state.closed_choice, 0) == item) return;
  ImGui::OpenPopup(id);
  state.open_choice = item;
}

bool begin_choice(Frame& frame, const char* id, std::string_view label, std::string_view value, ImVec2 at,
                  float width) {
  open_or_close(frame, id, at, width);
  const ImVec2 min = at, max{at.x + width, at.y + frame.px(size::kField)};
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float y = (min.y + max.y) / 2 - line_height(frame, Face::Body) / 2, end = max.x - frame.px(32);
  // The name goes before a value that is more than "All".
  const float left = min.x + frame.px(13), wanted = line_width(frame, Face::Medium, value) + frame.px(6);
  const float name = line_width(frame, Face::Body, label);
  float x = left;
  if (left + name + wanted <= end || value == "All")
    x += draw_line(frame, list, Face::Body, {left, y}, frame.theme.quiet, label, end - left) + frame.px(6);
  if (x + frame.px(24) < end) draw_line(frame, list, Face::Medium, {x, y}, frame.theme.text, value, end - x);
  const ImVec2 c{max.x - frame.px(17), (min.y + max.y) / 2};
  const float r = frame.px(4);
  list.AddTriangleFilled({c.x - r, c.y - r * 0.7f}, {c.x + r, c.y - r * 0.7f}, {c.x, c.y + r}, frame.theme.quiet);
  frame.note("choice", label, min, max);
  frame.note("choice value", value, min, max);
  ImGui::SetNextWindowPos({min.x, max.y + frame.px(4)});
  return begin_menu(frame, id);
}

bool choice_item(Frame& frame, int id, std::string_view label, bool ticked) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const bool pressed = menu_item(frame, id, label, {}, true, true, ticked ? 1 : 0);
  frame.note("item", label, at, {at.x + frame.px(230), at.y + frame.px(28)});
  return pressed;
}

void flip(Mask& mask, std::size_t i) { mask = static_cast<Mask>(mask ^ (1u << i)); }

// `types` as the frame changes them.
void type_choice(Frame& frame, Mask& types, ImVec2 at, float width) {
  const auto name = [](std::size_t i) { return label(static_cast<ConnectorType>(i)); };
  if (!begin_choice(frame, "##type", "Connector type:", ticked_names(types, kTypes, name), at, width)) return;
  if (choice_item(frame, 100, "All", types == 0)) types = 0;
  for (std::size_t i = 0; i < kTypes; ++i) {
    if (choice_item(frame, static_cast<int>(i), name(i), ((types >> i) & 1u) != 0)) flip(types, i);
  }
  end_menu(frame);
}

// `unknown`: jobs of unknown status are looked for; offered where there are any. Not with others: none would match.
void status_choice(Frame& frame, PlainFilter& f, bool& unknown, ImVec2 at, float width) {
  const auto name = [](std::size_t i) { return label(static_cast<Status>(i)); };
  LineText value;
  if (f.statuses != 0 || (!f.overdue && !f.stuck)) value << ticked_names(f.statuses, kStatuses, name);
  if (f.overdue) value << (value.empty() ? "" : ", ") << "Overdue";
  if (f.stuck) value << (value.empty() ? "" : ", ") << "Stuck";
  if (!begin_choice(frame, "##status", "Status:", value, at, width)) return;
  const PlainFilter before = f;
  if (choice_item(frame, 100, "All", f.statuses == 0 && !f.overdue && !f.stuck && !unknown))
    f.statuses = 0, f.overdue = f.stuck = unknown = false;
  for (std::size_t i = 0; i < kStatuses; ++i) {
    if (choice_item(frame, static_cast<int>(i), name(i), ((f.statuses >> i) & 1u) != 0)) flip(f.statuses, i);
  }
  if (choice_item(frame, 101, "Overdue (should have run)", f.overdue)) f.overdue = !f.overdue;
  if (choice_item(frame, 102, "Stuck (running too long)", f.stuck)) f.stuck = !f.stuck;
  if (!(f == before)) unknown = false;
  const FetchStatus* const status = frame.status();
  const bool any = status != nullptr && status->summary && status->summary->others() > 0;
  if ((any || unknown) && choice_item(frame, 103, "Other (unknown here)", unknown)) {
    unknown = !unknown;
    f.statuses = 0, f.overdue = f.stuck = false;
  }
  end_menu(frame);
}

// The server can't say how many match: some terms are judged here, of what has come so far.
bool judged_here(const Frame& frame) {
  const FetchStatus* status = frame.status();
  const Query& query = frame.desk.query();
  return status != nullptr && !(server_part(query, status->capabilities).filter == in_utc(query.filter));
}

LineText counted(const Frame& frame) {
  const View* view = frame.view();
  if (view == nullptr) return {"Loading…"};
  const FetchStatus* status = frame.status();
  const std::int64_t all = status != nullptr && status->summary ? status->summary->total : -1;
  LineText text;
  if (view->total >= 0) {
    text << grouped(view->total).view();
  } else if (judged_here(frame)) {
    text << grouped(static_cast<std::int64_t>(view->size())).view() << " so far";
  } else if (status != nullptr && status->connection.link != Link::Live &&
             status->connection.link != Link::Connecting) {
    text << grouped(static_cast<std::int64_t>(view->size())).view() << " known";  // nobody counts just now
  } else {
    text << "counting…";
  }
  if (all >= 0) text << " of " << grouped(all).view();
  return text << " jobs";
}

// In whole numbers, else in short ones, else how many match alone; from `left` on there is room.
std::string_view fit_count(Frame& frame, const LineText& whole, float room, LineText (&shorter)[3]) {
  const View* const view = frame.view();
  const FetchStatus* const status = frame.status();
  const std::int64_t all = status != nullptr && status->summary ? status->summary->total : -1;
  if (view == nullptr || view->total < 0) return whole;
  shorter[0] << grouped(view->total).view();
  shorter[1] << abbreviated(view->total, 3).view();
  if (all >= 0) {
    shorter[0] << " of " << abbreviated(all, 3).view();
    shorter[1] << " of " << abbreviated(all, 3).view();
  }
  shorter[2] << abbreviated(view->total, 3).view();
  return fit_line(frame, Face::Body, room, {whole, shorter[0], shorter[1], shorter[2]});
}

void draw_count(Frame& frame, const Area& area, float left) {
  const LineText whole = counted(frame);
  LineText shorter[3];
  const std::string_view text = fit_count(frame, whole, area.max.x - left, shorter);
  const float width = line_width(frame, Face::Body, text);
  const float y = (area.min.y + area.max.y - line_height(frame, Face::Body)) / 2;
  if (width > area.max.x - left) return;
  draw_line(frame, *ImGui::GetWindowDrawList(), Face::Body, {area.max.x - width, y}, frame.theme.quiet, text);
  frame.note("count", whole, {area.max.x - width, area.min.y}, area.max);
  const std::int64_t waiting = frame.desk.news().view.waiting;
  frame.ui.filter.at_chip = false;
  if (waiting == 0) return;
  LineText chip(grouped(waiting).view());
  chip << (waiting == 1 ? " change waiting" : " changes waiting");
  const float from = area.max.x - width - line_width(frame, Face::Medium, chip) - frame.px(52);
  ImGui::SetCursorScreenPos({from, area.min.y + frame.px(2)});
  if (button(frame, "##waiting", chip, ButtonLook::Plain)) frame.act(action::ApplyWaiting{});
  // The gap between the chip and the table is on the way to it.
  frame.ui.filter.at_chip =
      ImGui::IsMouseHoveringRect({from, area.min.y}, {area.max.x - width, area.max.y + frame.px(12)}, false);
}

}  // namespace

void draw_filter_bar(Frame& frame, const Area& area) {
  const Filter& filter = frame.desk.query().filter;
  UiState& ui = frame.ui;
  if (ui.query.open) {
    const float count = frame.px(230);
    draw_query_line(frame, {area.min, {std::max(area.max.x - count, area.min.x + frame.px(100)), area.max.y}});
    draw_count(frame, area, area.max.x - count + frame.px(12));
    return;
  }
  const float narrow = std::min(1.0f, area.width() / frame.px(1400));
  float x = area.min.x;
  const auto place = [&](float width) {
    const ImVec2 at{std::round(x), area.min.y};
    x += std::round(width * narrow) + frame.px(12);
    return at;
  };
  // What the fields show is the query's, in each frame anew.
  const PlainFilter shown = plain_part(filter);
  PlainFilter plain = shown;
  if (frame.desk.is_admin())
    search_field(frame, "##user", "User", plain.user, place(frame.px(210)), frame.px(210) * narrow, false, false);
  const bool enters = std::exchange(ui.filter.focus_collection, false);
  if (enters) ui.filter.early.begin('/');  // which is no part of what is searched
  ui.filter.early.keep(ui.filter.collection_active);
  search_field(frame, "##collection", "Collection", plain.collection, place(frame.px(300)), frame.px(300) * narrow,
               true, enters);
  ui.filter.collection_active = ImGui::IsItemActive();
  type_choice(frame, plain.types, place(frame.px(222)), frame.px(222) * narrow);
  const bool sought = std::ranges::find(filter.terms, unknown_statuses()) != filter.terms.end();
  bool unknown = sought;
  status_choice(frame, plain, unknown, place(frame.px(190)), frame.px(190) * narrow);
  bool cleared = false;
  if (!filter.all()) {
    ImGui::SetCursorScreenPos({x, area.min.y + frame.px(5)});
    cleared = button(frame, "##clear", "Clear filters", ButtonLook::Link);
  }
  draw_count(frame, area, filter.all() ? x : x + line_width(frame, Face::Body, "Clear filters") + frame.px(12));
  // Blanks at the ends, as from a paste, are part of no name; where a query has them on purpose, they stay.
  for (const auto& [typed, before] :
       {std::pair{&plain.user, &shown.user}, std::pair{&plain.collection, &shown.collection}}) {
    if (*typed != *before) *typed = std::string(without_blanks(*typed));
  }
  // A query is copied only where something changes.
  if (plain == shown && !cleared && unknown == sought) return;
  Query query = frame.desk.query();
  query.filter = cleared ? Filter{} : with_plain(query.filter, plain);
  if (sought && !unknown) std::erase(query.filter.terms, unknown_statuses());
  if (unknown && !sought) query.filter.terms.push_back(unknown_statuses());
  frame.act(action::SetQuery{std::move(query)});
}

}  // namespace syncwall
