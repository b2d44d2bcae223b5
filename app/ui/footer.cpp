#include <cstdlib>

#include "jobs/time_text.h"
#include "ui/connection_text.h"
#include "ui/panels.h"
#include "ui/text.h"

namespace syncwall {

namespace {

ShortText n(std::int64_t value) { return grouped(value); }

LineText rows_text(const Frame& frame) {
  const View* view = frame.view();
  if (view == nullptr || view->size() == 0) return {"No rows"};
  const std::int64_t first = frame.ui.first_row + 1;
  const std::int64_t last = std::min<std::int64_t>(static_cast<std::int64_t>(view->size()), frame.ui.first_row + frame.ui.rows_on_screen);
  LineText text("Rows ");
  text << n(first).view() << "–" << n(last).view() << " of ";
  return view->total >= 0 ? text << n(view->total).view() : text << "more";
}

}  // namespace

void draw_footer(Frame& frame, const Area& area) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddLine({0, area.min.y}, {area.max.x + area.min.x, area.min.y}, frame.theme.line, std::max(1.0f, frame.scale));
  const float y = (area.min.y + area.max.y - line_height(frame, Face::Small)) / 2;
  const LineText rows = rows_text(frame);
  float x = area.min.x + draw_line(frame, list, Face::Small, {area.min.x, y}, frame.theme.quiet, rows) + frame.px(22);
  frame.note("rows", rows, area.min, area.max);
  const FetchStatus* status = frame.status();
  const LoadingLine loading = status != nullptr ? loading_line(*status, frame.page.news().snapshot.live_rows()) : LoadingLine{};
  if (!loading.text.empty()) {
    x += draw_line(frame, list, Face::Small, {x, y}, frame.theme.quiet, loading.text) + frame.px(22);
    frame.note("loading", loading.text, area.min, area.max);
  }
  if (loading.part >= 0) {
    const float width = frame.px(160), middle = (area.min.y + area.max.y) / 2, thick = frame.px(4);
    list.AddRectFilled({x, middle - thick / 2}, {x + width, middle + thick / 2}, frame.theme.line, thick / 2);
    list.AddRectFilled({x, middle - thick / 2}, {x + width * loading.part, middle + thick / 2}, frame.theme.accent, thick / 2);
    x += width + frame.px(22);
  }
  const std::string& notice = frame.page.notice();
  if (!notice.empty() && frame.ticks - frame.page.notice_at() < 4000) {
    draw_line(frame, list, Face::Small, {x, y}, frame.theme.accent, notice);
    frame.change_in(4000 - (frame.ticks - frame.page.notice_at()));
  }
  LineText right;
  if (frame.clock_ahead_ms != 0) {
    right << "server clock is " << duration_text(std::abs(frame.clock_ahead_ms)) << (frame.clock_ahead_ms > 0 ? " ahead" : " behind") << " · ";
  }
  if (status != nullptr && status->unread_collections > 0) right << n(status->unread_collections).view() << (status->unread_collections == 1 ? " collection" : " collections") << " not readable · ";
  if (status != nullptr && !status->list_doubt.empty()) right << "some jobs may be missing · ";
  if (status != nullptr && status->skipped > 0) right << n(status->skipped).view() << " unreadable records left out · ";
  right << all_times_text(frame.now) << " · hover for exact · ? for keys";
  draw_line(frame, list, Face::Small, {area.max.x - line_width(frame, Face::Small, right), y}, frame.theme.quiet, right);
  frame.note("times", right, area.min, area.max);
}

}  // namespace syncwall
