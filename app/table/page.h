// Page: what the dashboard remembers and how it answers to what a person does, without ImGui and without I/O.
// Widgets append Actions; Page::run executes them, in one place, after the frame (architecture.md). What must
// leave the page (ask the server, delete, copy) goes out as calls of Ports. UI thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cache/views/view_builder.h"
#include "jobs/deletion.h"
#include "jobs/fetch_status.h"
#include "jobs/query.h"
#include "net/request_record.h"
#include "table/delete_flow.h"
#include "table/selection.h"

namespace syncwall {

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
};
struct SelectAllMatching {};
struct ClearSelection {};
struct MoveCursor {
  CacheRow row;
};
struct OpenDetails {
  CacheRow row;
};
struct CloseDetails {};
struct AskDelete {};  // of the ticked jobs; where none is ticked, of the cursor's
struct AskDeleteOf {
  CacheRow row;
};
struct ConfirmDelete {
  std::string typed;
};
struct CancelDelete {};  // Asking: closes; Sending: stops after the batch under way
struct RetryDelete {};
struct Copy {
  std::string text, what;
};
struct CopyRows {};  // the ticked jobs, as many as the clipboard takes; where none is ticked, the cursor's
struct ApplyWaiting {};
struct Refresh {};
struct Zoom {
  int steps = 0;
};  // 0: back to 100 %
struct NextTheme {};
struct ToggleWall {};
struct ShowKeys {
  bool shown = false;
};
struct ToggleMeter {};
struct ToggleDiagnostics {};
struct Quit {};
}  // namespace action
using Action =
    std::variant<action::SetQuery, action::Toggle, action::RangeTo, action::SelectAllMatching, action::ClearSelection,
                 action::MoveCursor, action::OpenDetails, action::CloseDetails, action::AskDelete, action::AskDeleteOf,
                 action::ConfirmDelete, action::CancelDelete, action::RetryDelete, action::Copy, action::CopyRows,
                 action::ApplyWaiting, action::Refresh, action::Zoom, action::NextTheme, action::ToggleWall,
                 action::ShowKeys, action::ToggleMeter, action::ToggleDiagnostics, action::Quit>;
using Actions = std::vector<Action>;

// Where requests leave the page. Each is called on the UI thread and must not wait.
struct Ports {
  std::function<void(const Query&)> ask;  // the current query has changed
  std::function<void(std::uint64_t request_id, const DeleteOrder& order)> remove;
  std::function<void()> cancel_remove;
  std::function<void()> refresh;
  std::function<void(const std::string&)> copy;  // to the clipboard
  std::function<void(int steps)> zoom;
  std::function<void()> next_theme;
  std::function<void(bool on)> wall;  // the screen becomes a wall's, or a desk's again
  std::function<void()> quit;
  std::size_t clipboard_bytes = std::size_t{8} << 20;  // copy() is never given more
};

class Page {
 public:
  Page(Query query, Ports ports) : query_(std::move(query)), ports_(std::move(ports)) {}

  static constexpr std::size_t kMostCopied = 50'000;  // rows on the clipboard, and no more than Ports::clipboard_bytes

  // Before each frame: the newest of everything. `pointer_on_table`: as the last frame saw it.
  struct News {
    Snapshot snapshot;  // not older than the view's: take it after the view
    ShownView view;
    std::shared_ptr<const FetchStatus> status;
    std::shared_ptr<const DeleteProgress> deletion;
    WallMs now = 0;
    std::shared_ptr<const RequestRecords> requests = nullptr;  // the last ones, oldest first; null: nobody keeps them
    TickMs ticks = 0;  // the same moment as `now`, by the clock that never jumps
  };
  void receive(News news);

  void run(const Actions& actions);

  // Wall mode (product.md): read-only, its own query, within the desk's filter. The port is told.
  void set_wall(bool on);
  [[nodiscard]] bool wall() const { return wall_; }
  // What is asked for now: the desk's query, or the wall's.
  [[nodiscard]] const Query& shown_query() const { return wall_ ? wall_query_ : query_; }

  // What the view builder should build now. `busy`: the pointer is on the table, or a menu is open.
  [[nodiscard]] ViewRequest view_request(bool busy) const;

  [[nodiscard]] const Query& query() const { return query_; }
  [[nodiscard]] const News& news() const { return news_; }
  [[nodiscard]] Selection& selection() { return selection_; }
  [[nodiscard]] const DeleteFlow& deletion() const { return deletion_; }
  [[nodiscard]] std::optional<CacheRow> cursor() const { return row_of(cursor_); }
  [[nodiscard]] std::optional<CacheRow> details() const { return row_of(details_); }
  [[nodiscard]] bool keys_shown() const { return keys_shown_; }
  [[nodiscard]] bool meter_shown() const { return meter_shown_; }  // what a frame costs
  [[nodiscard]] bool diagnostics_shown() const { return diagnostics_shown_; }
  [[nodiscard]] bool can_delete() const { return news_.status && news_.status->capabilities.can_delete; }
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

  void tell_checked();
  void tell_listed(std::int64_t unclear_before);
  void complete_selection();
  bool update_wall_query();  // whether it is another one now
  void on(const action::SetQuery& a);
  void on(const action::Toggle& a) {
    if (news_.snapshot.alive(a.row)) selection_.toggle(a.row);
  }
  void on(const action::RangeTo& a);
  void on(const action::SelectAllMatching&);
  void on(const action::ClearSelection&) { selection_.clear(); }
  void on(const action::MoveCursor& a) { cursor_ = job_row(a.row); }
  void on(const action::OpenDetails& a) { details_ = cursor_ = job_row(a.row); }
  void on(const action::CloseDetails&) { details_.reset(); }
  void on(const action::AskDelete&);
  void on(const action::AskDeleteOf& a);
  void on(const action::ConfirmDelete& a);
  void on(const action::CancelDelete&);
  void on(const action::RetryDelete&) { deletion_.retry(news_.snapshot); }
  void on(const action::Copy& a);
  void on(const action::CopyRows&);
  void on(const action::ApplyWaiting&) { ++apply_; }
  void on(const action::Refresh&);
  void on(const action::Zoom& a) { ports_.zoom(a.steps); }
  void on(const action::NextTheme&) { ports_.next_theme(); }
  void on(const action::ToggleWall&) { set_wall(!wall_); }
  void on(const action::ShowKeys& a) { keys_shown_ = a.shown; }
  void on(const action::ToggleMeter&) { meter_shown_ = !meter_shown_; }
  void on(const action::ToggleDiagnostics&) { diagnostics_shown_ = !diagnostics_shown_; }
  void on(const action::Quit&) { ports_.quit(); }

  Query query_, wall_query_;
  bool wall_ = false, wall_few_ = true;
  const Ports ports_;
  News news_;
  Selection selection_;
  DeleteFlow deletion_;
  DeletingRows deleting_;  // where the query asks for them
  std::optional<JobRow> cursor_, details_;
  std::uint64_t apply_ = 0, next_request_ = 1;
  bool keys_shown_ = false, meter_shown_ = false, diagnostics_shown_ = false;
  std::int64_t checked_gone_ = 0, checked_kept_ = 0, checked_unclear_ = 0;  // DeleteProgress's, as told so far
  std::string notice_;
  TickMs notice_at_ = 0;
};

// So many rows of a query are loaded for "all that match" where not all jobs are kept here: the rest of the room is for
// what else is looked at.
[[nodiscard]] std::int64_t rows_for_all(const FetchStatus& status);

}  // namespace syncwall
