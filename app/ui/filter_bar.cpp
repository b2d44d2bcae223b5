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
#include "ui/icons.h"
#include "ui/panels.h"
#include "ui/text.h"
#include "ui/widgets.h"

namespace syncwall {

namespace {

// What is over the limit of a filter goes, before it is shown.
int keep_within_limit(ImGuiInputTextCallbackData* data) {
  const std::string_view text(data->Buf, static_cast<std::size_t>(data->BufTextLen));
  const int fits = static_cast<int>(cut_utf8(text, kMaxFilterBytes).size());
  if (fits < data->BufTextLen) data->DeleteChars(fits, data->BufTextLen - fits);
  return 0;
}

// A text field with a glass in it, for a filter.
void search_field(Frame& frame, const char* id, const char* hint, std::string& text, ImVec2 at, float width,
                  bool slash) {
  ImGui::SetCursorScreenPos(at);
  ImGui::SetNextItemWidth(width);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding,
                      {frame.px(29), (frame.px(size::kField) - line_height(frame, Face::Body)) / 2});
  ImGui::InputTextWithHint(id, hint, &text, ImGuiInputTextFlags_CallbackEdit, keep_within_limit);
  ImGui::PopStyleVar();
  frame.seen.add(Face::Body, text);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 min = ImGui::GetItemRectMin(), max = ImGui::GetItemRectMax();
  const float middle = (min.y + max.y) / 2;
  draw_search_icon(list, {min.x + frame.px(17), middle}, frame.px(13), frame.theme.quiet);
  if (ImGui::IsItemActive()) outline(list, min, max, frame.theme.accent, frame.px(8), frame.hairline());
  if (slash && !ImGui::IsItemActive() && max.x - min.x >= frame.px(150)) {
    const ImVec2 a{max.x - frame.px(30), middle - frame.px(9)}, b{max.x - frame.px(11), middle + frame.px(9)};
    outline(list, a, b, frame.theme.border, frame.px(4), frame.hairline());
    draw_line(frame, list, Face::Small, {a.x + frame.px(7), a.y + frame.px(2)}, frame.theme.quiet, "/");
  }
  frame.note("field", hint, min, max);
}

// "/" and a letter may come in one moment; Dear ImGui throws away what is typed while no field is active.
void keep_typed_early(UiState& ui) {
  ImVector<ImWchar>& typed = ImGui::GetIO().InputQueueCharacters;
  if (ui.filter.focus_frames > 0 && !ui.filter.collection_active) {
    ui.filter.typed_early.insert(ui.filter.typed_early.end(), typed.begin(), typed.end());
    typed.resize(0);
    if (--ui.filter.focus_frames == 0) ui.filter.typed_early.clear();
    return;
  }
  ui.filter.focus_frames = 0;
  if (ui.filter.typed_early.empty()) return;
  ui.filter.typed_early.insert(ui.filter.typed_early.end(), typed.begin(), typed.end());
  typed.resize(0);
  for (const ImWchar c : ui.filter.typed_early) typed.push_back(c);
  ui.filter.typed_early.clear();
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

bool begin_choice(Frame& frame, const char* id, std::string_view label, std::string_view value, ImVec2 at,
                  float width) {
  ImGui::SetCursorScreenPos(at);
  ImGui::SetNextItemWidth(width);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding,
                      {frame.px(12), (frame.px(size::kField) - line_height(frame, Face::Body)) / 2});
  const bool open = ImGui::BeginCombo(id, "", ImGuiComboFlags_HeightLargest | ImGuiComboFlags_NoArrowButton);
  ImGui::PopStyleVar();
  const ImVec2 min = at, max{at.x + width, at.y + frame.px(size::kField)};
  ImDrawList& list = open ? *ImGui::GetForegroundDrawList() : *ImGui::GetWindowDrawList();
  const float y = (min.y + max.y) / 2 - line_height(frame, Face::Body) / 2;
  const float x =
      min.x + frame.px(13) +
      draw_line(frame, list, Face::Body, {min.x + frame.px(13), y}, frame.theme.quiet, label, width - frame.px(43));
  if (x + frame.px(40) < max.x)
    draw_line(frame, list, Face::Medium, {x + frame.px(6), y}, frame.theme.text, value, max.x - frame.px(36) - x);
  const ImVec2 c{max.x - frame.px(17), (min.y + max.y) / 2};
  const float r = frame.px(4);
  list.AddTriangleFilled({c.x - r, c.y - r * 0.7f}, {c.x + r, c.y - r * 0.7f}, {c.x, c.y + r}, frame.theme.quiet);
  frame.note("choice", label, min, max);
  return open;
}

bool choice_item(Frame& frame, int id, std::string_view label, bool ticked) {
  ImGui::PushID(id);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float height = frame.px(30), width = frame.px(230);
  const bool pressed = ImGui::InvisibleButton("##item", {width, height});
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (ImGui::IsItemHovered()) list.AddRectFilled(at, {at.x + width, at.y + height}, frame.theme.hot, frame.px(6));
  draw_tick_box(list, {at.x + frame.px(15), at.y + height / 2}, frame.px(15), ticked ? 1 : 0, frame.theme.tick,
                frame.theme.quiet, frame.theme.on_tick);
  draw_line(frame, list, Face::Body, {at.x + frame.px(32), at.y + (height - line_height(frame, Face::Body)) / 2},
            frame.theme.text, label);
  frame.note("item", label, at, {at.x + width, at.y + height});
  ImGui::PopID();
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
  ImGui::EndCombo();
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
  ImGui::EndCombo();
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
  if (waiting == 0) return;
  LineText chip(grouped(waiting).view());
  chip << (waiting == 1 ? " change waiting" : " changes waiting");
  ImGui::SetCursorScreenPos(
      {area.max.x - width - line_width(frame, Face::Medium, chip) - frame.px(52), area.min.y + frame.px(2)});
  if (button(frame, "##waiting", chip, ButtonLook::Plain)) frame.act(action::ApplyWaiting{});
}

}  // namespace

void draw_filter_bar(Frame& frame, const Area& area) {
  const Filter& filter = frame.desk.query().filter;
  UiState& ui = frame.ui;
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
    search_field(frame, "##user", "User", plain.user, place(frame.px(210)), frame.px(210) * narrow, false);
  if (std::exchange(ui.filter.focus_collection, false)) {
    constexpr int kFrames = 4;
    ui.filter.focus_frames = kFrames;
    // The slash itself is no part of what is searched.
    ImGui::GetIO().InputQueueCharacters.find_erase('/');
    ImGui::SetKeyboardFocusHere();
  }
  keep_typed_early(ui);
  search_field(frame, "##collection", "Collection", plain.collection, place(frame.px(300)), frame.px(300) * narrow,
               true);
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
