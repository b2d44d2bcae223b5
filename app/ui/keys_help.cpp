#include <array>

#include "ui/panels.h"
#include "ui/text.h"
#include "ui/widgets.h"

namespace syncwall {

namespace {

struct KeyLine {
  std::string_view keys, what;
};
constexpr std::array<KeyLine, 17> kLines{{
    {"/", "Search collections"},
    {"↑ ↓  PgUp PgDn  Home End", "Move the cursor"},
    {"Space", "Tick the row; Shift with arrows ticks a range"},
    {"Ctrl+A", "Tick all that match, also what isn't loaded yet"},
    {"Enter, double-click", "Details of the job"},
    {"Del", "Delete the ticked jobs, or the cursor's"},
    {"Esc", "Close, or clear the ticks"},
    {"Ctrl+C, right-click", "Copy"},
    {"Click a header", "Sort; again reverses; Shift adds a second key"},
    {"F3", "What a frame costs: times, memory, lag"},
    {"F5", "Ask the server now"},
    {"F11", "The wall: big counts and the worst rows; again or Esc: back"},
    {"F12", "Diagnostics: the last requests, for bug reports"},
    {"Ctrl + / − / 0", "Zoom"},
    {"Ctrl+T", "The next theme: dark, light, high contrast"},
    {"Click a card", "Show the jobs of that status"},
    {"?", "This list"},
}};

}  // namespace

void draw_keys_help(Frame& frame) {
  if (!frame.page.keys_shown()) return;
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos({display.x / 2, display.y / 2}, ImGuiCond_Always, {0.5f, 0.5f});
  ImGui::PushStyleColor(ImGuiCol_WindowBg, frame.theme.popup);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {frame.px(28), frame.px(22)});
  ImGui::Begin("##keys", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoSavedSettings);
  wrapped_text(frame, Face::Title, frame.theme.text, "Keys", frame.px(500));
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (const KeyLine& line : kLines) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    draw_line(frame, list, Face::Medium, at, frame.theme.accent, line.keys);
    draw_line(frame, list, Face::Body, {at.x + frame.px(220), at.y}, frame.theme.text, line.what);
    ImGui::Dummy({frame.px(660), frame.px(20)});
  }
  frame.note("keys", "Keys", ImGui::GetWindowPos(), display);
  if (button(frame, "##close", "Close", ButtonLook::Plain)) frame.act(action::ShowKeys{false});
  ImGui::End();
  ImGui::PopStyleVar();
  ImGui::PopStyleColor();
}

}  // namespace syncwall
