#include "ui/query_line.h"

#include <imgui.h>
// imgui.h first: Debian's imgui_stdlib.h does not include it.
#include <imgui_stdlib.h>

#include <algorithm>
#include <utility>

#include "draw/imgui_compat.h"
#include "ui/focus.h"
#include "ui/frame.h"
#include "ui/icons.h"
#include "ui/text.h"

namespace syncwall {

namespace {

constexpr std::size_t kMostKept = 50;
constexpr float kLeft = 29;  // px, in front of the text

constexpr std::int64_t kRestMs = 300;  // half a word is no query: it is asked for when typing rests

int edit_line(ImGuiInputTextCallbackData* data) {
  auto& state = *static_cast<QueryLineState*>(data->UserData);
  if (data->EventFlag == ImGuiInputTextFlags_CallbackAlways) {
    // What is typed goes behind what stands there, and not in its place.
    if (!state.active) data->CursorPos = data->SelectionStart = data->SelectionEnd = data->BufTextLen;
    return 0;
  }
  // Up and Down go through what was kept.
  const std::size_t before = state.at;
  if (data->EventKey == ImGuiKey_UpArrow && state.at > 0) --state.at;
  if (data->EventKey == ImGuiKey_DownArrow && state.at < state.kept.size()) ++state.at;
  if (state.at == before) return 0;
  const std::string text = state.at < state.kept.size() ? state.kept[state.at] : std::string();
  data->DeleteChars(0, data->BufTextLen);
  data->InsertChars(0, text.c_str());
  return 0;
}

void read(Frame& frame) {
  QueryLineState& state = frame.ui.query;
  auto got = read_query(state.text);
  state.problem.reset();
  state.waits.reset();
  state.typed_at = frame.ticks;
  if (got.ok()) {
    state.waits = std::move(got).value().query;
  } else {
    state.problem = got.problem();
  }
}

// Of a query that doesn't read, nothing is asked for.
void ask_rested(Frame& frame, bool now) {
  QueryLineState& state = frame.ui.query;
  if (!state.waits) return;
  const std::int64_t rest = state.typed_at + kRestMs - frame.ticks;
  if (!now && rest > 0) return frame.change_in(rest);
  Query query = *std::exchange(state.waits, std::nullopt);
  if (!(query == frame.desk.query())) frame.act(action::SetQuery{std::move(query)});
}

void keep(QueryLineState& state) {
  state.open = false;
  while (state.text.ends_with(' ')) state.text.pop_back();
  if (state.problem || state.text.empty()) return;
  std::erase(state.kept, state.text);
  state.kept.push_back(state.text);
  if (state.kept.size() > kMostKept) state.kept.erase(state.kept.begin());
}

void go_back(Frame& frame) {
  QueryLineState& state = frame.ui.query;
  state.open = false;
  state.waits.reset();
  if (!(frame.desk.query() == state.before)) frame.act(action::SetQuery{state.before});
}

// Under the place that is wrong; not where the text is scrolled.
void mark_problem(Frame& frame, ImVec2 min, ImVec2 max) {
  const QueryLineState& state = frame.ui.query;
  const float left = min.x + frame.px(kLeft), room = max.x - frame.px(12) - left;
  if (!state.problem || line_width(frame, Face::Body, state.text) > room) return;
  const std::string_view text = state.text;
  const std::size_t at = std::min(state.problem->at, text.size());
  const float from = left + line_width(frame, Face::Body, text.substr(0, at)),
              wide = line_width(frame, Face::Body, text.substr(at, state.problem->size)), y = max.y - frame.px(7);
  ImGui::GetWindowDrawList()->AddLine({from, y}, {from + std::max(wide, frame.px(6)), y},
                                      frame.theme.of(Status::Failed), frame.px(2));
  frame.note("query mark", "", {from, y}, {from + wide, y});
}

}  // namespace

void open_query_line(Frame& frame) {
  QueryLineState& state = frame.ui.query;
  state.opens = true;
  state.early.begin(':');
  if (std::exchange(state.open, true)) return;
  state.before = frame.desk.query();
  state.text = query_text(state.before);
  if (!state.text.empty()) state.text += ' ';  // what is typed is another term
  state.problem.reset();
  state.waits.reset();
  state.at = state.kept.size();
  state.active = false;
}

void draw_query_line(Frame& frame, const Area& area) {
  QueryLineState& state = frame.ui.query;
  const bool was_active = state.active;
  const bool opening = std::exchange(state.opens, false);
  if (opening) ImGui::SetKeyboardFocusHere();
  state.early.keep(was_active);
  const bool escape = was_active && key_pressed(Key::Escape), enter = was_active && key_pressed(Key::Enter);
  ImGui::SetCursorScreenPos(area.min);
  ImGui::SetNextItemWidth(area.width());
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding,
                      {frame.px(kLeft), (frame.px(size::kField) - line_height(frame, Face::Body)) / 2});
  bool changed = false;
  ImGui::PushStyleColor(ImGuiCol_Border, frame.theme.control());
  {
    const NoTabStop no_tab;
    const HiddenKey hidden(Key::Escape);
    changed = ImGui::InputTextWithHint(
        "##query", "status:failed -type:s3 user:\"ann lee\" error:403 last_sync:>2d", &state.text,
        ImGuiInputTextFlags_CallbackAlways | ImGuiInputTextFlags_CallbackHistory, edit_line, &state);
  }
  ImGui::PopStyleColor();
  ImGui::PopStyleVar();
  state.active = ImGui::IsItemActive();
  frame.seen.add(Face::Body, state.text);
  const ImVec2 min = ImGui::GetItemRectMin(), max = ImGui::GetItemRectMax();
  focus_stop(frame, ImGui::GetItemID(), min, max, frame.px(8));
  ImDrawList& list = *ImGui::GetWindowDrawList();
  draw_search_icon(list, {min.x + frame.px(17), (min.y + max.y) / 2}, frame.px(13), frame.theme.quiet);
  outline(list, min, max, state.problem ? frame.theme.of(Status::Failed) : frame.theme.accent, frame.px(8),
          frame.hairline());
  mark_problem(frame, min, max);
  frame.note("field", "Query", min, max);
  frame.note("query", state.text, min, max);
  if (changed) read(frame);
  ask_rested(frame, enter || (was_active && !state.active && !escape));
  if (escape) {
    stop_typing();
    return go_back(frame);
  }
  if (enter && !state.problem) return keep(state);
  // Left by Tab or a click elsewhere: what reads stands. What doesn't read stays to be seen after Enter.
  if (enter) {
    state.opens = true;
  } else if (was_active && !state.active && !opening) {
    keep(state);
  }
}

float draw_query_problem(Frame& frame, const Area& area) {
  const QueryLineState& state = frame.ui.query;
  if (!state.open || !state.problem) return 0;
  std::string text = state.problem->text();
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
  draw_line(frame, *ImGui::GetWindowDrawList(), Face::Body, {area.min.x + frame.px(kLeft), area.min.y},
            frame.theme.of(Status::Failed), text, area.width() - frame.px(kLeft));
  frame.note("query problem", text, area.min, area.max);
  return line_height(frame, Face::Body);
}

}  // namespace syncwall
