#include "table/desk.h"

#include <algorithm>
#include <iterator>

#include "base/time_text.h"
#include "base/utf8.h"
#include "jobs/filter/filter_logic.h"
#include "table/commands.h"
#include "table/job_text.h"
#include "table/scroll_anchor.h"
#include "table/wall_plan.h"

namespace syncwall {

std::int64_t rows_for_all(const FetchStatus& status) { return status.mirror_limit / 4 * 3; }

bool Desk::News::all_live(TickMs at) const {
  const auto live = [at](const FetchStatus& s) { return s.connection.link == Link::Live && !s.connection.stale(at); };
  if (!servers) return status != nullptr && live(*status);
  return std::ranges::all_of(*servers, [&](const ServerNews& server) { return live(*server.status); });
}

void Desk::receive(News news) {
  const std::shared_ptr<const View> before = news_.view.view;
  news_ = std::move(news);
  selection_.settle(news_.snapshot, news_.now);
  keep_cursor(before.get());
  for (auto* const kept : {&cursor_, &details_}) {
    if (*kept && !news_.snapshot.is((*kept)->row, (*kept)->job)) kept->reset();
  }
  complete_selection();
  const bool sending = order_.state() == OrderFlow::State::Sending;
  const std::int64_t unclear = order_.unclear();
  order_.update(news_.snapshot, news_.order, news_.status ? &news_.status->connection : nullptr);
  deleting_ = asks_deleting(shown_query().filter) ? order_.deleting_rows() : nullptr;
  if (sending && order_.state() == OrderFlow::State::Outcome) {
    // What somebody did here must be seen, also while the pointer rests on the table. Removed jobs have left the cache
    // already; of others the server's changes tell.
    ++apply_;
    if (!words(order_.action()).removes) ports_.refresh();
  }
  tell_checked();
  tell_listed(unclear);
  // Few jobs or many: what the wall asks for depends on it.
  if (!on_wall() || !news_.status) return;
  if (update_wall_query()) ports_.ask(wall_query_);
}

bool Desk::update_wall_query() {
  const JobSummary* const summary = news_.status && news_.status->summary ? &*news_.status->summary : nullptr;
  WallScope scope = wall_scope(summary, query_.filter, wall_few_);
  wall_few_ = scope.few;
  if (scope.query == wall_query_) return false;
  wall_query_ = std::move(scope.query);
  return true;
}

// What an order with a lost answer came to, where no dialog says so.
void Desk::tell_checked() {
  if (!news_.order) return;
  for (const RowAction action : kRowActions) tell_checked(action, news_.order->checked_of(action));
}

void Desk::tell_checked(RowAction action, const OrderProgress::Checked& now) {
  OrderProgress::Checked& told = checked_[static_cast<std::size_t>(action)];
  const std::int64_t done = now.done - told.done, not_done = now.not_done - told.not_done,
                     unclear = now.unclear - told.unclear;
  told = now;
  if (done + not_done + unclear == 0 || order_.state() == OrderFlow::State::Outcome) return;
  const std::string word(words(action).done);
  std::string text = "Checked with the server: " + std::string(grouped(done).view()) + " " + word + ", " +
                     std::string(grouped(not_done).view()) + " not " + word;
  if (unclear > 0)
    text += ", of " + std::string(grouped(unclear).view()) + " the server can't tell: the list will show them";
  tell(std::move(text));
}

// The same of jobs about which only the list could tell.
void Desk::tell_listed(std::int64_t unclear_before) {
  if (unclear_before == 0 || order_.unclear() > 0 || order_.state() != OrderFlow::State::Closed) return;
  const ActionWords& word = words(order_.action());
  tell("As the list shows: " + std::string(grouped(order_.listed_done()).view()) + " " + std::string(word.done) + ", " +
       std::string(grouped(order_.listed_not_done()).view()) + " " + std::string(word.contrary));
}

// "All that match", where they are loaded on demand only: the query's own walk ends it, or what is kept here.
void Desk::complete_selection() {
  if (!selection_.pending() || !news_.view.view || !news_.view.current || !news_.status) return;
  const FetchStatus& status = *news_.status;
  selection_.complete_from(*news_.view.view, status.over_limit && status.query_rows >= rows_for_all(status));
}

void Desk::run(const Actions& actions) {
  for (const Action& a : actions) {
    std::visit([this](const auto& what) { on(what); }, a);
  }
}

void Desk::show(Screen screen) {
  if (screen_ == screen || !availability(CommandId::Wall, *this).enabled()) return;
  screen_ = screen;
  keys_shown_ = false;
  details_.reset();
  update_wall_query();
  ports_.ask(shown_query());
  ports_.show(screen);
}

ViewRequest Desk::view_request(bool busy) const {
  if (on_wall()) return {wall_query_, false, apply_, deleting_};
  const bool hold = busy || order_.open() || !selection_.empty();
  return {query_, hold, apply_, deleting_, failures_shown_};
}

void Desk::on(const action::SetQuery& a) {
  if (a.query == query_) return;
  if (selection_.pending() && !(a.query.filter == *selection_.pending_filter()) && news_.status &&
      news_.status->over_limit) {
    selection_.stop_waiting();
    tell("Not all that matched are selected: the filter changed while they were loading");
  }
  query_ = a.query;
  ports_.ask(query_);
}

void Desk::on(const action::ChooseFailure& a) {
  const FailureGroups* const failures = news_.view.failures.get();
  if (failures == nullptr || a.at >= failures->groups.size()) return;
  on(action::SetQuery{{with_group(query_.filter, failures->groups[a.at].reason), query_.sort}});
}

// Details show the job that keys are for.
void Desk::move_cursor(CacheRow row) {
  cursor_ = job_row(row);
  if (details_) details_ = cursor_;
}

// A cursor whose job is gone goes to the next one, or the last before it. Not while details tell that it is gone.
void Desk::keep_cursor(const View* before) {
  constexpr std::size_t kLook = 64;
  const auto there = [&](const JobRow& at) {
    return news_.snapshot.is(at.row, at.job) && (news_.snapshot.alive(at.row) || news_.snapshot.left(at.row));
  };
  if (!cursor_ || before == nullptr || there(*cursor_) || (details_ && details_->row == cursor_->row)) return;
  const auto found = find_row(*before, cursor_->row);
  if (!found) return;
  const std::size_t at = index_of(*found);
  const auto take = [&](std::size_t i) {
    const CacheRow row = before->rows[i];
    if (index_of(row) >= news_.snapshot.rows() || !news_.snapshot.alive(row)) return false;
    cursor_ = job_row(row);
    selection_.anchor_at(row);
    return true;
  };
  for (std::size_t i = at + 1; i < std::min(before->size(), at + kLook); ++i) {
    if (take(i)) return;
  }
  for (std::size_t i = at; i-- > 0 && i + kLook > at;) {
    if (take(i)) return;
  }
}

void Desk::on(const action::MoveCursor& a) {
  move_cursor(a.row);
  selection_.anchor_at(a.row);
}

void Desk::on(const action::RangeTo& a) {
  move_cursor(a.row);
  if (!news_.view.view) return;
  if (const auto row = find_row(*news_.view.view, a.row)) selection_.range_to(*news_.view.view, *row);
}

void Desk::on(const action::SelectAllMatching&) {
  if (!news_.view.view) return;
  if (selection_.in_view(news_.view.view).extent == Selection::Extent::All) return selection_.clear();
  selection_.all_matching(*news_.view.view);
}

void Desk::on(const action::AskOrder& a) {
  if (!availability(command_of(a.action), *this, {a.row}).enabled()) return;
  if (a.row) return order_.ask(news_.snapshot, a.action, {*a.row}, 0);
  std::vector<CacheRow> rows = selection_.rows();
  std::int64_t hidden = 0;
  if (!rows.empty() && news_.view.view) hidden = selection_.in_view(news_.view.view).hidden;
  if (rows.empty() && cursor_ && news_.snapshot.alive(cursor_->row)) rows.push_back(cursor_->row);
  leave_out_unable(a.action, rows);
  if (!rows.empty()) order_.ask(news_.snapshot, a.action, std::move(rows), hidden);
}

// Of several servers some may not offer it: their jobs stay out, and that is said.
void Desk::leave_out_unable(RowAction action, std::vector<CacheRow>& rows) {
  if (!news_.several()) return;
  const auto unable = [&](CacheRow row) { return !news_.status_of(row)->capabilities.actions.has(action); };
  const std::size_t left_out = std::erase_if(rows, unable);
  if (left_out == 0) return;
  const std::string jobs =
      left_out == 1 ? "1 job" : std::string(grouped(static_cast<std::int64_t>(left_out)).view()) + " jobs";
  tell(jobs + " left out: " +
       std::string(words(action).not_offered.empty() ? "their server doesn't offer it"
                                                     : "their server offers no " + std::string(words(action).noun)));
}

void Desk::on(const action::ConfirmOrder& a) {
  if (!order_.may_confirm(a.typed)) return;
  const std::uint64_t id = next_request_++;
  const RowOrder order = order_.confirm(news_.snapshot, id, a.runs);
  if (!order.empty()) ports_.carry_out(id, order);
}

void Desk::on(const action::CancelOrder&) {
  if (order_.state() == OrderFlow::State::Sending) return ports_.cancel_order();
  order_.close();
}

void Desk::on(const action::Copy& a) {
  const std::string_view fits = cut_utf8(a.text, ports_.clipboard_bytes);
  ports_.copy(std::string(fits));
  tell(fits.size() < a.text.size() ? "Copied the beginning of " + a.what + ": it is too long for the clipboard"
                                   : "Copied " + a.what);
}

// In the order of the table; ticked rows that a filter hides come last.
void Desk::on(const action::CopyRows&) {
  std::vector<CacheRow> rows = selection_.rows();
  const auto total = static_cast<std::int64_t>(rows.size());
  if (rows.empty() && cursor_) rows.push_back(cursor_->row);
  if (rows.empty()) return;
  if (news_.view.view && rows.size() > 1) {
    std::vector<CacheRow> shown;
    for (const CacheRow row : news_.view.view->rows) {
      if (selection_.contains(row)) shown.push_back(row);
    }
    std::vector<CacheRow> seen = shown;
    std::ranges::sort(seen);
    std::ranges::set_difference(rows, seen, std::back_inserter(shown));
    rows = std::move(shown);
  }
  if (rows.size() > kMostCopied) rows.resize(kMostCopied);
  std::string text;
  std::int64_t copied = 0;
  for (const CacheRow row : rows) {
    Snapshot::IdBuffers ids;
    const std::string line = copy_row_tsv(news_.job(row, ids));
    // Whole rows only, but of one that is too long its beginning.
    if (copied > 0 && text.size() + 1 + line.size() > ports_.clipboard_bytes) break;
    if (copied > 0) text += '\n';
    text += line;
    ++copied;
  }
  std::string what = "the row";
  if (total > 1) what = std::string(grouped(copied).view()) + (copied == 1 ? " row" : " rows");
  if (total > copied) what = "the first " + what + " of " + std::string(grouped(total).view());
  on(action::Copy{std::move(text), std::move(what)});
}

void Desk::on(const action::Refresh&) {
  ++apply_;
  ports_.refresh();
}

}  // namespace syncwall
