#include "ui/dashboard.h"

#include "draw/imgui_compat.h"
#include "ui/changes.h"
#include "ui/focus.h"
#include "ui/panels.h"
#include "ui/side_panel.h"
#include "ui/text.h"

namespace syncwall {

namespace {

// Amber all round: seen from the other end of the room.
void draw_stale_frame(const Frame& frame, ImVec2 display) {
  const float w = frame.px(frame.desk.on_wall() ? 2 : 6);
  outline(*ImGui::GetForegroundDrawList(), {w / 2, w / 2}, {display.x - w / 2, display.y - w / 2}, frame.theme.warning,
          0, w);
}

// Which parts there is height for: the table goes without the footer first, then without the filters, and the counts
// without the table. Nothing is drawn over anything else.
struct DeskParts {
  bool cards, table, filters, footer;
};

DeskParts parts_of(const Frame& frame, float height) {
  const float cards = frame.px(size::kTopBar) + frame.px(18) + frame.px(size::kCard + 18),
              table = cards + frame.px(size::kHeader + size::kRow), filters = table + frame.px(size::kField + 12),
              footer = filters + frame.px(size::kFooter) + frame.px(8);
  return {cards <= height, table <= height, filters <= height, footer <= height};
}

// Details and failures stand beside the desk where there is room for both, and over it where there isn't; px.
float docked_width(const Frame& frame, float display) {
  constexpr float kLeast = 860;
  const float width = frame.desk.details()          ? frame.px(kDetailsWidth)
                      : frame.desk.failures_shown() ? frame.px(kFailuresWidth)
                                                    : 0;
  return display - width >= frame.px(kLeast) ? width : 0;
}

// In a window of their own, since a popup's id is made of the place it is opened at.
void draw_menus(Frame& frame) {
  ImGui::SetNextWindowPos({-100, -100});
  ImGui::SetNextWindowSize({1, 1});
  ImGui::Begin("##menus", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoInputs | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoBackground);
  draw_job_menu(frame);
  draw_columns_menu(frame);
  ImGui::End();
}

// Ends the window that draw_dashboard() began: what floats over it has windows of its own.
void draw_desk(Frame& frame, ImVec2 display) {
  const DeskParts parts = parts_of(frame, display.y);
  const float left = frame.px(size::kMargin), edge = display.x - left, docked = docked_width(frame, display.x);
  const float right = docked > 0 ? display.x - docked - frame.px(size::kGap) : edge;
  float y = frame.px(size::kTopBar);
  draw_top_bar(frame, {{left, 0}, {edge, y}});
  y += frame.px(18);
  if (parts.cards) draw_stat_cards(frame, {{left, y}, {right, y + frame.px(size::kCard)}});
  y += frame.px(size::kCard + 18);
  if (parts.filters) {
    draw_filter_bar(frame, {{left, y}, {right, y + frame.px(size::kField)}});
    y += frame.px(size::kField + 12);
    const float room = display.y - y - frame.px(size::kHeader + size::kRow);
    float chips = 0;
    if (room > frame.px(size::kField))
      chips = frame.ui.query.open ? draw_query_problem(frame, {{left, y}, {right, y}})
                                  : draw_filter_chips(frame, {{left, y}, {right, y}});
    if (chips > 0) y += chips + frame.px(12);
  }
  const float footer = parts.footer ? display.y - frame.px(size::kFooter) : display.y;
  const Area table{{left, y}, {right, std::max(y + frame.px(size::kHeader + size::kRow), footer - frame.px(8))}};
  if (parts.table) draw_job_table(frame, table);
  if (parts.footer) draw_footer(frame, {{left, footer}, {edge, display.y}});
  end_marks(frame);
  ImGui::End();
  if (parts.table) draw_selection_bar(frame, table);
  draw_failures_panel(frame, {{0, frame.px(size::kTopBar)}, {display.x, footer}});
  draw_details_panel(frame, {{0, frame.px(size::kTopBar)}, {display.x, footer}});
  {
    const LayerScope layer(frame, Layer::Panel);
    draw_diagnostics(frame, {{0, frame.px(size::kTopBar)}, {display.x, footer}});
  }
  draw_menus(frame);
  draw_palette(frame);
  draw_order_dialog(frame);
  draw_keys_help(frame);
}

}  // namespace

void draw_dashboard(Frame& frame) {
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const FontScope body(frame.fonts, Face::Body);
  frame.theme.stale = frame.status() != nullptr && frame.status()->connection.stale(frame.ticks);
  begin_focus(frame);
  handle_keys(frame);
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(display);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  // With saved settings: a table in a window without them isn't remembered either.
  ImGui::Begin("##page", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoBringToFrontOnFocus |
                   ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleVar(3);
  if (frame.desk.on_wall()) {
    draw_wall(frame);
    ImGui::End();
  } else {
    draw_desk(frame, display);
  }
  if (frame.theme.stale) draw_stale_frame(frame, display);
  if (frame.desk.meter_shown()) draw_meter(frame, display);
}

}  // namespace syncwall
