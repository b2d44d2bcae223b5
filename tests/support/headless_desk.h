// The dashboard as a person sees it, without a window: a page over a cache, drawn frame by frame into a headless
// context, used by its notes (what was drawn where) with a real mouse and keyboard. What the page asks of the source
// is kept. Views are built at once, so a test never waits.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "support/imgui_driver.h"
#include "support/table_fixture.h"
#include "table/desk.h"
#include "ui/dashboard.h"

namespace syncwall::test {

class HeadlessDesk : public TableFixture {
 public:
  explicit HeadlessDesk(float width = 1920, float height = 1080, float scale = 1, std::size_t origins = 1);

  // Frames.
  void step(int frames = 1);
  // One frame over what stands, ms later: takes nothing new from the cache.
  void tick(std::int64_t ms);
  bool quiet = false;  // no notes are taken
  // A person's hands. Each takes the frames that it needs.
  void hover(const Note& note);
  void click(const Note& note, int button = 0, bool shift = false, bool ctrl = false);
  void double_click(const Note& note);
  void press(Key key, bool shift = false, bool ctrl = false);
  void type(std::string_view ascii);
  void wheel(float notches);

  // What the last frame drew; the first whose name begins so. A test fails where there is none.
  [[nodiscard]] Note get(std::string_view role, std::string_view name_begins = "") const;
  [[nodiscard]] std::optional<Note> find(std::string_view role, std::string_view name_begins = "") const;
  [[nodiscard]] std::vector<std::string> names(std::string_view role) const;
  [[nodiscard]] bool says(std::string_view role, std::string_view part) const;

  // What other threads would bring.
  FetchStatus status;
  std::vector<syncwall::Desk::ServerNews> servers;  // where there are several; `status` is then what they come to
  std::shared_ptr<const OrderProgress> deletion;
  std::shared_ptr<const RequestRecords> requests;
  std::int64_t waiting = 0;
  WallMs now = kNow;
  TickMs ticks = 1'000'000;

  // What was asked for.
  std::vector<Query> asked;
  std::vector<std::vector<std::string>> removed;
  std::uint64_t last_request = 0;
  RowAction last_action = RowAction::Delete;
  std::int64_t clock_ahead_ms = 0;
  int refreshed = 0, themes = 0, quits = 0, removals_cancelled = 0, zoomed = 0;
  std::string clipboard;
  std::vector<Screen> shown;

  // How it looks. `between_frames` may change these.
  std::function<void()> between_frames = [] {};
  FontSet fonts;
  CodePoints seen;
  std::vector<DrawnText> texts;  // of the last frame
  void set_theme(const Theme& theme);

  UiState ui;
  syncwall::Desk model;
  ImGuiDriver driver;
  std::int64_t rows_wanted = 0, next_change_ms = 0;

 private:
  [[nodiscard]] Ports ports();
  void draw();
  std::vector<Note> notes_;
  Frame frame_{model, ui, fonts, seen, Theme{}};
};

// With so many jobs (some_jobs), drawn.
class FilledDesk : public HeadlessDesk {
 public:
  explicit FilledDesk(int jobs) {
    put(some_jobs(jobs));
    step(3);
  }
};

}  // namespace syncwall::test
