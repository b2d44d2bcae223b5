#include <algorithm>
#include <array>
#include <cmath>

#include "base/time_text.h"
#include "draw/imgui_compat.h"
#include "ui/cards.h"
#include "ui/changes.h"
#include "ui/fit.h"
#include "ui/icons.h"
#include "ui/text.h"
#include "ui/wall/wall_parts.h"

namespace syncwall {

namespace {

// Where not all have room: what has gone wrong goes first.
constexpr std::array<std::size_t, 5> kByImportance{4, 0, 2, 1, 3};

// Only trouble is saturated: what goes well is quiet.
ImU32 card_color(const Theme& theme, const CountCard& card, std::int64_t value) {
  if (!card.status) return theme.text;
  return *card.status == Status::Failed && value > 0 ? theme.of(Status::Failed) : theme.quiet;
}

float pad(const Wall& wall) { return wall.frame.px(wall.layout.compact ? 3.5f : 9.0f); }
float gap(const Wall& wall) { return wall.layout.margin / 2; }
float card_width(const Wall& wall, int in_a_row) {
  return (wall.width() - static_cast<float>(in_a_row - 1) * gap(wall)) / static_cast<float>(in_a_row);
}

struct Values {
  std::array<std::int64_t, kCountCards.size()> value{};
  bool known = false;
};

Values values_of(const Frame& frame) {
  Values values;
  const JobSummary summary = wall_summary(frame, values.known);
  for (std::size_t i = 0; i < kCountCards.size(); ++i) values.value[i] = value_of(kCountCards[i], summary);
  return values;
}

// Beside its number a compact card has its sign only; the total has none.
float number_room(const Wall& wall, int in_a_row) {
  return card_width(wall, in_a_row) - 2 * pad(wall) - (wall.layout.compact ? wall.frame.px(16) : 0);
}

Face number_face(const Wall& wall) { return wall.layout.compact ? Face::Medium : Face::Digits; }

void draw_card(Wall& wall, const CountCard& card, const Area& area, const FittedNumber* number, std::int64_t value) {
  Frame& frame = wall.frame;
  const ImU32 color = card_color(frame.theme, card, value);
  const float radius = frame.px(4.5f);
  wall.list.AddRectFilled(area.min, area.max, frame.theme.panel, radius);
  if (card.status == Status::Failed && number != nullptr)
    draw_failed_rise(frame, wall.list, value, area.min, area.max, radius);
  outline(wall.list, area.min, area.max, value > 0 && card.status == Status::Failed ? color : frame.theme.line, radius,
          std::max(1.0f, frame.scale / 2));
  float x = area.min.x + pad(wall);
  const Face label_face = Face::Body;
  const float label_y = wall.layout.compact ? area.min.y + (area.height() - line_height(frame, label_face)) / 2
                                            : area.min.y + frame.px(5.5f);
  if (card.status) {
    draw_status_icon(wall.list, *card.status, {x + frame.px(5.5f), label_y + line_height(frame, label_face) / 2},
                     frame.px(11), color);
    x += frame.px(16);
  }
  // The whole number, also where it is drawn in fewer digits.
  frame.note(
      "card",
      std::string(card.short_label) + " " + (number != nullptr ? std::string(grouped(value).view()) : std::string("—")),
      area.min, area.max);
  if (!wall.layout.compact)
    draw_line(frame, wall.list, label_face, {x, label_y}, frame.theme.quiet, card.short_label,
              area.max.x - pad(wall) - x);
  const Face face = number_face(wall);
  const float top = wall.layout.compact ? area.min.y : label_y + line_height(frame, label_face),
              bottom = wall.layout.compact ? area.max.y : area.max.y - frame.px(3.5f);
  if (!wall.layout.compact) x = area.min.x + pad(wall);
  if (number == nullptr) {
    draw_line(frame, wall.list, face, {x, top + (bottom - top - line_height(frame, face)) / 2}, color, "—");
    return;
  }
  draw_number(frame, wall.list, face, {x, top + (bottom - top - number->size) / 2}, color, *number);
}

}  // namespace

JobSummary wall_summary(const Frame& frame, bool& known) {
  const FetchStatus* const status = frame.status();
  if (!frame.desk.query().filter.all()) {
    // The server counts all jobs; those that match are counted here, once all of them are here.
    const View* const view = frame.view();
    known = view != nullptr && view->whole && view->query == frame.desk.shown_query();
    return frame.ui.wall.plan.counts().summary;
  }
  known = status != nullptr && status->summary.has_value();
  return known ? *status->summary : JobSummary{};
}

int cards_in_a_row(Wall& wall) {
  if (!wall.layout.compact) return 5;
  const Values values = values_of(wall.frame);
  const Face face = number_face(wall);
  for (const int n : {5, 3, 2}) {
    float widest = 0;
    for (const std::int64_t value : values.value)
      widest = std::max(widest, line_width(wall.frame, face, abbreviated(value, 3).view()));
    if (widest <= number_room(wall, n)) return n;
  }
  return 1;
}

void draw_wall_cards(Wall& wall, float y, int in_a_row) {
  const Values values = values_of(wall.frame);
  const Face face = number_face(wall);
  std::array<FittedNumber, kCountCards.size()> numbers{};
  fit_numbers(wall.frame, face, values.value, number_room(wall, in_a_row), wall.frame.fonts.size(Face::Medium),
              numbers);
  const float width = card_width(wall, in_a_row);
  const auto room = static_cast<std::size_t>(in_a_row * wall.layout.card_rows);
  for (std::size_t place = 0; place < std::min(room, kCountCards.size()); ++place) {
    const std::size_t i = room < kCountCards.size() ? kByImportance[place] : place;
    const auto column = static_cast<float>(place % static_cast<std::size_t>(in_a_row)),
               row = static_cast<float>(place / static_cast<std::size_t>(in_a_row));
    const float x = std::round(wall.left() + column * (width + gap(wall))),
                top = y + row * (wall.layout.cards + wall.layout.margin / 4);
    draw_card(wall, kCountCards[i], {{x, top}, {std::round(x + width), top + wall.layout.cards}},
              values.known ? &numbers[i] : nullptr, values.known ? values.value[i] : -1);
  }
}

}  // namespace syncwall
