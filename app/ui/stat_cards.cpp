#include <algorithm>
#include <array>

#include "base/time_text.h"
#include "draw/imgui_compat.h"
#include "jobs/plain_filter.h"
#include "ui/cards.h"
#include "ui/changes.h"
#include "ui/fit.h"
#include "ui/focus.h"
#include "ui/icons.h"
#include "ui/panels.h"
#include "ui/text.h"

namespace syncwall {

namespace {

// "+41 in 1 h", over as much of the last hour as is known; nothing below 2 min.
LineText change_text(const CountCard& card, const FetchStatus& status, TickMs now) {
  if (status.history.empty() || !status.summary) return {};
  const std::int64_t span = now - status.history.front().at;
  constexpr std::int64_t kMinute = 60'000;
  if (span < 2 * kMinute) return {};
  const std::int64_t change = value_of(card, *status.summary) - value_of(card, status.history.front().summary);
  LineText text;
  text << (change > 0 ? "+" : change < 0 ? "−" : "±") << grouped(std::abs(change)).view() << " in ";
  if (span >= 59 * kMinute) return text << "1 h";
  return text << span / kMinute << " min";
}

// Whose jobs are in no count, since they were never told: "without prod-us". Empty: every server's are.
LineText uncounted(const Desk::News& news) {
  LineText text;
  if (!news.several()) return text;
  const auto untold = [](const Desk::ServerNews& server) { return !server.status->summary; };
  const std::int64_t n = std::ranges::count_if(*news.servers, untold);
  if (n == 0) return text;
  text << "without ";
  if (n > 1) return text << n << " servers";
  return text << std::ranges::find_if(*news.servers, untold)->name;
}

LineText second_line(const CountCard& card, const Desk::News& news, TickMs now) {
  const FetchStatus& status = *news.status;
  const JobSummary& s = *status.summary;
  if (!card.status) {
    LineText text = uncounted(news);
    if (!text.empty()) text << " · ";
    text << grouped(s.of(Status::Paused)).view();
    text << " paused";
    return s.others() > 0 ? text << " · " << grouped(s.others()).view() << " other" : text;
  }
  const LineText change = change_text(card, status, now);
  if (*card.status != Status::Completed || s.total == 0) return change;
  const std::int64_t tenths = s.of(Status::Completed) * 1000 / s.total;
  LineText text;
  text << tenths / 10 << "." << tenths % 10 << " %";
  if (!change.empty()) text << " · " << change;
  return text;
}

void draw_sparkline(Frame& frame, ImDrawList& list, const CountCard& card, const FetchStatus& status, const Area& area,
                    ImU32 color) {
  constexpr std::int64_t kLeastMs = 5 * 60'000;  // of less nothing can be seen
  if (status.history.size() < 3 || status.history.back().at - status.history.front().at < kLeastMs) return;
  std::int64_t least = value_of(card, status.history.front().summary), most = least;
  for (const SummaryPoint& p : status.history) {
    least = std::min(least, value_of(card, p.summary));
    most = std::max(most, value_of(card, p.summary));
  }
  // A change of a few in a hundred is no cliff: the height is at least a twentieth of the number.
  const float span = std::max(static_cast<float>(most - least), std::max(static_cast<float>(most) / 20, 10.0f));
  const float base = (static_cast<float>(least) + static_cast<float>(most) - span) / 2;
  const auto time = static_cast<float>(std::max<TickMs>(status.history.back().at - status.history.front().at, 1));
  float highest = 0, lowest = 1;
  for (const SummaryPoint& p : status.history) {
    const float x = static_cast<float>(p.at - status.history.front().at) / time;
    const float y = (static_cast<float>(value_of(card, p.summary)) - base) / span;
    list.PathLineTo({area.min.x + x * area.width(), area.max.y - y * area.height()});
    highest = std::max(highest, y), lowest = std::min(lowest, y);
  }
  frame.note("sparkline", LineText(card.label) << " " << static_cast<std::int64_t>(100 * (highest - lowest)) << " %",
             area.min, area.max);
  stroke_path(list, color, std::max(1.0f, 1.5f * frame.scale));
}

// Each server's share of the count, below the card, so that it covers no number.
void draw_shares(Frame& frame, const CountCard& card, const Area& area) {
  ImGui::SetNextWindowPos({area.min.x, area.max.y + frame.px(6)});
  ImGui::BeginTooltip();
  std::string all;
  for (const Desk::ServerNews& server : *frame.desk.news().servers) {
    std::string line = server.name + "  ";
    if (!server.status->summary) {
      line += "not known yet";
    } else {
      line += grouped(value_of(card, *server.status->summary)).view();
      if (server.status->connection.stale(frame.ticks))
        line += ", as of " + clock_text(server.status->connection.last_answer_wall, false);
    }
    wrapped_text(frame, Face::Body, frame.theme.text, line, frame.px(460));
    all += (all.empty() ? "" : "|") + line;
  }
  ImGui::EndTooltip();
  frame.note("tooltip", all, {}, {});
}

void click(Frame& frame, const CountCard& card) {
  Query query = frame.desk.query();
  const Mask only = card.status ? bit(*card.status) : Mask{0};
  PlainFilter plain = plain_part(query.filter);
  plain.statuses = plain.statuses == only ? Mask{0} : only;
  plain.overdue = plain.stuck = false;
  query.filter = with_plain(query.filter, plain);
  frame.act(action::SetQuery{query});
}

// After a moment, and below the card: its numbers are what is looked at.
void draw_card_tooltip(Frame& frame, const CountCard& card, const Area& area) {
  constexpr std::int64_t kRestMs = 500;
  CardsState& state = frame.ui.cards;
  if (std::exchange(state.hovered, card.id) != card.id || state.hovered_at < frame.ticks - 1000)
    state.since = frame.ticks;
  state.hovered_at = frame.ticks;
  frame.change_in(200);
  if (frame.ticks - state.since < kRestMs) return;
  ImGui::SetNextWindowPos({area.min.x, area.max.y + frame.px(6)});
  ImGui::BeginTooltip();
  wrapped_text(frame, Face::Body, frame.theme.text, card.counts, frame.px(360));
  ImGui::EndTooltip();
  frame.note("tooltip", card.counts, {}, {});
}

void draw_card(Frame& frame, const CountCard& card, const Area& area) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Theme& theme = frame.theme;
  const ImU32 color = card.status ? theme.of(*card.status) : theme.text;
  const bool chosen = card.status && plain_part(frame.desk.query().filter).statuses == bit(*card.status);
  ImGui::SetCursorScreenPos(area.min);
  if (clickable(frame, card.id, {area.width(), area.height()}, frame.px(size::kRadius))) click(frame, card);
  const bool hot = ImGui::IsItemHovered();
  if (hot && frame.desk.news().several()) draw_shares(frame, card, area);
  const float radius = frame.px(size::kRadius), pad = std::min(frame.px(19), std::round(area.width() / 10));
  list.AddRectFilled(area.min, area.max, hot || chosen ? theme.panel_hot : theme.panel, radius);
  const FetchStatus* status = frame.status();
  if (card.status == Status::Failed && status != nullptr && status->summary)
    draw_failed_rise(frame, list, status->summary->of(Status::Failed), area.min, area.max, radius);
  outline(list, area.min, area.max, chosen ? color : theme.line, radius, frame.hairline());
  // The coloured upper edge follows the corners: a strip cut out of a rounded box.
  list.PushClipRect(area.min, {area.max.x, area.min.y + frame.px(3)}, true);
  list.AddRectFilled(area.min, area.max, color, radius);
  list.PopClipRect();
  float x = area.min.x + pad;
  const float label_y = area.min.y + frame.px(18);
  if (card.status) {
    draw_status_icon(list, *card.status, {x + frame.px(6), label_y + line_height(frame, Face::Small) / 2}, frame.px(13),
                     color);
    x += frame.px(23);
  }
  const float label_room = area.max.x - pad / 2 - x;
  draw_line(frame, list, Face::Small, {x, label_y}, theme.quiet,
            fit_line(frame, Face::Small, label_room, {card.label, card.short_label, ""}), label_room);
  const ShortText number =
      status != nullptr && status->summary ? grouped(value_of(card, *status->summary)) : ShortText{};
  const float digits_y = area.min.y + frame.px(40);
  if (number.size > 0) {
    // Smaller digits stand on the line of the large ones.
    const FittedNumber fitted = fit_number(frame, Face::Digits, value_of(card, *status->summary),
                                           area.width() - 2 * pad, frame.fonts.size(Face::Body));
    draw_number(frame, list, Face::Digits,
                {area.min.x + pad, digits_y + (frame.fonts.size(Face::Digits) - fitted.size) * 0.7f}, color, fitted);
    const LineText second = theme.stale ? LineText("as of ") << clock_text(status->connection.last_answer_wall, false)
                                        : second_line(card, frame.desk.news(), frame.ticks);
    // In fewer words or not at all: cut, it would be another number.
    const std::string_view whole = second.view(),
                           brief = whole.substr(0, std::min(whole.find(" · "), whole.find(" in ")));
    const std::string_view fits = fit_line(frame, Face::Small, area.width() - 2 * pad, {whole, brief, ""});
    const float drawn = draw_line(frame, list, Face::Small, {area.min.x + pad, area.max.y - frame.px(30)}, theme.quiet,
                                  fits, area.width() - 2 * pad);
    // Behind the words, where there is room for a line that says something.
    const float from = std::max(area.max.x - frame.px(129), area.min.x + pad + drawn + frame.px(10)),
                to = area.max.x - pad;
    if (to - from >= frame.px(36))
      draw_sparkline(frame, list, card, *status, {{from, area.max.y - frame.px(40)}, {to, area.max.y - frame.px(16)}},
                     color);
  } else {
    // The place of the digits, and of the line below.
    list.AddRectFilled({area.min.x + pad, digits_y + frame.px(10)},
                       {area.min.x + area.width() * 0.55f, digits_y + frame.px(34)}, theme.line, frame.px(5));
    list.AddRectFilled({area.min.x + pad, area.max.y - frame.px(28)},
                       {area.min.x + area.width() * 0.35f, area.max.y - frame.px(18)}, theme.line, frame.px(4));
    frame.note("skeleton", card.label, area.min, area.max);
  }
  frame.note("card", LineText(card.label) << " " << number.view(), area.min, area.max);
  if (hot) draw_card_tooltip(frame, card, area);
}

}  // namespace

void draw_stat_cards(Frame& frame, const Area& area) {
  const float gap = frame.px(size::kGap),
              width = std::max(1.0f, (area.width() - 4 * gap) / 5);  // Dear ImGui takes no button of no width
  float x = area.min.x;
  for (const CountCard& card : kCountCards) {
    draw_card(frame, card, {{std::round(x), area.min.y}, {std::round(x + width), area.max.y}});
    x += width + gap;
  }
}

}  // namespace syncwall
