// Dashboard: the desk with everything behind it: cache, view builder, a fetch thread for each server, the order thread.
// Knows Dear ImGui's
// context but no window. Main thread; other threads only wake it.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "cache/job_cache.h"
#include "cache/views/view_builder.h"
#include "program/backend.h"
#include "sync/fetch_thread.h"
#include "sync/order_thread.h"
#include "table/desk.h"
#include "ui/dashboard.h"
#include "window/frame_scheduler.h"
#include "window/letters/fonts.h"

namespace syncwall {

class Dashboard {
 public:
  // What only a window can do.
  struct Host {
    std::function<void(const std::string&)> copy;
    std::function<void(int steps)> zoom;
    std::function<void()> next_theme, quit;
    std::function<void(Screen)> show;
    std::function<void()> wake;                          // any thread
    std::size_t clipboard_bytes = std::size_t{8} << 20;  // copy() is never given more
  };
  // The letters that all dashboards of a window are drawn with.
  struct Letters {
    Fonts& fonts;
    CodePoints& seen;
  };
  // One server or several, shown together; what is asked for is the first one's. They, `clock` and `letters` must
  // outlive it.
  [[nodiscard]] static Result<std::unique_ptr<Dashboard>> open(std::span<const Stage> servers, const Clock& clock,
                                                               Letters letters, Host host);
  ~Dashboard();

  // What other threads have brought since the last call. Answer: the rows of a query that was changed.
  [[nodiscard]] Heard heard();

  void set_theme(const Theme& theme);
  // It is shown in place of another one, which has left its colours behind.
  void take_over() { restyle_ = true; }
  void show(Screen screen) { desk_.show(screen); }
  [[nodiscard]] bool on_wall() const { return desk_.on_wall(); }
  // Between frames. True where fonts or sizes are others: the screen must be drawn anew. `patient`: waits for letters
  // that are still to come.
  bool prepare(float scale, bool patient = false);
  // How long the last frame took, and how many there were: for the overlay.
  void measured(std::int64_t frame_us, std::int64_t frames) { frame_.last_frame_us = frame_us, frame_.frames = frames; }
  // Between NewFrame and Render. False: with gaps for letters that are still to come.
  bool draw();
  // What the last frame drew; empty where no one asked with --describe.
  [[nodiscard]] std::span<const Note> notes() const { return notes_; }
  // After the frame: its actions, and what is wanted of the other threads.
  Rows act();
  // Ticks at which the drawn text reads otherwise.
  [[nodiscard]] TickMs next_change() const { return ticks_ + frame_.next_change_ms; }

  // The query's answer is drawn whole: it can be shown as a picture.
  [[nodiscard]] bool complete() const;
  [[nodiscard]] const Desk::News& news() const { return desk_.news(); }

 private:
  // What is kept of each server.
  struct Server {
    std::string name;
    const RequestJournal* journal = nullptr;
    std::shared_ptr<const FetchStatus> status;  // the newest
    Link logged_link = Link::Connecting;        // what stands in the log already
    std::unique_ptr<FetchThread> fetch;         // last: it stops before what it uses goes
  };
  Dashboard(std::span<const Stage> servers, const Clock& clock, Letters letters, Host host);
  [[nodiscard]] Result<Done> start(std::span<const Stage> servers, const Clock& clock);
  [[nodiscard]] Ports ports();
  void hear_servers();
  [[nodiscard]] std::shared_ptr<const RequestRecords> last_requests() const;
  [[nodiscard]] ViewRequest view_request() const;
  void write_log();
  void wake();
  void want_rows();

  ShiftedClock clock_;  // the server's, by which its times are young or late
  const Host host_;
  std::atomic<bool> news_{true};
  JobCache cache_;
  std::unique_ptr<ViewBuilder> views_;
  Desk desk_;
  UiState ui_;
  const Letters letters_;
  Frame frame_;
  std::vector<Note> notes_;
  float scale_ = 1;
  bool restyle_ = true;
  TickMs ticks_ = 0, refreshed_ = 0;
  ViewRequest wanted_view_;
  std::int64_t wanted_rows_ = 0;
  Log* log_ = nullptr;
  std::uint64_t logged_order_ = 0;
  std::shared_ptr<const FetchStatus> status_;                         // of all servers together
  std::shared_ptr<const std::vector<Desk::ServerNews>> server_news_;  // null: there is one
  OriginContexts origins_;
  // Last: they stop before what they use goes.
  std::vector<Server> servers_;  // by origin
  std::unique_ptr<OrderThread> orders_;
};

}  // namespace syncwall
