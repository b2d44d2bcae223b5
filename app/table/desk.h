// Desk: what the dashboard remembers and how it answers to what a person does, without ImGui and without I/O.
// Widgets append Actions; Desk::run executes them, in one place, after the frame. What must
// leave the page (ask the server, carry out, copy) goes out as calls of Ports. UI thread only.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cache/views/view_builder.h"
#include "jobs/fetch_status.h"
#include "jobs/order_result.h"
#include "jobs/query.h"
#include "net/request_record.h"
#include "table/order_flow.h"
#include "table/selection.h"

namespace syncwall {

enum class Screen : std::uint8_t { Table, Wall };

// What a person asked for. Values only: a row is a job's CacheRow.
namespace action {
struct SetQuery {
  Query query;
};
struct Toggle {
  CacheRow row;
};
struct RangeTo {
  CacheRow row;
};  // ticks from where a range begins, and moves the cursor
struct SelectAllMatching {};
struct ClearSelection {};
struct MoveCursor {
  CacheRow row;
};
struct OpenDetails {
  CacheRow row;
};
struct CloseDetails {};
struct AskOrder {
  RowAction action;
  std::optional<CacheRow> row = {};  // none: of the ticked jobs; where none is ticked, of the cursor's
};
struct ConfirmOrder {
  std::string typed;
  OrderFlow::Runs runs = OrderFlow::Runs::Included;
};
struct CancelOrder {};  // Asking: closes; Sending: stops after the batch under way
struct RetryOrder {};
struct Copy {
  std::string text, what;
};
struct Tell {
  std::string text;  // a short notice
};
struct CopyRows {};  // the ticked jobs, as many as the clipboard takes; where none is ticked, the cursor's
struct ApplyWaiting {};
struct Refresh {};
struct Zoom {
  int steps = 0;
};  // 0: back to 100 %
struct NextTheme {};
struct Show {
  Screen screen;
};
struct ShowKeys {
  bool shown = false;
};
struct ToggleMeter {};
struct ToggleDiagnostics {};
struct ToggleFailures {};
// The jobs of the group at that place among those shown; again: all of them.
struct ChooseFailure {
  std::size_t at = 0;
};
struct Quit {};
}  // namespace action
using Action = std::variant<action::SetQuery, action::Toggle, action::RangeTo, action::SelectAllMatching,
                            action::ClearSelection, action::MoveCursor, action::OpenDetails, action::CloseDetails,
                            action::AskOrder, action::ConfirmOrder, action::CancelOrder, action::RetryOrder,
                            action::Copy, action::Tell, action::CopyRows, action::ApplyWaiting, action::Refresh,
                            action::Zoom, action::NextTheme, action::Show, action::ShowKeys, action::ToggleMeter,
                            action::ToggleDiagnostics, action::ToggleFailures, action::ChooseFailure, action::Quit>;
using Actions = std::vector<Action>;

// Where requests leave the desk. Each is called on the UI thread and must not wait.
struct Ports {
  std::function<void(const Query&)> ask;  // the current query has changed
  std::function<void(std::uint64_t request_id, const RowOrder& order)> carry_out;
  std::function<void()> cancel_order;
  std::function<void()> refresh;
  std::function<void(const std::string&)> copy;  // to the clipboard
  std::function<void(int steps)> zoom;
  std::function<void()> next_theme;
  std::function<void(Screen)> show;  // another screen is shown now
  std::function<void()> quit;
  std::size_t clipboard_bytes = std::size_t{8} << 20;  // copy() is never given more
};

class Desk {
 public:
  Desk(Query query, Ports ports) : query_(std::move(query)), ports_(std::move(ports)) {}

  static constexpr std::size_t kMostCopied = 50'000;  // rows on the clipboard, and no more than Ports::clipboard_bytes

  // One of several servers.
  struct ServerNews {
    std::string name;
    std::shared_ptr<const FetchStatus> status;  // never null
    std::int64_t clock_ahead_ms = 0;            // its clock before that of News::now
  };
  // Before each frame: the newest of everything. `pointer_on_table`: as the last frame saw it.
  struct News {
    Snapshot snapshot;  // not older than the view's: take it after the view
    ShownView view;
    std::shared_ptr<const FetchStatus> status;  // of several servers: what they come to together
    std::shared_ptr<const OrderProgress> order;
    WallMs now = 0;
    std::shared_ptr<const RequestRecords> requests = nullptr;  // the last ones, oldest first; null: nobody keeps them
    TickMs ticks = 0;  // the same moment as `now`, by the clock that never jumps
    // Each server, where several are shown together; null: `status` is that of the only one.
    std::shared_ptr<const std::vector<ServerNews>> servers = nullptr;

    [[nodiscard]] bool several() const { return servers != nullptr; }
    // No number is old, and no server's are missing.
    [[nodiscard]] bool all_live(TickMs at) const;
    // Of the server that the row is of.
    [[nodiscard]] const FetchStatus* status_of(CacheRow row) const {
      return servers ? (*servers)[index_of(snapshot.origin(row))].status.get() : status.get();
    }
    [[nodiscard]] std::string_view server_of(CacheRow row) const {
      return servers ? std::string_view((*servers)[index_of(snapshot.origin(row))].name) : std::string_view();
    }
    // By the clock of that server.
    [[nodiscard]] WallMs now_of(CacheRow row) const {
      return servers ? now + (*servers)[index_of(snapshot.origin(row))].clock_ahead_ms : now;
    }
    // The job; see Snapshot::job().
    [[nodiscard]] JobView job(CacheRow row, Snapshot::IdBuffers& ids) const {
      JobView job = snapshot.job(row, ids);
      job.server = server_of(row);
      return job;
    }
  };
  void receive(News news);

  void run(const Actions& actions);

  // The wall is read-only and has its own query, within the desk's filter. The port is told.
  void show(Screen screen);
  [[nodiscard]] Screen screen() const { return screen_; }
  [[nodiscard]] bool on_wall() const { return screen_ == Screen::Wall; }
  // What is asked for now: the desk's query, or the wall's.
  [[nodiscard]] const Query& shown_query() const { return on_wall() ? wall_query_ : query_; }

  // What the view builder should build now, but for the servers. `busy`: the pointer is on the table, or a menu is
  // open.
  [[nodiscard]] ViewRequest view_request(bool busy) const;

  [[nodiscard]] const Query& query() const { return query_; }
  [[nodiscard]] const News& news() const { return news_; }
  [[nodiscard]] Selection& selection() { return selection_; }
  [[nodiscard]] const Selection& selection() const { return selection_; }
  [[nodiscard]] const OrderFlow& order() const { return order_; }
  [[nodiscard]] std::optional<CacheRow> cursor() const { return row_of(cursor_); }
  [[nodiscard]] std::optional<CacheRow> details() const { return row_of(details_); }
  [[nodiscard]] bool keys_shown() const { return keys_shown_; }
  [[nodiscard]] bool meter_shown() const { return meter_shown_; }  // what a frame costs
  [[nodiscard]] bool diagnostics_shown() const { return diagnostics_shown_; }
  [[nodiscard]] bool failures_shown() const { return failures_shown_; }  // by their reasons
  // Of a server that hasn't said yet, as of an administrator: the columns don't jump for most.
  [[nodiscard]] bool is_admin() const {
    return !news_.status || !news_.status->account || news_.status->account->is_admin;
  }
  // A short confirmation ("Copied …"), and when it came; shown for some seconds.
  [[nodiscard]] const std::string& notice() const { return notice_; }
  [[nodiscard]] TickMs notice_at() const { return notice_at_; }

 private:
  // A row and whose it is: once its job is dead, it may be given to another (cache/row_reuse.h).
  struct JobRow {
    CacheRow row;
    PackedId job;
  };
  [[nodiscard]] JobRow job_row(CacheRow row) const { return {row, news_.snapshot.id(row)}; }
  [[nodiscard]] static std::optional<CacheRow> row_of(const std::optional<JobRow>& at) {
    return at ? std::optional(at->row) : std::nullopt;
  }

  void tell(std::string notice) {
    notice_ = std::move(notice);
    notice_at_ = news_.ticks;
  }
  void tell_checked();
  void tell_checked(RowAction action, const OrderProgress::Checked& now);
  void tell_listed(std::int64_t unclear_before);
  void complete_selection();
  void move_cursor(CacheRow row);
  void keep_cursor(const View* before);
  bool update_wall_query();  // whether it is another one now
  void on(const action::SetQuery& a);
  void on(const action::Toggle& a) {
    if (news_.snapshot.alive(a.row)) selection_.toggle(a.row);
  }
  void on(const action::RangeTo& a);
  void on(const action::SelectAllMatching&);
  void on(const action::ClearSelection&) { selection_.clear(); }
  void on(const action::MoveCursor& a);
  void on(const action::OpenDetails& a) { details_ = cursor_ = job_row(a.row); }
  void on(const action::CloseDetails&) { details_.reset(); }
  void on(const action::AskOrder& a);
  void leave_out_unable(RowAction action, std::vector<CacheRow>& rows);
  void on(const action::ConfirmOrder& a);
  void on(const action::CancelOrder&);
  void on(const action::RetryOrder&) { order_.retry(news_.snapshot); }
  void on(const action::Copy& a);
  void on(const action::Tell& a) { tell(a.text); }
  void on(const action::CopyRows&);
  void on(const action::ApplyWaiting&) { ++apply_; }
  void on(const action::Refresh&);
  void on(const action::Zoom& a) { ports_.zoom(a.steps); }
  void on(const action::NextTheme&) { ports_.next_theme(); }
  void on(const action::Show& a) { show(a.screen); }
  void on(const action::ShowKeys& a) { keys_shown_ = a.shown; }
  void on(const action::ToggleMeter&) { meter_shown_ = !meter_shown_; }
  void on(const action::ToggleDiagnostics&) { diagnostics_shown_ = !diagnostics_shown_; }
  void on(const action::ToggleFailures&) { failures_shown_ = !failures_shown_; }
  void on(const action::ChooseFailure& a);
  void on(const action::Quit&) { ports_.quit(); }

  Query query_, wall_query_;
  Screen screen_ = Screen::Table;
  bool wall_few_ = true;
  const Ports ports_;
  News news_;
  Selection selection_;
  OrderFlow order_;
  DeletingRows deleting_;  // where the query asks for them
  std::optional<JobRow> cursor_, details_;
  std::uint64_t apply_ = 0, next_request_ = 1;
  bool keys_shown_ = false, meter_shown_ = false, diagnostics_shown_ = false, failures_shown_ = false;
  std::array<OrderProgress::Checked, kRowActions.size()> checked_{};  // OrderProgress's, as told so far
  std::string notice_;
  TickMs notice_at_ = 0;
};

// So many rows of a query are loaded for "all that match" where not all jobs are kept here: the rest of the room is for
// what else is looked at.
[[nodiscard]] std::int64_t rows_for_all(const FetchStatus& status);

}  // namespace syncwall
