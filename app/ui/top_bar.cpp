#include "ui/connection_text.h"
#include "ui/icons.h"
#include "ui/panels.h"
#include "ui/text.h"

namespace syncwall {

namespace {

LineText who(const FetchStatus& status, const std::string& server_name) {
  LineText text(server_name.empty() ? status.connection.server : server_name);
  if (!status.account) return text;
  const Account& a = *status.account;
  const std::string& name = a.email.empty() ? a.username : a.email;
  if (!name.empty()) text << " · " << name;
  return text << (a.is_admin ? " · Administrator" : " · Own jobs");
}

}  // namespace

void draw_top_bar(Frame& frame, const Area& area) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float middle = (area.min.y + area.max.y) / 2;
  const bool stale = frame.theme.stale;
  // Read across the room: the whole bar is amber then.
  if (stale) list.AddRectFilled({0, 0}, {area.max.x + area.min.x, area.max.y}, frame.theme.warning);
  list.AddLine({0, area.max.y}, {area.max.x + area.min.x, area.max.y}, frame.theme.line, frame.hairline());
  const auto at = [&](Face face, float x) { return ImVec2{x, middle - line_height(frame, face) / 2}; };
  constexpr std::string_view kTitle = "Auto-Sync Connector Jobs";
  if (frame.status() == nullptr) {
    draw_line(frame, list, Face::Title, at(Face::Title, area.min.x), frame.theme.text, kTitle, area.width());
    return;
  }
  const ConnectionLine line = connection_line(frame.desk.news(), frame.ticks);
  frame.change_in(line.changes_in);
  const LineText right = who(*frame.status(), frame.ui.names.server_name);
  const float right_width = line_width(frame, Face::Body, right), between = frame.px(24), least = frame.px(110);
  // What is short of room goes without who asks, then without the title: the state stays.
  LineText title = stale ? line.banner : LineText(kTitle);
  const float title_width = line_width(frame, Face::Title, title) + frame.px(32);
  const bool all = title_width + least + between + right_width <= area.width();
  if (!all && !stale && title_width + least > area.width()) title = LineText();
  float x = area.min.x + draw_line(frame, list, Face::Title, at(Face::Title, area.min.x),
                                   stale ? frame.theme.ground : frame.theme.text, title, area.width());
  frame.note("title", title, area.min, {x, area.max.y});
  const ImU32 color = stale ? frame.theme.ground : health_color(frame.theme, line.health);
  draw_health(list, line.health, {x + frame.px(20), middle}, frame.px(5), color);
  x += frame.px(32);
  const LineText& text = line.text;
  const float room = area.max.x - (all ? right_width + between : 0) - x;
  const float drawn = draw_line(frame, list, Face::Body, at(Face::Body, x), color, text, room);
  frame.note("connection", text, {x, area.min.y}, {x + drawn, area.max.y});
  if (all)
    draw_line(frame, list, Face::Body, at(Face::Body, area.max.x - right_width),
              stale ? frame.theme.ground : frame.theme.quiet, right);
}

}  // namespace syncwall
