// Diagnostics (F12): facts about program and server, and the last requests, newest first.
#include "base/time_text.h"
#include "draw/imgui_compat.h"
#include "table/diagnostics.h"
#include "ui/panels.h"
#include "ui/side_panel.h"
#include "ui/text.h"
#include "ui/widgets.h"

namespace syncwall {

namespace {

ProgramFacts facts_of(const Frame& frame) {
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  return {frame.ui.names.program_version,
          "Dear ImGui " IMGUI_VERSION,
          static_cast<int>(display.x),
          static_cast<int>(display.y),
          frame.scale,
          frame.frames,
          frame.last_frame_us};
}

void draw_fields(Frame& frame, float width) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float label = frame.px(110);
  for (const Field& field : diagnostics(frame.desk.news(), facts_of(frame), frame.ticks)) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    draw_line(frame, list, Face::Small, at, frame.theme.quiet, field.label, label);
    ImGui::SetCursorScreenPos({at.x + label, at.y});
    wrapped_text(frame, Face::Small, frame.theme.text, field.text, width - label);
    frame.note("diagnostic", field.label + "|" + field.text, at, ImGui::GetItemRectMax());
  }
}

void draw_request(Frame& frame, const RequestRecord& request, float width) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const LineText what = LineText(request.method) << " " << request.path;
  const float time = frame.px(76), path = width * 0.55f;
  const std::string outcome = request_outcome(request);
  draw_line(frame, list, Face::Small, at, frame.theme.quiet,
            std::string_view(local_time_text(request.at)).substr(11, 8), time);
  draw_line(frame, list, Face::Small, {at.x + time, at.y}, frame.theme.text, what, path - frame.px(10));
  draw_line(frame, list, Face::Small, {at.x + time + path, at.y},
            request.failure.empty() ? frame.theme.quiet : frame.theme.of(Status::Failed), outcome, width - time - path);
  frame.note("request", LineText(what) << " · " << outcome, at, {at.x + width, at.y + line_height(frame, Face::Small)});
}

void draw_requests(Frame& frame) {
  const auto& requests = frame.desk.news().requests;
  if (!requests) return;
  const float height = std::round(line_height(frame, Face::Small) + frame.px(4));
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  ImGui::BeginChild("##requests", {0, 0}, false, ImGuiWindowFlags_NoSavedSettings);
  if (frame.ui.focus.top == Layer::Panel) scroll_by_keys(height);
  const float width = ImGui::GetContentRegionAvail().x;
  const int count = static_cast<int>(requests->size());
  ImGuiListClipper clipper;
  clipper.Begin(count, height);
  while (clipper.Step()) {
    for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
      const float top = ImGui::GetCursorPosY();
      draw_request(frame, (*requests)[static_cast<std::size_t>(count - 1 - i)], width);
      ImGui::SetCursorPosY(top);
      ImGui::Dummy({1, height});
    }
  }
  ImGui::EndChild();
  ImGui::PopStyleVar();
}

}  // namespace

void draw_diagnostics(Frame& frame, const Area& area) {
  if (!frame.desk.diagnostics_shown()) return;
  const SidePanel panel(frame, "##diagnostics", area, frame.px(860));
  const float room = panel.room();
  wrapped_text(frame, Face::Title, frame.theme.text, "Diagnostics", room);
  ImGui::Dummy({1, frame.px(4)});
  if (button(frame, "##close", "Close", ButtonLook::Plain)) frame.act(action::ToggleDiagnostics{});
  ImGui::SameLine();
  if (button(frame, "##copy", "Copy for a bug report", ButtonLook::Plain))
    frame.act(action::Copy{bug_report(frame.desk.news(), facts_of(frame), frame.ticks), "the diagnostics"});
  ImGui::Dummy({1, frame.px(6)});
  draw_fields(frame, room);
  ImGui::Dummy({1, frame.px(6)});
  wrapped_text(frame, Face::Medium, frame.theme.text, "Last requests", room);
  ImGui::Dummy({1, frame.px(2)});
  draw_requests(frame);
}

}  // namespace syncwall
