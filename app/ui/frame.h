// Frame: what one frame draws from, and what it asks for. UI thread only.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "draw/code_points.h"
#include "draw/font_set.h"
#include "table/desk.h"
#include "ui/cards.h"
#include "ui/changes.h"
#include "ui/columns_menu.h"
#include "ui/filter_bar.h"
#include "ui/focus.h"
#include "ui/job_menu.h"
#include "ui/job_table.h"
#include "ui/meter.h"
#include "ui/order_dialog.h"
#include "ui/palette_panel.h"
#include "ui/query_line.h"
#include "ui/text_state.h"
#include "ui/theme.h"
#include "ui/wall/wall.h"

namespace syncwall {

// Who draws and what is drawn of, where the server's address alone wouldn't say.
struct ProgramNames {
  std::string_view program_version;  // "0.1.0"
  std::string server_name;           // in place of the server's address; empty: the address
};

// What the panels remember between frames, and what means nothing to the desk's behaviour.
struct UiState {
  ProgramNames names;
  TextState text;
  ChangesState changes;
  CardsState cards;
  FocusState focus;
  FilterBarState filter;
  QueryLineState query;
  PaletteState palette;
  ColumnsMenuState columns;
  TableState table;
  JobMenuState menu;
  OrderDialogState dialog;
  MeterState meter;
  WallState wall;
};

// The order stands still under the pointer, while a menu or a dropdown is open, and while the pointer is on its way to
// the chip that lets changes through.
[[nodiscard]] inline bool holds_order(const UiState& ui) {
  return ui.table.pointer_on_table || ui.focus.menu_drawn || ui.menu.opens || ui.columns.opens || ui.filter.at_chip;
}

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
  Desk& desk;
  UiState& ui;
  const FontSet& fonts;
  CodePoints& seen;
  Theme theme;
  float scale = 1;
  WallMs now = 0;                   // by the (first) server's clock, as the jobs' times are
  std::int64_t clock_ahead_ms = 0;  // which is so far ahead of this machine's
  TickMs ticks = 0;
  std::vector<Note>* notes = nullptr;          // null: nobody asks
  std::vector<DrawnText>* texts = nullptr;     // the same
  std::int64_t last_frame_us = 0, frames = 0;  // how long the last frame took, and how many there were

  Actions actions = {};
  std::int64_t next_change_ms = 60'000;  // how soon a text on the screen reads otherwise
  std::int64_t rows_wanted = 0;          // of the current query

  [[nodiscard]] float px(float size) const { return std::round(size * scale); }
  [[nodiscard]] float hairline() const { return std::max(1.0f, scale); }  // px
  void act(Action a) { actions.push_back(std::move(a)); }
  void change_in(std::int64_t ms) { next_change_ms = ms < next_change_ms ? ms : next_change_ms; }
  void note(std::string_view role, std::string_view name, ImVec2 min, ImVec2 max) {
    if (notes != nullptr) notes->push_back({std::string(role), std::string(name), min, max});
  }
  [[nodiscard]] WallMs local_now() const { return now - clock_ahead_ms; }
  [[nodiscard]] const FetchStatus* status() const { return desk.news().status.get(); }
  [[nodiscard]] const View* view() const { return desk.news().view.view.get(); }
  [[nodiscard]] JobView job(CacheRow row, Snapshot::IdBuffers& ids) const { return desk.news().job(row, ids); }
  // By the clock of the row's server.
  [[nodiscard]] WallMs now_of(CacheRow row) const { return desk.news().now_of(row) - desk.news().now + now; }
  // What is known of the row is old, although others' are not.
  [[nodiscard]] bool old(CacheRow row) const {
    const FetchStatus* const of_row = desk.news().status_of(row);
    return of_row != nullptr && of_row->connection.stale(ticks);
  }
};

}  // namespace syncwall
