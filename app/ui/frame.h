// Frame: what one frame draws from, and what it asks for. UI thread only.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "draw/code_points.h"
#include "draw/font_set.h"
#include "draw/visual_text.h"
#include "table/change_marks.h"
#include "table/columns.h"
#include "table/job_text.h"
#include "table/page.h"
#include "table/scroll_anchor.h"
#include "table/wall_plan.h"
#include "ui/theme.h"

namespace syncwall {

// All that drawing remembers between frames and that means nothing to the page's behaviour.
struct UiState {
  std::string_view program_version;  // "0.1.0"
  std::string server_name;           // in place of the server's address; empty: the address
  bool sort_given = false;           // the command line gave one: it goes once before the remembered one
  bool focus_collection = false;
  // A field takes a frame or two to become active after it was given the focus: for so many more, what is typed is
  // kept.
  int focus_frames = 0;
  bool collection_active = false;
  std::vector<ImWchar> typed_early;
  ScrollAnchor anchor;
  WallPlan wall;
  WallMs well_since = kNever;  // all is well on the wall, seen without a break; kNever: it isn't
  VisualText visual;
  std::optional<CacheRow> scroll_to;
  std::int64_t rows_on_screen = 20, first_row = 0;
  bool pointer_on_table = false;

  struct CellRef {
    CacheRow row{};
    Column column = Column::Pick;
    friend bool operator==(const CellRef&, const CellRef&) = default;
  };
  std::optional<CellRef> hovered;  // and since when, in ticks
  TickMs hovered_since = 0;
  Tooltip tip;  // of tip_cell, as of tip_second and tip_version: made once, not every frame
  std::optional<CellRef> tip_cell;
  std::int64_t tip_second = 0;
  std::uint64_t tip_version = 0;
  std::optional<CellRef> menu;
  PackedId menu_job;  // whose row it was opened on
  bool open_menu = false, menu_open = false;

  std::string typed_count;
  int dialog_focus = 0;  // 0: the harmless button
  DeleteFlow::State dialog_state = DeleteFlow::State::Closed;
  std::string cell_buffer, line_buffer, stand_in_buffer;

  ChangeMarks row_marks, card_marks;
  std::int64_t failed_seen = -1, failed_rises = 0;  // -1: not counted yet
  std::array<float, kColumns> header_widths{};      // that the labels want, px

  std::size_t cached_bytes = 0;  // of the snapshot of that version: counted anew only for another one
  std::uint64_t cached_bytes_version = 0;
};

// Where a widget was drawn and what it said: for tests, which find things by meaning and not by pixel.
struct Note {
  std::string role, name;
  ImVec2 min, max;
};

// A line of text as it was drawn: for tests that look for overlaps and for what is cut off without a sign.
struct DrawnText {
  std::string text;
  ImVec2 min, max;
  ImVec4 clip;
  const void* list = nullptr;  // lines of one list lie in one plane
  bool cut = false;            // and ends with "…", behind `shown`
  std::string shown = {};
};

struct Frame {
  Page& page;
  UiState& ui;
  const FontSet& fonts;
  CodePoints& seen;
  Theme theme;
  float scale = 1;
  WallMs now = 0;                   // by the server's clock, as the jobs' times are
  std::int64_t clock_ahead_ms = 0;  // which is so far ahead of this machine's
  TickMs ticks = 0;
  std::vector<Note>* notes = nullptr;          // null: nobody asks
  std::vector<DrawnText>* texts = nullptr;     // the same
  std::int64_t last_frame_us = 0, frames = 0;  // how long the last frame took, and how many there were

  Actions actions = {};
  std::int64_t next_change_ms = 60'000;  // how soon a text on the screen reads otherwise
  std::int64_t rows_wanted = 0;          // of the current query

  [[nodiscard]] float px(float size) const { return std::round(size * scale); }
  void act(Action a) { actions.push_back(std::move(a)); }
  void change_in(std::int64_t ms) { next_change_ms = ms < next_change_ms ? ms : next_change_ms; }
  void end_marks() {
    ui.row_marks.end_frame();
    ui.card_marks.end_frame();
    change_in(std::min(ui.row_marks.next_change_ms(ticks), ui.card_marks.next_change_ms(ticks)));
  }
  void note(std::string_view role, std::string_view name, ImVec2 min, ImVec2 max) {
    if (notes != nullptr) notes->push_back({std::string(role), std::string(name), min, max});
  }
  [[nodiscard]] WallMs local_now() const { return now - clock_ahead_ms; }
  [[nodiscard]] const FetchStatus* status() const { return page.news().status.get(); }
  [[nodiscard]] const View* view() const { return page.news().view.view.get(); }
  [[nodiscard]] JobView job(CacheRow row, Snapshot::IdBuffers& ids) const { return page.news().snapshot.job(row, ids); }
};

}  // namespace syncwall
