#include <algorithm>

#include "base/time_text.h"
#include "jobs/plain_filter.h"
#include "ui/fit.h"
#include "ui/icons.h"
#include "ui/text.h"
#include "ui/wall/wall_parts.h"

namespace syncwall {

namespace {

std::string scope_of(const Frame& frame) {
  std::string text;
  if (const FetchStatus* status = frame.status(); status != nullptr && status->account) {
    const Account& a = *status->account;
    text = a.is_admin ? "all jobs" : "own jobs of " + (a.email.empty() ? a.username : a.email);
  }
  const std::string filter = filter_words(frame.desk.query().filter);
  if (filter.empty()) return text;
  return text.empty() || text == "all jobs" ? "only " + filter : text + " · only " + filter;
}

float gap(const Wall& wall) { return wall.frame.px(14); }
float health_width(const Wall& wall) { return wall.frame.px(16); }

float clock_width(Wall& wall) { return line_width(wall.frame, Face::Title, "00:00") + wall.frame.px(16); }

// Where the state has lines of its own: what is wrong in one, where it has room, else in two.
std::vector<std::string> state_lines(Wall& wall, const WallTop& top, std::string_view left_out) {
  std::vector<std::string> parts;
  if (!top.state.banner.empty()) parts.push_back(top.state.banner.str());
  parts.push_back(top.state.text.str());
  if (!left_out.empty()) parts.emplace_back(left_out);
  std::vector<std::string> lines;
  for (const std::string& part : parts) {
    const std::string longer = lines.empty() ? part : lines.back() + " · " + part;
    if (!lines.empty() && line_width(wall.frame, Face::Body, longer) <= wall.width() - health_width(wall)) {
      lines.back() = longer;
    } else {
      lines.push_back(part);
    }
  }
  return lines;
}

}  // namespace

WallTop plan_wall_top(Wall& wall) {
  Frame& frame = wall.frame;
  WallTop top;
  const FetchStatus* const status = frame.status();
  if (status != nullptr) top.state = connection_line(frame.desk.news(), frame.ticks);
  top.who = !frame.ui.names.server_name.empty() ? frame.ui.names.server_name
            : status != nullptr                 ? status->connection.server
                                                : "Connector Jobs";
  top.scope = scope_of(frame);
  // Of several servers one is enough: nobody stands near who would look for whose rows are grey.
  top.alarm = status != nullptr && !top.state.banner.empty();
  top.clock = line_width(frame, Face::Title, top.who) <= wall.width() - clock_width(wall);
  const float room = wall.width() - (top.clock ? clock_width(wall) : 0);
  const float who = line_width(frame, Face::Title, top.who),
              scope = top.scope.empty() ? 0 : gap(wall) + line_width(frame, Face::Body, top.scope);
  const bool together = who + scope <= room;
  const LineText left_out =
      status != nullptr ? unreadable_text(*status, frame.desk.news().snapshot.unreadable_rows()) : LineText();
  const bool several = frame.desk.news().several();
  const bool fine = status != nullptr &&
                    (several ? frame.desk.news().all_live(frame.ticks)
                             : status->connection.link == Link::Live || status->connection.link == Link::Connecting);
  const bool calm = !top.alarm && left_out.empty() && fine;
  if (status == nullptr) {
    if (!together) top.lines = WallTop::Lines::Each;
    return top;
  }
  // "Live · updated 3 s ago", else "Live · 3 s".
  const std::string full = top.state.text.str();
  const std::string brief =
      !several && status->connection.link == Link::Live && status->connection.last_answer != kNoTick
          ? std::string(status->connection.answers_slowly() ? "Slow · " : "Live · ") +
                std::to_string((frame.ticks - status->connection.last_answer) / 1000) + " s"
          : full;
  if (calm && together) {
    const float left = room - who - scope - gap(wall) - health_width(wall);
    top.state_text = fit_line(frame, Face::Body, left, {full, brief});
    if (line_width(frame, Face::Body, top.state_text) <= left) return top;
  }
  top.lines = together ? WallTop::Lines::StateBelow : WallTop::Lines::Each;
  top.below = state_lines(wall, top, left_out.view());
  if (calm) top.below = {std::string(fit_line(frame, Face::Body, wall.width() - health_width(wall), {full, brief}))};
  return top;
}

bool shorten(WallTop& top) {
  if (top.lines == WallTop::Lines::Each) {
    top.lines = WallTop::Lines::StateBelow;
    top.scope_shown = false;
    return true;
  }
  if (top.below.size() < 2) return false;
  top.below.pop_back();
  return true;
}

bool make_one_line(WallTop& top) {
  if (top.below.empty()) return false;
  const bool fine = top.state.health == Health::Good;
  top.state_text = fine ? top.who : top.below.front();
  top.alone = true;
  top.clock = false;
  top.below.clear();
  return true;
}

void draw_wall_top(Wall& wall, const WallTop& top) {
  Frame& frame = wall.frame;
  const auto centred = [&](Face face, float y, float height) { return y + (height - line_height(frame, face)) / 2; };
  const float first = wall.layout.top_bar, text_y = centred(Face::Body, wall.min.y, first),
              title_y = centred(Face::Title, wall.min.y, first);
  const std::string clock = clock_text(frame.local_now(), false);
  if (top.clock)
    draw_line(frame, wall.list, Face::Title, {wall.right() - line_width(frame, Face::Title, clock), title_y},
              frame.theme.text, clock);
  frame.change_in(60'000 - frame.local_now() % 60'000);
  const float room = wall.width() - (top.clock ? clock_width(wall) : 0);
  float x = wall.left(), y = wall.min.y + first;
  if (!top.alone) x += draw_line(frame, wall.list, Face::Title, {x, title_y}, frame.theme.text, top.who, room);
  if (top.lines == WallTop::Lines::Each) {
    draw_line(frame, wall.list, Face::Body, {wall.left(), centred(Face::Body, y, wall.layout.line)}, frame.theme.quiet,
              top.scope, wall.width());
    y += wall.layout.line;
  } else if (!top.scope.empty() && top.scope_shown && !top.alone) {
    x += gap(wall);
    x += draw_line(frame, wall.list, Face::Body, {x, text_y}, frame.theme.quiet, top.scope);
  }
  frame.note("whose", top.who + " · " + top.scope, wall.min, {wall.max.x, y});
  frame.note("title", top.alarm ? top.state.banner.str() : top.who, wall.min, {wall.max.x, y});
  if (frame.status() == nullptr) return;
  frame.change_in(top.state.changes_in);
  const ImU32 color = top.alarm ? frame.theme.ground : health_color(frame.theme, top.state.health);
  const auto draw_state = [&](float at_x, float at_y, float height, std::string_view text) {
    draw_health(wall.list, top.state.health, {at_x + frame.px(5.5f), at_y + height / 2}, frame.px(4.5f), color);
    draw_line(frame, wall.list, Face::Body, {at_x + health_width(wall), centred(Face::Body, at_y, height)}, color, text,
              wall.right() - at_x - health_width(wall));
  };
  const float from = y;
  if (top.alone && top.alarm) wall.list.AddRectFilled({0, 0}, {ImGui::GetIO().DisplaySize.x, y}, frame.theme.warning);
  if (top.below.empty()) draw_state(top.alone ? x : x + gap(wall), wall.min.y, first, top.state_text);
  const float height = wall.layout.line;
  if (top.alarm)
    wall.list.AddRectFilled({0, y}, {ImGui::GetIO().DisplaySize.x, y + height * static_cast<float>(top.below.size())},
                            frame.theme.warning);
  for (const std::string& line : top.below) {
    draw_state(wall.left(), y, height, line);
    y += height;
  }
  std::string said = top.below.empty() ? top.state.text.str() : "";
  for (const std::string& line : top.below) said += (said.empty() ? "" : " · ") + line;
  frame.note("connection", said, {wall.min.x, top.below.empty() ? wall.min.y : from}, {wall.max.x, y});
}

}  // namespace syncwall
