#include <array>

#include "base/time_text.h"
#include "draw/imgui_compat.h"
#include "ui/panels.h"
#include "ui/text.h"

namespace syncwall {

namespace {

LineText milliseconds(std::string_view what, std::int64_t us) {
  LineText text(what);
  // Hundredths of a millisecond: a frame takes less than a tenth.
  const std::int64_t hundredths = (us + 5) / 10;
  return text << hundredths / 100 << "." << hundredths / 10 % 10 << hundredths % 10 << " ms";
}

LineText memory_line(Frame& frame) {
  const Snapshot& snapshot = frame.desk.news().snapshot;
  if (frame.ui.meter.cached_bytes_version != snapshot.version()) {
    frame.ui.meter.cached_bytes_version = snapshot.version();
    frame.ui.meter.cached_bytes = snapshot.bytes();
  }
  const auto jobs = static_cast<std::int64_t>(snapshot.live_rows()),
             bytes = static_cast<std::int64_t>(frame.ui.meter.cached_bytes);
  LineText text;
  text << grouped(jobs).view() << " jobs · " << grouped(bytes / 1024).view() << " KiB";
  if (jobs > 0) text << " · " << bytes / jobs << " B a job";
  return text;
}

LineText lag_line(const Frame& frame) {
  const std::uint64_t known = frame.desk.news().snapshot.of(Origin{}).revision;
  const FetchStatus* status = frame.status();
  LineText text("revision ");
  text << static_cast<std::int64_t>(known);
  if (status == nullptr || !status->summary || status->summary->revision == 0)
    return text << " · the server's isn't known";
  const std::uint64_t told = status->summary->revision;
  return text << " · " << static_cast<std::int64_t>(told > known ? told - known : 0) << " behind the server";
}

}  // namespace

void draw_meter(Frame& frame, ImVec2 display) {
  LineText frames = milliseconds("frame ", frame.last_frame_us);
  frames << " · " << grouped(frame.frames).view() << " drawn";
  const std::array<LineText, 4> lines = {frames, milliseconds("view ", frame.desk.news().view.build_us),
                                         memory_line(frame), lag_line(frame)};
  float width = 0;
  for (const LineText& line : lines) width = std::max(width, line_width(frame, Face::Small, line));
  const float step = line_height(frame, Face::Small) + frame.px(4), pad = frame.px(12);
  const ImVec2 max{display.x - frame.px(24), display.y - frame.px(52)};
  const ImVec2 min{max.x - width - 2 * pad, max.y - step * static_cast<float>(lines.size()) - 2 * pad + frame.px(4)};
  ImDrawList& list = *ImGui::GetForegroundDrawList();
  list.AddRectFilled(min, max, frame.theme.popup, frame.px(8));
  outline(list, min, max, frame.theme.line, frame.px(8), frame.hairline());
  float y = min.y + pad;
  for (const LineText& line : lines) {
    draw_line(frame, list, Face::Small, {min.x + pad, y}, frame.theme.text, line);
    frame.note("meter", line, {min.x, y}, {max.x, y + step});
    y += step;
  }
}

}  // namespace syncwall
