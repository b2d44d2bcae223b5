#include "table/page.h"

#include <algorithm>
#include <iterator>

#include "base/time_text.h"
#include "base/utf8.h"
#include "jobs/filter_logic.h"
#include "table/job_text.h"
#include "table/scroll_anchor.h"
#include "table/wall_plan.h"

namespace syncwall {

std::int64_t rows_for_all(const FetchStatus& status) { return status.mirror_limit / 4 * 3; }

void Page::receive(News news) {
  news_ = std::move(news);
  selection_.settle(news_.snapshot, news_.now);
  for (auto* const kept : {&cursor_, &details_}) {
    if (*kept && !news_.snapshot.is((*kept)->row, (*kept)->job)) kept->reset();
  }
  complete_selection();
  const bool sending = deletion_.state() == DeleteFlow::State::Sending;
  const std::int64_t unclear = deletion_.unclear();
  deletion_.update(news_.snapshot, news_.deletion, news_.status ? &news_.status->connection : nullptr);
  deleting_ = asks_deleting(shown_query().filter) ? deletion_.deleting_rows() : nullptr;
  // What somebody deleted here must be seen to go, also while the pointer rests on the table.
  if (sending && deletion_.state() == DeleteFlow::State::Outcome) ++apply_;
  tell_checked();
  tell_listed(unclear);
  // Few jobs or many: what the wall asks for depends on it.
  if (!wall_ || !news_.status) return;
  if (update_wall_query()) ports_.ask(wall_query_);
}

bool Page::update_wall_query() {
  const JobSummary* const summary = news_.status && news_.status->summary ? &*news_.status->summary : nullptr;
  WallScope scope = wall_scope(summary, query_.filter, wall_few_);
  wall_few_ = scope.few;
  if (scope.query == wall_query_) return false;
  wall_query_ = std::move(scope.query);
  return true;
}

// What a deletion with a lost answer came to, where no dialog says so.
void Page::tell_checked() {
  if (!news_.deletion) return;
  const std::int64_t gone = news_.deletion->checked_gone - checked_gone_,
                     kept = news_.deletion->checked_kept - checked_kept_,
                     unclear = news_.deletion->checked_unclear - checked_unclear_;
  checked_gone_ += gone;
  checked_kept_ += kept;
  checked_unclear_ += unclear;
  if (gone + kept + unclear == 0 || deletion_.state() == DeleteFlow::State::Outcome) return;
  notice_ = "Checked with the server: " + std::string(grouped(gone).view()) + " deleted, " +
            std::string(grouped(kept).view()) + " not deleted";
  if (unclear > 0)
    notice_ += ", of " + std::string(grouped(unclear).view()) +
               " the server can't tell: what is still in the list is still there";
  notice_at_ = news_.ticks;
}

// The same of jobs about which only the list could tell.
void Page::tell_listed(std::int64_t unclear_before) {
  if (unclear_before == 0 || deletion_.unclear() > 0 || deletion_.state() != DeleteFlow::State::Closed) return;
  const std::int64_t gone = deletion_.listed_gone();
  notice_ = "As the list shows: " + std::string(grouped(gone).view()) + " deleted, " +
            std::string(grouped(deletion_.listed_kept()).view()) + " still there";
  notice_at_ = news_.ticks;
}

// "All that match", where they are loaded on demand only: the query's own walk ends it, or what is kept here.
void Page::complete_selection() {
  if (!selection_.pending() || !news_.view.view || !news_.view.current || !news_.status) return;
  const FetchStatus& status = *news_.status;
  selection_.complete_from(*news_.view.view, status.over_limit && status.query_rows >= rows_for_all(status));
}

void Page::run(const Actions& actions) {
  for (const Action& a : actions) {
    std::visit([this](const auto& what) { on(what); }, a);
  }
}

void Page::set_wall(bool on) {
  if (wall_ == on || deletion_.open()) return;
  wall_ = on;
  keys_shown_ = false;
  details_.reset();
  update_wall_query();
  ports_.ask(shown_query());
  ports_.wall(on);
}

ViewRequest Page::view_request(bool busy) const {
  if (wall_) return {wall_query_, false, apply_, deleting_};
  const bool hold = busy || deletion_.open() || !selection_.empty();
  return {query_, hold, apply_, deleting_};
}

void Page::on(const action::SetQuery& a) {
  if (a.query == query_) return;
  if (selection_.pending() && !(a.query.filter == *selection_.pending_filter()) && news_.status &&
      news_.status->over_limit) {
    selection_.stop_waiting();
    notice_ = "Not all that matched are selected: the filter changed while they were loading";
    notice_at_ = news_.ticks;
  }
  query_ = a.query;
  ports_.ask(query_);
}

void Page::on(const action::RangeTo& a) {
  if (!news_.view.view) return;
  if (const auto row = find_row(*news_.view.view, a.row)) selection_.range_to(*news_.view.view, *row);
}

void Page::on(const action::SelectAllMatching&) {
  if (!news_.view.view) return;
  if (selection_.in_view(news_.view.view).extent == Selection::Extent::All) return selection_.clear();
  selection_.all_matching(*news_.view.view);
}

void Page::on(const action::AskDelete&) {
  if (!can_delete() || selection_.pending()) return;
  std::vector<CacheRow> rows = selection_.rows();
  std::int64_t hidden = 0;
  if (!rows.empty() && news_.view.view) hidden = selection_.in_view(news_.view.view).hidden;
  if (rows.empty() && cursor_ && news_.snapshot.alive(cursor_->row)) rows.push_back(cursor_->row);
  if (!rows.empty()) deletion_.ask(news_.snapshot, std::move(rows), hidden);
}

void Page::on(const action::AskDeleteOf& a) {
  if (can_delete() && news_.snapshot.alive(a.row)) deletion_.ask(news_.snapshot, {a.row}, 0);
}

void Page::on(const action::ConfirmDelete& a) {
  if (!deletion_.may_confirm(a.typed)) return;
  const std::uint64_t id = next_request_++;
  const DeleteOrder order = deletion_.confirm(news_.snapshot, id);
  if (!order.empty()) ports_.remove(id, order);
}

void Page::on(const action::CancelDelete&) {
  if (deletion_.state() == DeleteFlow::State::Sending) return ports_.cancel_remove();
  deletion_.close();
}

void Page::on(const action::Copy& a) {
  const std::string_view fits = cut_utf8(a.text, ports_.clipboard_bytes);
  ports_.copy(std::string(fits));
  notice_ = fits.size() < a.text.size() ? "Copied the beginning of " + a.what + ": it is too long for the clipboard"
                                        : "Copied " + a.what;
  notice_at_ = news_.ticks;
}

// In the order of the table; ticked rows that a filter hides come last.
void Page::on(const action::CopyRows&) {
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
    const std::string line = copy_row_tsv(news_.snapshot.job(row, ids));
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

void Page::on(const action::Refresh&) {
  ++apply_;
  ports_.refresh();
}

}  // namespace syncwall
