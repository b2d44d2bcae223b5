#include "ui/palette_panel.h"

#include <imgui.h>
// imgui.h first: Debian's imgui_stdlib.h does not include it.
#include <imgui_stdlib.h>

#include <algorithm>
#include <utility>

#include "draw/imgui_compat.h"
#include "table/palette.h"
#include "ui/command_controls.h"
#include "ui/text.h"

namespace syncwall {

namespace {

constexpr const char* kPopup = "##palette";
constexpr float kLine = 34;  // px, a command

void close(Frame& frame) {
  frame.ui.palette.open = false;
  ImGui::CloseCurrentPopup();
}

void run(Frame& frame, const PaletteEntry& entry) {
  if (!entry.may.enabled()) return;
  close(frame);
  if (entry.action) return frame.act(*entry.action);
  on_screen(frame, entry.command);
}

void draw_field(Frame& frame, float width) {
  PaletteState& state = frame.ui.palette;
  if (std::exchange(state.opens, false)) ImGui::SetKeyboardFocusHere();
  state.early.keep(state.active);
  const NoTabStop no_tab;
  const HiddenKey escape(Key::Escape), enter(Key::Enter);
  ImGui::SetNextItemWidth(width);
  if (ImGui::InputTextWithHint("##typed", "What do you want to do?", &state.typed)) state.at = 0;
  state.active = ImGui::IsItemActive();
  frame.note("field", "palette", ImGui::GetItemRectMin(), ImGui::GetItemRectMax());
}

// Moves the choice; true where it moved.
bool choose(PaletteState& state, std::size_t count, std::size_t page) {
  if (count == 0) return false;
  const std::size_t before = state.at = std::min(state.at, count - 1);
  if (key_pressed(Key::Down, true)) state.at = (state.at + 1) % count;
  if (key_pressed(Key::Up, true)) state.at = (state.at + count - 1) % count;
  if (key_pressed(Key::PageDown, true)) state.at = std::min(state.at + page, count - 1);
  if (key_pressed(Key::PageUp, true)) state.at -= std::min(state.at, page);
  return state.at != before;
}

// True where it was clicked.
bool draw_entry(Frame& frame, const PaletteEntry& entry, std::size_t i, float width, bool moved) {
  const bool chosen = frame.ui.palette.at == i, enabled = entry.may.enabled();
  const ImVec2 at = ImGui::GetCursorScreenPos(), max{at.x + width, at.y + frame.px(kLine)};
  ImGui::PushID(static_cast<int>(i));
  const bool clicked = ImGui::InvisibleButton("##entry", {width, frame.px(kLine)});
  ImGui::PopID();
  const bool hot = ImGui::IsItemHovered();
  if (hot && enabled) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (chosen && moved) ImGui::SetScrollHereY(0.5f);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (chosen || hot) list.AddRectFilled(at, max, chosen ? frame.theme.hot : frame.theme.panel_hot, frame.px(6));
  if (chosen) outline(list, at, max, frame.theme.accent, frame.px(6), frame.hairline());
  const std::string_view right = enabled ? std::string_view(entry.keys) : entry.may.why;
  const float pad = frame.px(12), wide = std::min(line_width(frame, Face::Small, right), width / 2);
  const auto y = [&](Face face) { return at.y + (frame.px(kLine) - line_height(frame, face)) / 2; };
  draw_line(frame, list, Face::Small, {max.x - pad - wide, y(Face::Small)}, frame.theme.quiet, right, wide);
  draw_line(frame, list, Face::Body, {at.x + pad, y(Face::Body)}, enabled ? frame.theme.text : frame.theme.quiet,
            entry.text, width - 3 * pad - wide);
  if (frame.notes != nullptr)
    frame.note(chosen ? "chosen command" : "command", entry.text + (right.empty() ? "" : "|" + std::string(right)), at,
               max);
  return clicked;
}

void draw_list(Frame& frame, float width, float height) {
  PaletteState& state = frame.ui.palette;
  const std::vector<PaletteEntry> entries = palette(frame.desk, state.typed);
  if (entries.empty()) {
    wrapped_text(frame, Face::Body, frame.theme.quiet, "No command has these words", width);
    frame.note("no command", "", {}, {});
  }
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  ImGui::BeginChild("##commands", {width, height}, false, ImGuiWindowFlags_NoSavedSettings);
  const auto page = static_cast<std::size_t>(std::max(height / frame.px(kLine) - 1, 1.0f));
  const bool moved = choose(state, entries.size(), page);
  const float room = ImGui::GetContentRegionAvail().x;
  std::size_t pressed = entries.size();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (draw_entry(frame, entries[i], i, room, moved)) pressed = i;
  }
  ImGui::EndChild();
  ImGui::PopStyleVar();
  if (key_pressed(Key::Enter)) pressed = state.at;
  if (pressed < entries.size()) run(frame, entries[pressed]);
}

}  // namespace

void open_palette(Frame& frame) {
  PaletteState& state = frame.ui.palette;
  state.open = !state.open;
  state.opens = state.open;
  state.typed.clear();
  state.at = 0;
  if (!state.open) return;
  state.early.begin();
  if (frame.desk.keys_shown()) frame.act(action::ShowKeys{false});
}

void draw_palette(Frame& frame) {
  PaletteState& state = frame.ui.palette;
  if (!state.open) return;
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float width = std::min(frame.px(640), display.x - frame.px(64)),
              height = std::min(frame.px(kLine * 11), std::max(display.y - frame.px(170), frame.px(kLine)));
  if (!ImGui::IsPopupOpen(kPopup)) ImGui::OpenPopup(kPopup);
  ImGui::SetNextWindowPos({display.x / 2, std::min(frame.px(90), display.y / 12)}, ImGuiCond_Always, {0.5f, 0});
  if (!ImGui::BeginPopupModal(kPopup, nullptr,
                              ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_AlwaysAutoResize |
                                  ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings))
    return;
  const LayerScope layer(frame, Layer::Palette);
  draw_field(frame, width);
  draw_list(frame, width, height);
  const bool outside =
      ImGui::IsMouseClicked(0) &&
      !ImGui::IsWindowHovered(ImGuiHoveredFlags_RootAndChildWindows | ImGuiHoveredFlags_AllowWhenBlockedByActiveItem);
  if (!state.open || outside || (frame.ui.focus.top == Layer::Palette && key_pressed(Key::Escape))) close(frame);
  ImGui::EndPopup();
}

}  // namespace syncwall
