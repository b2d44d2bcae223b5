// The wall: big counts, the worst rows with what, since when and why, and the rest page by page.
#include <algorithm>
#include <cmath>
#include <utility>

#include "base/time_text.h"
#include "table/job_text.h"
#include "ui/changes.h"
#include "ui/connection_text.h"
#include "ui/fit.h"
#include "ui/icons.h"
#include "ui/job_cell.h"
#include "ui/text.h"
#include "ui/wall/wall_parts.h"

namespace syncwall {

namespace {

constexpr std::size_t kVerdictRows = 2;  // as high as so many rows

float centred(const Wall& wall, Face face, float top, float height) {
  return top + (height - line_height(wall.frame, face)) / 2;
}

// Why it is shown: the error, else how late it is.
std::string_view why(const JobView& job, WallMs now, std::string& buffer) {
  const bool trouble = job.status == Status::Failed || job.status == Status::Paused;
  if (trouble && !job.last_sync_error.empty()) return error_line(job.last_sync_error);
  buffer = lateness_text(job, now);
  if (buffer.empty() && !job.last_sync_error.empty())
    buffer.assign("its last run failed: ").append(error_line(job.last_sync_error));
  return buffer;
}

Urgency urgency_of(const JobView& job, WallMs now) {
  return urgency(job.status, lateness(job.status, job.schedule_s, job.created_at, job.last_sync_at, now));
}

std::string_view word_of(const JobView& job, Urgency level) {
  return level == Urgency::Overdue ? std::string_view("Overdue") : status_label(job);
}

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
    const WallMs now = frame.now_of(row);
    if (!wall.layout.compact)
      columns.word = std::max(columns.word, line_width(frame, Face::Medium, word_of(job, urgency_of(job, now))));
    columns.name = std::max(columns.name, line_width(frame, Face::Medium, shown_collection(job)));
    columns.since =
        std::max(columns.since, line_width(frame, Face::Tabular, relative_time(job.last_sync_at, now).view()));
  }
  const float most = (wall.max.x - wall.min.x - 2 * wall.layout.margin - columns.word - columns.since) * 0.42f;
  columns.name = std::min(columns.name, most);
  return columns;
}

void draw_row(Wall& wall, CacheRow row, const Columns& columns, float y) {
  Frame& frame = wall.frame;
  Snapshot::IdBuffers ids;
  const JobView job = frame.job(row, ids);
  const WallMs now = frame.now_of(row);
  const Urgency level = urgency_of(job, now);
  const bool trouble = level <= Urgency::Paused, old = frame.theme.stale || frame.old(row);
  const float left = wall.min.x + wall.layout.margin, width = wall.max.x - wall.min.x - 2 * wall.layout.margin,
              gap = frame.px(13);
  const float text_y = centred(wall, Face::Body, y, wall.layout.row), middle = y + wall.layout.row / 2;
  const ImU32 color = level == Urgency::Overdue ? (old ? frame.theme.quiet : frame.theme.warning)
                      : trouble                 ? frame.theme.of(job.status)
                                                : frame.theme.quiet;
  draw_change(frame, wall.list, job, row, {left, y}, {left + width, y + wall.layout.row});
  draw_status_icon(wall.list, job.status, {left + frame.px(8), middle}, frame.px(12), color);
  float x = left + frame.px(20);
  if (!wall.layout.compact) {
    draw_line(frame, wall.list, Face::Medium, {x, text_y}, color, word_of(job, level), columns.word);
    x += columns.word + gap;
  }
  const std::string_view reason = why(job, frame.now, frame.ui.text.cell_buffer);
  draw_line(frame, wall.list, Face::Medium, {x, text_y}, frame.theme.text, shown_collection(job), columns.name);
  x += columns.name + gap;
  const ShortText since = relative_time(job.last_sync_at, now);
  // Letters can be so large that the name alone has room.
  if (x + columns.since <= left + width)
    draw_line(frame, wall.list, Face::Tabular, {x, text_y}, frame.theme.quiet, since.view(), columns.since);
  if (is_time(job.last_sync_at)) frame.change_in(next_relative_change(job.last_sync_at, now) - now);
  x += columns.since + gap;
  const std::string_view last = reason.empty() ? shown_user(job) : reason;
  draw_line(frame, wall.list, Face::Body, {x, text_y}, reason.empty() ? frame.theme.quiet : frame.theme.text, last,
            left + width - x);
  wall.list.AddLine({left, y + wall.layout.row}, {left + width, y + wall.layout.row}, frame.theme.line,
                    std::max(1.0f, frame.scale / 2));
  frame.note("row", job.id, {left, y}, {left + width, y + wall.layout.row});
}

void draw_bottom(Wall& wall, const WallPlan::Page& page) {
  Frame& frame = wall.frame;
  if (wall.layout.footer <= 0) return;
  const float y = wall.max.y - wall.layout.footer, left = wall.left(), right = wall.right();
  const float text_y = centred(wall, Face::Body, y, wall.layout.footer), between = frame.px(11);
  LineText pages("page ");
  pages << page.number << " of " << page.of;
  LineText next;
  if (page.of > 1) next << " · next in " << (page.next_in_ms + 999) / 1000 << " s";
  const LineText turning = LineText(pages) << next,
                 all = LineText(frame.ui.wall.plan.counts().problems() > 0 ? "Problems first · " : "") << turning;
  LineText few;
  few << page.number << "/" << page.of;
  // What says the zone may go before what says that there are more pages.
  const std::string zone_name = zone_text(frame.now, false), zone_words = "All times " + zone_name;
  const std::string_view zone =
      fit_line(frame, Face::Body, right - left - between - line_width(frame, Face::Tabular, turning),
               {zone_words, zone_name, ""});
  const float zone_width = line_width(frame, Face::Body, zone);
  const std::string_view text =
      fit_line(frame, Face::Tabular, right - left - zone_width - between, {all, turning, pages, few});
  const float drawn = draw_line(frame, wall.list, Face::Tabular, {left, text_y}, frame.theme.quiet, text,
                                right - left - zone_width - between);
  draw_line(frame, wall.list, Face::Body, {right - zone_width, text_y}, frame.theme.quiet, zone);
  frame.note("page", all, {left, y}, {left + drawn, wall.max.y});
  if (page.of < 2) return;
  frame.change_in(page.next_in_ms % 1000 == 0 ? 1000 : page.next_in_ms % 1000);
  const float x = left + drawn + frame.px(11), width = std::min(frame.px(101), right - zone_width - frame.px(11) - x),
              thick = frame.px(3.5f);
  if (width < frame.px(22)) return;
  const std::int64_t left_s = page.next_in_ms / 1000, page_s = WallPlan::kPageMs / 1000;
  const float part = 1 - static_cast<float>(left_s) / static_cast<float>(page_s);
  const float middle = y + wall.layout.footer / 2;
  wall.list.AddRectFilled({x, middle - thick / 2}, {x + width, middle + thick / 2}, frame.theme.line, thick / 2);
  wall.list.AddRectFilled({x, middle - thick / 2}, {x + width * part, middle + thick / 2}, frame.theme.accent,
                          thick / 2);
}

// Whether what is drawn proves that nothing is wrong: every row of the wall's own query is here, the server has just
// said so too, and there is nothing that couldn't be read or isn't understood.
bool well(const Frame& frame) {
  const FetchStatus* const status = frame.status();
  const View* const view = frame.view();
  if (status == nullptr || view == nullptr || view->query != frame.desk.shown_query() || !view->whole) return false;
  if (status->connection.link != Link::Live || frame.theme.stale || !frame.desk.news().all_live(frame.ticks))
    return false;
  if (!unreadable_text(*status, frame.desk.news().snapshot.unreadable_rows()).empty()) return false;
  const WallPlan::Counts& counts = frame.ui.wall.plan.counts();
  if (counts.problems() > 0 || counts.unknown > 0) return false;
  if (!frame.desk.query().filter.all()) return counts.summary.total > 0;
  if (!status->summary || status->summary->total == 0 ||
      status->summary->of(Status::Failed) + status->summary->of(Status::Paused) > 0)
    return false;
  std::int64_t known = 0;
  for (const std::int64_t n : status->summary->by_status) known += n;
  return known == status->summary->total;
}

// "All is well since 03:12 · 117 running", in as many words as there is room for.
void draw_verdict(Wall& wall, const Area& area) {
  Frame& frame = wall.frame;
  const std::string since = " since " + clock_text(frame.ui.wall.well_since, false);
  bool known = false;
  const std::int64_t running = wall_summary(frame, known).of(Status::Running);
  const std::string at_work = running > 0 ? " · " + std::string(grouped(running).view()) + " running" : "";
  const std::string well = "All is well", long_words = well + since + at_work, words = well + since;
  const float tick = line_height(frame, Face::Title) * 1.1f, gap = frame.px(9);
  const std::string_view text =
      fit_line(frame, Face::Title, area.width() - 2 * wall.layout.margin - tick - gap, {long_words, words, well});
  const float width =
      std::min(line_width(frame, Face::Title, text), area.width() - 2 * wall.layout.margin - tick - gap);
  const float x = (area.min.x + area.max.x - width - tick - gap) / 2, middle = (area.min.y + area.max.y) / 2;
  draw_status_icon(wall.list, Status::Completed, {x + tick / 2, middle}, tick, frame.theme.completed);
  draw_line(frame, wall.list, Face::Title, {x + tick + gap, middle - line_height(frame, Face::Title) / 2},
            frame.theme.completed, text, width);
  frame.note("empty", long_words, area.min, area.max);
}

void draw_rows(Wall& wall, const WallPlan::Page& page, float y, bool is_well) {
  Frame& frame = wall.frame;
  if (wall.layout.rows == 0) return;
  const Area body{{wall.min.x, y}, {wall.max.x, wall.max.y - wall.layout.footer}};
  if (is_well && !page.rows.empty()) {
    draw_verdict(wall, {body.min, {body.max.x, y + wall.layout.row * static_cast<float>(kVerdictRows)}});
    y += wall.layout.row * static_cast<float>(kVerdictRows);
  } else if (is_well) {
    return draw_verdict(wall, body);
  }
  const Columns columns = fitted(wall, page.rows);
  for (const CacheRow row : page.rows) {
    draw_row(wall, row, columns, y);
    y += wall.layout.row;
  }
  if (page.rows.empty()) draw_empty_state(frame, body);
}

// Shares out the height. All counts stay: what the top says beside them gets shorter first, then the digits smaller.
// Returns how many cards stand in a row.
int arrange(Wall& wall, WallTop& top, float height) {
  int in_a_row = cards_in_a_row(wall);
  const auto fits = [&] {
    wall.layout = with_parts(wall.layout, height, top.count(), (5 + in_a_row - 1) / in_a_row);
    return wall.layout.fits(height);
  };
  while (!fits()) {
    if (shorten(top)) continue;
    if (in_a_row < 3)
      in_a_row = 3;
    else if (!make_one_line(top) && std::exchange(in_a_row, 5) == 5)
      break;
  }
  return in_a_row;
}

}  // namespace

void draw_wall(Frame& frame) {
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const Glide shift = glide(frame.ticks, frame.scale);
  frame.change_in(60'000 - frame.ticks % 60'000);
  Wall wall{frame,
            *ImGui::GetWindowDrawList(),
            wall_layout(display.x, display.y, frame.scale),
            {shift.x, shift.y},
            {display.x + shift.x, display.y + shift.y}};
  const View* view = frame.view();
  const bool ours = view != nullptr && view->query == frame.desk.shown_query();
  frame.ui.wall.plan.update(frame.desk.news().snapshot, ours ? frame.desk.news().view.view : nullptr, frame.now);
  const bool is_well = well(frame);
  if (!is_well)
    frame.ui.wall.well_since = kNever;
  else if (frame.ui.wall.well_since == kNever)
    frame.ui.wall.well_since = frame.local_now();
  WallTop top = plan_wall_top(wall);
  const int in_a_row = arrange(wall, top, display.y);
  // Where all is well the rows are company, and give way.
  std::size_t rows = wall.layout.rows;
  if (is_well) rows = rows > kVerdictRows ? rows - kVerdictRows : 0;
  const WallPlan::Page page = frame.ui.wall.plan.page(frame.ticks, rows);
  draw_wall_top(wall, top);
  const float cards = wall.min.y + wall.layout.top() + wall.layout.margin / 2;
  draw_wall_cards(wall, cards, in_a_row);
  draw_rows(wall, page, cards + wall.layout.all_cards() + wall.layout.margin / 2, is_well);
  draw_bottom(wall, page);
  end_marks(frame);
  frame.rows_wanted = static_cast<std::int64_t>(WallPlan::kMostRows);
}

}  // namespace syncwall
