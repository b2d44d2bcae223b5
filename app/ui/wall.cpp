// The wall (product.md): big counts, the worst rows with what, since when and why, and the rest page by page.
#include <algorithm>
#include <array>
#include <cmath>

#include "draw/imgui_compat.h"
#include "jobs/time_text.h"
#include "table/job_text.h"
#include "ui/changes.h"
#include "ui/connection_text.h"
#include "ui/icons.h"
#include "ui/job_cell.h"
#include "ui/panels.h"
#include "ui/text.h"
#include "ui/wall_layout.h"

namespace syncwall {

namespace {

struct Wall {
  Frame& frame;
  ImDrawList& list;
  WallLayout layout;
  ImVec2 min, max;  // of the picture, as it has glided
};

float centred(const Wall& wall, Face face, float top, float height) { return top + (height - line_height(wall.frame, face)) / 2; }

void draw_top(Wall& wall) {
  Frame& frame = wall.frame;
  const float left = wall.min.x + wall.layout.margin, y = centred(wall, Face::Body, wall.min.y, wall.layout.top_bar);
  float right = wall.max.x - wall.layout.margin;
  const bool stale = frame.theme.stale && frame.status() != nullptr;
  if (stale) wall.list.AddRectFilled({0, 0}, {ImGui::GetIO().DisplaySize.x, wall.min.y + wall.layout.top_bar}, frame.theme.warning);
  const ImU32 ink = stale ? frame.theme.ground : frame.theme.text;
  const std::string clock = clock_text(frame.local_now(), false);
  const float clock_width = line_width(frame, Face::Title, clock);
  draw_line(frame, wall.list, Face::Title, {right - clock_width, centred(wall, Face::Title, wall.min.y, wall.layout.top_bar)}, ink, clock);
  right -= clock_width + frame.px(16);
  frame.change_in(60'000 - frame.local_now() % 60'000);
  float x = left;
  const ConnectionLine line = frame.status() != nullptr ? connection_line(frame.status()->connection, frame.ticks) : ConnectionLine{};
  const LineText title = stale ? line.banner : LineText(frame.ui.server_name.empty() ? std::string_view("Connector Jobs") : std::string_view(frame.ui.server_name));
  if (!wall.layout.compact || stale) x += draw_line(frame, wall.list, Face::Title, {x, centred(wall, Face::Title, wall.min.y, wall.layout.top_bar)}, ink, title, right - x) + frame.px(14);
  frame.note("title", title, {left, wall.min.y}, {x, wall.min.y + wall.layout.top_bar});
  if (frame.status() == nullptr) return;
  frame.change_in(line.changes_in);
  if (right - x < frame.px(68)) return frame.note("connection", line.text, {x, wall.min.y}, {right, wall.min.y + wall.layout.top_bar});
  const ImU32 color = stale ? ink : line.mood == Mood::Good ? frame.theme.completed : line.mood == Mood::Waiting ? frame.theme.warning : frame.theme.failed;
  draw_mood(wall.list, line.mood, {x + frame.px(5.5f), wall.min.y + wall.layout.top_bar / 2}, frame.px(4.5f), color);
  x += frame.px(16);
  LineText state = line.text;
  if (const LineText left_out = unreadable_text(*frame.status(), frame.page.news().snapshot.unreadable_rows()); !left_out.empty()) state << " · " << left_out;
  draw_line(frame, wall.list, Face::Body, {x, y}, color, state, right - x);
  frame.note("connection", state, {x, wall.min.y}, {right, wall.min.y + wall.layout.top_bar});
}

struct Card {
  std::string_view label;
  std::optional<Status> status;
};
constexpr std::array<Card, 5> kCards{{{"Total", std::nullopt}, {"Pending", Status::Pending}, {"Running", Status::Running}, {"Completed", Status::Completed}, {"Failed", Status::Failed}}};

// Only trouble is saturated: what goes well is quiet.
ImU32 card_color(const Theme& theme, const Card& card, std::int64_t value) {
  if (!card.status) return theme.text;
  return *card.status == Status::Failed && value > 0 ? theme.of(Status::Failed) : theme.quiet;
}

std::int64_t value_of(const Frame& frame, const Card& card) {
  const FetchStatus* status = frame.status();
  if (status == nullptr || !status->summary) return -1;
  return card.status ? status->summary->of(*card.status) : status->summary->total;
}

// The size, px, in which every card's number has room: all are drawn in one. Of the digits' face, and so large that
// made smaller they stay crisp.
float digits_size(Frame& frame, float room) {
  const float full = frame.fonts.size(Face::Digits);
  float widest = 1;
  for (const Card& card : kCards) widest = std::max(widest, line_width(frame, Face::Digits, grouped(std::max<std::int64_t>(value_of(frame, card), 0)).view()));
  return std::max(std::floor(full * std::min(1.0f, room / widest)), frame.fonts.size(Face::Medium));
}

void draw_card(Wall& wall, const Card& card, const Area& area) {
  Frame& frame = wall.frame;
  const std::int64_t value = value_of(frame, card);
  const ImU32 color = card_color(frame.theme, card, value);
  wall.list.AddRectFilled(area.min, area.max, frame.theme.panel, frame.px(4.5f));
  if (card.status == Status::Failed && value >= 0) draw_failed_rise(frame, wall.list, value, area.min, area.max, frame.px(4.5f));
  outline(wall.list, area.min, area.max, value > 0 && card.status == Status::Failed ? color : frame.theme.line, frame.px(4.5f), std::max(1.0f, frame.scale / 2));
  const float pad = frame.px(wall.layout.compact ? 3.5f : 9.0f);
  float x = area.min.x + pad;
  LineText number;
  if (value < 0) {
    number << "—";
  } else {
    number << grouped(value).view();
  }
  const float label_y = wall.layout.compact ? centred(wall, Face::Body, area.min.y, area.height()) : area.min.y + frame.px(5.5f);
  if (card.status) {
    draw_status_icon(wall.list, *card.status, {x + frame.px(5.5f), label_y + line_height(frame, Face::Body) / 2}, frame.px(11), color);
    x += frame.px(16);
  }
  frame.note("card", LineText(card.label) << " " << number.view(), area.min, area.max);
  if (wall.layout.compact) {
    draw_line(frame, wall.list, Face::Medium, {x, label_y}, color, number, area.max.x - pad - x);
    return;
  }
  draw_line(frame, wall.list, Face::Body, {x, label_y}, frame.theme.quiet, card.label, area.max.x - pad - x);
  const float room = area.width() - 2 * pad;
  const float size = digits_size(frame, room), top = label_y + line_height(frame, Face::Body);
  const ImVec2 at{std::floor(area.min.x + pad), std::floor(top + (area.max.y - frame.px(3.5f) - top - size) / 2)};
  draw_text(wall.list, frame.fonts.font(Face::Digits), size, at, color, number.view().data(), number.view().data() + number.view().size());
}

void draw_cards(Wall& wall, float y) {
  const float gap = wall.layout.margin / 2, left = wall.min.x + wall.layout.margin;
  const float width = (wall.max.x - wall.min.x - 2 * wall.layout.margin - 4 * gap) / 5;
  for (std::size_t i = 0; i < kCards.size(); ++i) {
    const float x = std::round(left + static_cast<float>(i) * (width + gap));
    draw_card(wall, kCards[i], {{x, y}, {std::round(x + width), y + wall.layout.cards}});
  }
}

// Why it is shown: the error, else how late it is.
std::string_view why(const JobView& job, WallMs now, std::string& buffer) {
  const bool trouble = job.status == Status::Failed || job.status == Status::Paused;
  if (trouble && !job.last_sync_error.empty()) return job.last_sync_error;
  buffer = lateness_text(job, now);
  if (buffer.empty() && !job.last_sync_error.empty()) buffer.assign("its last run failed: ").append(job.last_sync_error);
  return buffer;
}

Urgency urgency_of(const JobView& job, WallMs now) { return urgency(job.status, lateness(job.status, job.schedule_s, job.created_at, job.last_sync_at, now)); }

std::string_view word_of(const JobView& job, Urgency level) { return level == Urgency::Overdue ? std::string_view("Overdue") : status_label(job); }

// No column is wider than what stands in it on this page: the rest is the error's.
struct Columns {
  float word = 0, name = 0, since = 0;  // px
};

Columns fitted(Wall& wall, std::span<const CacheRow> rows) {
  Frame& frame = wall.frame;
  Columns columns{0, 0, frame.px(88)};
  for (const CacheRow row : rows) {
    Snapshot::IdBuffers ids;
    const JobView job = frame.job(row, ids);
    if (!wall.layout.compact) columns.word = std::max(columns.word, line_width(frame, Face::Medium, word_of(job, urgency_of(job, frame.now))));
    columns.name = std::max(columns.name, line_width(frame, Face::Medium, shown_collection(job)));
  }
  const float most = (wall.max.x - wall.min.x - 2 * wall.layout.margin - columns.word - columns.since) * 0.42f;
  columns.name = std::min(columns.name, most);
  return columns;
}

void draw_row(Wall& wall, CacheRow row, const Columns& columns, float y) {
  Frame& frame = wall.frame;
  Snapshot::IdBuffers ids;
  const JobView job = frame.job(row, ids);
  const Urgency level = urgency_of(job, frame.now);
  const bool trouble = level <= Urgency::Paused;
  const float left = wall.min.x + wall.layout.margin, width = wall.max.x - wall.min.x - 2 * wall.layout.margin, gap = frame.px(13);
  const float text_y = centred(wall, Face::Body, y, wall.layout.row), middle = y + wall.layout.row / 2;
  const ImU32 color = level == Urgency::Overdue ? (frame.theme.stale ? frame.theme.quiet : frame.theme.warning) : trouble ? frame.theme.of(job.status) : frame.theme.quiet;
  draw_change(frame, wall.list, job, row, {left, y}, {left + width, y + wall.layout.row});
  draw_status_icon(wall.list, job.status, {left + frame.px(8), middle}, frame.px(12), color);
  float x = left + frame.px(20);
  if (!wall.layout.compact) {
    draw_line(frame, wall.list, Face::Medium, {x, text_y}, color, word_of(job, level), columns.word);
    x += columns.word + gap;
  }
  const std::string_view reason = why(job, frame.now, frame.ui.cell_buffer);
  draw_line(frame, wall.list, Face::Medium, {x, text_y}, frame.theme.text, shown_collection(job), columns.name);
  x += columns.name + gap;
  const ShortText since = relative_time(job.last_sync_at, frame.now);
  draw_line(frame, wall.list, Face::Tabular, {x, text_y}, frame.theme.quiet, since.view(), columns.since);
  if (is_time(job.last_sync_at)) frame.change_in(next_relative_change(job.last_sync_at, frame.now) - frame.now);
  x += columns.since + gap;
  const std::string_view last = reason.empty() ? shown_user(job) : reason;
  draw_line(frame, wall.list, Face::Body, {x, text_y}, reason.empty() ? frame.theme.quiet : frame.theme.text, last, left + width - x);
  wall.list.AddLine({left, y + wall.layout.row}, {left + width, y + wall.layout.row}, frame.theme.line, std::max(1.0f, frame.scale / 2));
  frame.note("row", job.id, {left, y}, {left + width, y + wall.layout.row});
}

void draw_bottom(Wall& wall, const WallPlan::Page& page) {
  Frame& frame = wall.frame;
  const float y = wall.max.y - wall.layout.footer, left = wall.min.x + wall.layout.margin, right = wall.max.x - wall.layout.margin;
  const float text_y = centred(wall, Face::Body, y, wall.layout.footer);
  LineText text(wall.layout.compact ? "" : "Problems first · ");
  text << "page " << page.number << " of " << page.of;
  if (page.of > 1) text << " · next in " << (page.next_in_ms + 999) / 1000 << " s";
  const LineText zone = LineText("All times ") << zone_text(frame.now, false);
  const float zone_width = line_width(frame, Face::Body, zone);
  const float drawn = draw_line(frame, wall.list, Face::Tabular, {left, text_y}, frame.theme.quiet, text, right - left - zone_width - frame.px(11));
  draw_line(frame, wall.list, Face::Body, {right - zone_width, text_y}, frame.theme.quiet, zone);
  frame.note("page", text, {left, y}, {left + drawn, wall.max.y});
  if (page.of < 2) return;
  frame.change_in(page.next_in_ms % 1000 == 0 ? 1000 : page.next_in_ms % 1000);
  const float x = left + drawn + frame.px(11), width = std::min(frame.px(101), right - zone_width - frame.px(11) - x), thick = frame.px(3.5f);
  if (width < frame.px(22)) return;
  const std::int64_t left_s = page.next_in_ms / 1000, page_s = WallPlan::kPageMs / 1000;
  const float part = 1 - static_cast<float>(left_s) / static_cast<float>(page_s);
  const float middle = y + wall.layout.footer / 2;
  wall.list.AddRectFilled({x, middle - thick / 2}, {x + width, middle + thick / 2}, frame.theme.line, thick / 2);
  wall.list.AddRectFilled({x, middle - thick / 2}, {x + width * part, middle + thick / 2}, frame.theme.accent, thick / 2);
}

void draw_rows(Wall& wall, const WallPlan::Page& page, float y) {
  Frame& frame = wall.frame;
  const Columns columns = fitted(wall, page.rows);
  for (const CacheRow row : page.rows) {
    draw_row(wall, row, columns, y);
    y += wall.layout.row;
  }
  if (!page.rows.empty()) return;
  const Area body{{wall.min.x, y}, {wall.max.x, wall.max.y - wall.layout.footer}};
  const FetchStatus* status = frame.status();
  const bool answered = status != nullptr && status->connection.link == Link::Live && status->summary && frame.view() != nullptr && frame.view()->whole;
  if (!answered || status->summary->total == 0) return draw_empty_state(frame, body);
  constexpr std::string_view kWell = "All is well: nothing failed, is late, paused or running";
  const float width = std::min(line_width(frame, Face::Title, kWell), body.width());
  draw_line(frame, wall.list, Face::Title, {(body.min.x + body.max.x - width) / 2, (body.min.y + body.max.y) / 2}, frame.theme.completed, kWell, body.width());
  frame.note("empty", kWell, body.min, body.max);
}

}  // namespace

void draw_wall(Frame& frame) {
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const Glide shift = glide(frame.ticks, frame.scale);
  frame.change_in(60'000 - frame.ticks % 60'000);
  Wall wall{frame, *ImGui::GetWindowDrawList(), wall_layout(display.x, display.y, frame.scale), {shift.x, shift.y}, {display.x + shift.x, display.y + shift.y}};
  const View* view = frame.view();
  const bool ours = view != nullptr && view->query == frame.page.shown_query();
  frame.ui.wall.update(frame.page.news().snapshot, ours ? frame.page.news().view.view : nullptr, frame.now);
  const WallPlan::Page page = frame.ui.wall.page(frame.ticks, wall.layout.rows);
  draw_top(wall);
  const float cards = wall.min.y + wall.layout.top_bar + wall.layout.margin / 2;
  draw_cards(wall, cards);
  draw_rows(wall, page, cards + wall.layout.cards + wall.layout.margin / 2);
  draw_bottom(wall, page);
  frame.end_marks();
  frame.rows_wanted = static_cast<std::int64_t>(WallPlan::kMostRows);
}

}  // namespace syncwall
