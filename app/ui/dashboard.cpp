#include "ui/dashboard.h"

#include "draw/imgui_compat.h"
#include "ui/changes.h"
#include "ui/panels.h"
#include "ui/text.h"

namespace syncwall {

namespace {

// Amber all round: seen from the other end of the room.
void draw_stale_frame(const Frame& frame, ImVec2 display) {
  const float w = frame.px(frame.desk.on_wall() ? 2 : 6);
  outline(*ImGui::GetForegroundDrawList(), {w / 2, w / 2}, {display.x - w / 2, display.y - w / 2}, frame.theme.warning,
          0, w);
}

// Ends the window that draw_dashboard() began: what floats over it has windows of its own.
void draw_desk(Frame& frame, ImVec2 display) {
  const float left = frame.px(size::kMargin), right = display.x - left;
  float y = frame.px(size::kTopBar);
  draw_top_bar(frame, {{left, 0}, {right, y}});
  y += frame.px(18);
  draw_stat_cards(frame, {{left, y}, {right, y + frame.px(size::kCard)}});
  y += frame.px(size::kCard + 18);
  draw_filter_bar(frame, {{left, y}, {right, y + frame.px(size::kField)}});
  y += frame.px(size::kField + 12);
  if (const float chips = draw_filter_chips(frame, {{left, y}, {right, y}}); chips > 0) y += chips + frame.px(12);
  const float footer = display.y - frame.px(size::kFooter);
  const Area table{{left, y}, {right, std::max(y + frame.px(size::kHeader + size::kRow), footer - frame.px(8))}};
  draw_job_table(frame, table);
  draw_footer(frame, {{left, footer}, {right, display.y}});
  end_marks(frame);
  ImGui::End();
  draw_selection_bar(frame, table);
  draw_failures_panel(frame, {{0, frame.px(size::kTopBar)}, {display.x, footer}});
  draw_details_panel(frame, {{0, frame.px(size::kTopBar)}, {display.x, footer}});
  draw_diagnostics(frame, {{0, frame.px(size::kTopBar)}, {display.x, footer}});
  draw_job_menu(frame);
  draw_order_dialog(frame);
  draw_keys_help(frame);
}

}  // namespace

void draw_dashboard(Frame& frame) {
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const FontScope body(frame.fonts, Face::Body);
  frame.theme.stale = frame.status() != nullptr && frame.status()->connection.stale(frame.ticks);
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
