#include <algorithm>
#include <cstdlib>

#include "base/time_text.h"
#include "ui/connection_text.h"
#include "ui/fit.h"
#include "ui/panels.h"
#include "ui/text.h"

namespace syncwall {

namespace {

ShortText n(std::int64_t value) { return grouped(value); }

LineText rows_text(const Frame& frame) {
  const View* view = frame.view();
  if (view == nullptr || view->size() == 0) return {"No rows"};
  const std::int64_t first = frame.ui.table.first_row + 1;
  const std::int64_t last = std::min<std::int64_t>(static_cast<std::int64_t>(view->size()),
                                                   frame.ui.table.first_row + frame.ui.table.rows_on_screen);
  LineText text("Rows ");
  text << n(first).view() << "–" << n(last).view() << " of ";
  return view->total >= 0 ? text << n(view->total).view() : text << "more";
}

// How much is loaded, in words and as a bar; in fewer words where there is little room. Returns the width drawn.
float draw_loading(Frame& frame, ImDrawList& list, const FetchStatus& status, ImVec2 at, const Area& area) {
  const LoadingLine loading = loading_line(status, frame.desk.news().snapshot.live_rows());
  if (loading.text.empty() && loading.part < 0) return 0;
  frame.note("loading", loading.text, area.min, area.max);
  const float bar = loading.part < 0 ? 0 : frame.px(160), between = frame.px(22), room = area.max.x - at.x;
  LineText percent;
  if (loading.part >= 0) percent << static_cast<std::int64_t>(std::min(1.0f, loading.part) * 100) << " %";
  const std::string_view fits = fit_line(frame, Face::Small, room - bar - between, {loading.text, percent, ""});
  const float width = draw_line(frame, list, Face::Small, at, frame.theme.quiet, fits) + between;
  if (bar == 0 || width + bar > room) return width;
  const float x = at.x + width, middle = (area.min.y + area.max.y) / 2, thick = frame.px(4);
  list.AddRectFilled({x, middle - thick / 2}, {x + bar, middle + thick / 2}, frame.theme.line, thick / 2);
  list.AddRectFilled({x, middle - thick / 2}, {x + bar * std::min(1.0f, loading.part), middle + thick / 2},
                     frame.theme.accent, thick / 2);
  return width + bar + between;
}

}  // namespace

void draw_footer(Frame& frame, const Area& area) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddLine({0, area.min.y}, {area.max.x + area.min.x, area.min.y}, frame.theme.line, frame.hairline());
  const float y = (area.min.y + area.max.y - line_height(frame, Face::Small)) / 2;
  const LineText rows = rows_text(frame);
  float x = area.min.x + draw_line(frame, list, Face::Small, {area.min.x, y}, frame.theme.quiet, rows, area.width()) +
            frame.px(22);
  frame.note("rows", rows, area.min, area.max);
  const FetchStatus* status = frame.status();
  if (status != nullptr) x += draw_loading(frame, list, *status, {x, y}, area);
  const std::string& notice = frame.desk.notice();
  if (!notice.empty() && frame.ticks - frame.desk.notice_at() < 4000) {
    draw_line(frame, list, Face::Small, {x, y}, frame.theme.accent, notice, area.max.x - x);
    frame.change_in(4000 - (frame.ticks - frame.desk.notice_at()));
  }
  LineText right;
  if (frame.clock_ahead_ms != 0) {
    right << "server clock is " << duration_text(std::abs(frame.clock_ahead_ms))
          << (frame.clock_ahead_ms > 0 ? " ahead" : " behind") << " · ";
  }
  const LineText unreadable =
      status != nullptr ? unreadable_text(*status, frame.desk.news().snapshot.unreadable_rows()) : LineText();
  if (!unreadable.empty()) right << unreadable << " · ";
  const std::string zone = all_times_text(frame.now);
  const LineText brief = LineText(right) << zone;
  right << zone << " · hover for exact · ? for keys";
  const std::string_view fits = fit_line(frame, Face::Small, area.max.x - x, {right, brief, zone, ""});
  draw_line(frame, list, Face::Small, {area.max.x - line_width(frame, Face::Small, fits), y}, frame.theme.quiet, fits);
  frame.note("times", right, area.min, area.max);
}

}  // namespace syncwall
