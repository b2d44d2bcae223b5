#include "ui/icons.h"

#include <algorithm>

#include "draw/imgui_compat.h"

namespace syncwall {

void draw_status_icon(ImDrawList& list, Status status, ImVec2 c, float size, ImU32 color) {
  const float r = size / 2, thick = std::max(1.0f, size / 7);
  switch (status) {
    case Status::Pending:
      list.AddCircle(c, r * 0.9f, color, 24, thick);
      list.PathLineTo(c);
      list.PathArcTo(c, r * 0.9f, -1.5708f, 1.5708f, 12);
      list.PathFillConvex(color);
      return;
    case Status::Running:
      list.AddTriangleFilled({c.x - r * 0.6f, c.y - r * 0.8f}, {c.x + r * 0.8f, c.y}, {c.x - r * 0.6f, c.y + r * 0.8f},
                             color);
      return;
    case Status::Completed: {
      const ImVec2 points[] = {
          {c.x - r * 0.8f, c.y + r * 0.05f}, {c.x - r * 0.2f, c.y + r * 0.65f}, {c.x + r * 0.85f, c.y - r * 0.6f}};
      polyline(list, points, color, thick);
      return;
    }
    case Status::Failed:
      list.AddLine({c.x - r * 0.65f, c.y - r * 0.65f}, {c.x + r * 0.65f, c.y + r * 0.65f}, color, thick);
      list.AddLine({c.x - r * 0.65f, c.y + r * 0.65f}, {c.x + r * 0.65f, c.y - r * 0.65f}, color, thick);
      return;
    case Status::Paused:
      list.AddRectFilled({c.x - r * 0.65f, c.y - r * 0.7f}, {c.x - r * 0.15f, c.y + r * 0.7f}, color);
      list.AddRectFilled({c.x + r * 0.15f, c.y - r * 0.7f}, {c.x + r * 0.65f, c.y + r * 0.7f}, color);
      return;
    case Status::Other:
      list.AddCircleFilled(c, r * 0.4f, color);
      return;
  }
}

void draw_health(ImDrawList& list, Health health, ImVec2 c, float r, ImU32 color) {
  switch (health) {
    case Health::Good:
      list.AddCircleFilled(c, r, color, 20);
      return;
    case Health::Waiting:
      list.AddTriangleFilled({c.x, c.y - r}, {c.x + r, c.y + r * 0.8f}, {c.x - r, c.y + r * 0.8f}, color);
      return;
    case Health::Trouble:
      list.AddRectFilled({c.x - r * 0.85f, c.y - r * 0.85f}, {c.x + r * 0.85f, c.y + r * 0.85f}, color);
      return;
  }
}

void draw_search_icon(ImDrawList& list, ImVec2 c, float size, ImU32 color) {
  const float r = size * 0.32f, thick = std::max(1.0f, size / 10);
  list.AddCircle({c.x - size * 0.08f, c.y - size * 0.08f}, r, color, 20, thick);
  list.AddLine({c.x + size * 0.16f, c.y + size * 0.16f}, {c.x + size * 0.4f, c.y + size * 0.4f}, color, thick);
}

void draw_tick_box(ImDrawList& list, ImVec2 c, float size, int state, ImU32 fill, ImU32 border, ImU32 mark) {
  const float r = size / 2, round = size / 4;
  const ImVec2 a{c.x - r, c.y - r}, b{c.x + r, c.y + r};
  const float thick = std::max(1.0f, size / 8);
  if (state == 1) {
    list.AddRectFilled(a, b, fill, round);
    const ImVec2 points[] = {
        {c.x - r * 0.5f, c.y}, {c.x - r * 0.1f, c.y + r * 0.42f}, {c.x + r * 0.55f, c.y - r * 0.42f}};
    polyline(list, points, mark, thick);
    return;
  }
  outline(list, a, b, state == 2 ? fill : border, round, std::max(1.0f, size / 12));
  if (state == 2) list.AddLine({c.x - r * 0.5f, c.y}, {c.x + r * 0.5f, c.y}, fill, thick);
}

ImU32 health_color(const Theme& theme, Health health) {
  return health == Health::Good ? theme.completed : health == Health::Waiting ? theme.warning : theme.failed;
}

}  // namespace syncwall
