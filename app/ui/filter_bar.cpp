#include <imgui.h>
// imgui.h first: Debian's imgui_stdlib.h does not include it.
#include <imgui_stdlib.h>

#include "draw/imgui_compat.h"
#include "jobs/time_text.h"
#include "ui/icons.h"
#include "ui/panels.h"
#include "ui/text.h"
#include "ui/widgets.h"

namespace syncwall {

namespace {

// A text field with a glass in it. True where the text has changed.
bool search_field(Frame& frame, const char* id, const char* hint, std::string& text, ImVec2 at, float width, bool slash) {
  ImGui::SetCursorScreenPos(at);
  ImGui::SetNextItemWidth(width);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {frame.px(29), (frame.px(size::kField) - line_height(frame, Face::Body)) / 2});
  const bool changed = ImGui::InputTextWithHint(id, hint, &text);
  ImGui::PopStyleVar();
  frame.seen.add(text);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 min = ImGui::GetItemRectMin(), max = ImGui::GetItemRectMax();
  const float middle = (min.y + max.y) / 2;
  draw_search_icon(list, {min.x + frame.px(17), middle}, frame.px(13), frame.theme.quiet);
  if (ImGui::IsItemActive()) outline(list, min, max, frame.theme.accent, frame.px(8), std::max(1.0f, frame.scale));
  if (slash && !ImGui::IsItemActive()) {
    const ImVec2 a{max.x - frame.px(30), middle - frame.px(9)}, b{max.x - frame.px(11), middle + frame.px(9)};
    outline(list, a, b, frame.theme.border, frame.px(4), std::max(1.0f, frame.scale));
    draw_line(frame, list, Face::Small, {a.x + frame.px(7), a.y + frame.px(2)}, frame.theme.quiet, "/");
  }
  frame.note("field", hint, min, max);
  return changed;
}

std::string ticked_names(Mask mask, std::size_t known, auto name) {
  std::string text;
  int ticked = 0;
  for (std::size_t i = 0; i < known; ++i) {
    if (((mask >> i) & 1u) == 0) continue;
    text += (text.empty() ? "" : ", ") + std::string(name(i));
    ++ticked;
  }
  return ticked == 0 ? "All" : ticked > 2 ? std::to_string(ticked) + " chosen" : text;
}

bool begin_choice(Frame& frame, const char* id, std::string_view label, const std::string& value, ImVec2 at, float width) {
  ImGui::SetCursorScreenPos(at);
  ImGui::SetNextItemWidth(width);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {frame.px(12), (frame.px(size::kField) - line_height(frame, Face::Body)) / 2});
  const bool open = ImGui::BeginCombo(id, "", ImGuiComboFlags_HeightLargest | ImGuiComboFlags_NoArrowButton);
  ImGui::PopStyleVar();
  const ImVec2 min = at, max{at.x + width, at.y + frame.px(size::kField)};
  ImDrawList& list = open ? *ImGui::GetForegroundDrawList() : *ImGui::GetWindowDrawList();
  const float y = (min.y + max.y) / 2 - line_height(frame, Face::Body) / 2;
  const float x = min.x + frame.px(13) + draw_line(frame, list, Face::Body, {min.x + frame.px(13), y}, frame.theme.quiet, label);
  draw_line(frame, list, Face::Medium, {x + frame.px(6), y}, frame.theme.text, value, max.x - frame.px(30) - x);
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
  if (ImGui::IsItemHovered()) list.AddRectFilled(at, {at.x + width, at.y + height}, rgb(0x22303F), frame.px(6));
  draw_tick_box(list, {at.x + frame.px(15), at.y + height / 2}, frame.px(15), ticked ? 1 : 0, frame.theme.tick, frame.theme.quiet, rgb(0xFFFFFF));
  draw_line(frame, list, Face::Body, {at.x + frame.px(32), at.y + (height - line_height(frame, Face::Body)) / 2}, frame.theme.text, label);
  frame.note("item", label, at, {at.x + width, at.y + height});
  ImGui::PopID();
  return pressed;
}

void flip(Mask& mask, std::size_t i) { mask = static_cast<Mask>(mask ^ (1u << i)); }

void type_choice(Frame& frame, Query& query, ImVec2 at, float width) {
  const auto name = [](std::size_t i) { return label(static_cast<ConnectorType>(i)); };
  if (!begin_choice(frame, "##type", "Connector type:", ticked_names(query.filter.types, kTypes, name), at, width)) return;
  if (choice_item(frame, 100, "All", query.filter.types == 0)) query.filter.types = 0;
  for (std::size_t i = 0; i < kTypes; ++i) {
    if (choice_item(frame, static_cast<int>(i), name(i), ((query.filter.types >> i) & 1u) != 0)) flip(query.filter.types, i);
  }
  ImGui::EndCombo();
}

void status_choice(Frame& frame, Query& query, ImVec2 at, float width) {
  Filter& f = query.filter;
  const auto name = [](std::size_t i) { return label(static_cast<Status>(i)); };
  std::string value = ticked_names(f.statuses, kStatuses, name);
  if (f.overdue || f.stuck) {
    const std::string late = f.overdue && f.stuck ? "Overdue, Stuck" : f.overdue ? "Overdue" : "Stuck";
    value = f.statuses == 0 ? late : value + ", " + late;
  }
  if (!begin_choice(frame, "##status", "Status:", value, at, width)) return;
  if (choice_item(frame, 100, "All", f.statuses == 0 && !f.overdue && !f.stuck)) f.statuses = 0, f.overdue = f.stuck = false;
  for (std::size_t i = 0; i < kStatuses; ++i) {
    if (choice_item(frame, static_cast<int>(i), name(i), ((f.statuses >> i) & 1u) != 0)) flip(f.statuses, i);
  }
  if (choice_item(frame, 101, "Overdue (should have run)", f.overdue)) f.overdue = !f.overdue;
  if (choice_item(frame, 102, "Stuck (running too long)", f.stuck)) f.stuck = !f.stuck;
  ImGui::EndCombo();
}

std::string counted(const Frame& frame) {
  const View* view = frame.view();
  if (view == nullptr) return "Loading…";
  const FetchStatus* status = frame.status();
  const std::int64_t all = status != nullptr && status->summary ? status->summary->total : -1;
  const std::string shown = view->total >= 0 ? std::string(grouped(view->total).view()) : std::string("counting…");
  if (all < 0) return shown + " jobs";
  return shown + " of " + std::string(grouped(all).view()) + " jobs";
}

}  // namespace

void draw_filter_bar(Frame& frame, const Area& area) {
  Query query = frame.page.query();
  UiState& ui = frame.ui;
  const float narrow = std::min(1.0f, area.width() / frame.px(1400));
  float x = area.min.x;
  const auto place = [&](float width) {
    const ImVec2 at{std::round(x), area.min.y};
    x += std::round(width * narrow) + frame.px(12);
    return at;
  };
  if (frame.page.is_admin()) {
    const float width = frame.px(210);
    if (search_field(frame, "##user", "User", ui.user_text, place(width), width * narrow, false)) query.filter.user = ui.user_text;
  }
  const float width = frame.px(300);
  if (std::exchange(ui.focus_collection, false)) ImGui::SetKeyboardFocusHere();
  if (search_field(frame, "##collection", "Collection", ui.collection_text, place(width), width * narrow, true)) query.filter.collection = ui.collection_text;
  type_choice(frame, query, place(frame.px(222)), frame.px(222) * narrow);
  status_choice(frame, query, place(frame.px(190)), frame.px(190) * narrow);
  if (!query.filter.all()) {
    ImGui::SetCursorScreenPos({x, area.min.y + frame.px(5)});
    if (button(frame, "##clear", "Clear filters", ButtonLook::Link)) {
      query.filter = {};
      ui.user_text.clear();
      ui.collection_text.clear();
    }
  }
  const std::string text = counted(frame);
  const float text_width = line_width(frame, Face::Body, text);
  const float text_y = (area.min.y + area.max.y - line_height(frame, Face::Body)) / 2;
  draw_line(frame, *ImGui::GetWindowDrawList(), Face::Body, {area.max.x - text_width, text_y}, frame.theme.quiet, text);
  frame.note("count", text, {area.max.x - text_width, area.min.y}, area.max);
  if (const std::int64_t waiting = frame.page.news().view.waiting; waiting > 0) {
    const std::string chip = std::string(grouped(waiting).view()) + (waiting == 1 ? " change waiting" : " changes waiting");
    ImGui::SetCursorScreenPos({area.max.x - text_width - line_width(frame, Face::Medium, chip) - frame.px(52), area.min.y + frame.px(2)});
    if (button(frame, "##waiting", chip, ButtonLook::Plain)) frame.act(action::ApplyWaiting{});
  }
  if (!(query == frame.page.query())) frame.act(action::SetQuery{query});
}

}  // namespace syncwall
