// The polls of Fetcher: what has changed, and how many jobs there are.
#include <utility>

#include "sync/fetcher.h"

namespace syncwall {

namespace {
constexpr int kRecountEvery = 60;  // polls
}

Answer<Done> Fetcher::poll() {
  const Capabilities& offered = report_.status().capabilities;
  const bool only_rest = std::exchange(more_changes_, false) && clock_.ticks_ms() < next_poll_;
  if (!only_rest) next_poll_ = clock_.ticks_ms() + options_.poll_interval_ms;
  if (offered.has_changes && since_) {
    if (Answer<Done> done = poll_changes(); !done.ok()) return done;
  }
  if (!offered.has_summary || only_rest) return Done{};
  begin_request();
  const Answer<JobSummary> summary = source_.summary();
  if (!summary.ok()) return summary.problem();
  if (walks_only() && report_.status().complete) {
    expect_walk(summary.value());
  } else {
    summarize(summary.value());
    compare_counts(summary.value());
  }
  // Jobs can become few enough to be mirrored after all; a little below the limit, so that it doesn't go to and fro.
  if (report_.status().over_limit && summary.value().total < options_.mirror_limit / 10 * 9) {
    report_.edit().over_limit = false;
    mirror_.restart();  // it stopped in the middle, and what it had met may have left the cache since
  }
  return Done{};
}

// Counts and rows of the same revision must agree. Where they don't, twice, the walk has missed jobs, or brought some
// that went: it is walked once more, and if that doesn't help, said.
void Fetcher::compare_counts(const JobSummary& told) {
  FetchStatus& status = report_.edit();
  const bool comparable = status.complete && mirror_.done && since_ && !more_changes_ && told.revision != 0 &&
                          told.revision == since_->number;
  if (!comparable) return;
  const std::int64_t rows = cache_.snapshot().of(cache_.origin()).live_rows;
  if (rows + mirror_.skipped == told.total) {
    miscounted_ = 0;
    status.missing_why.clear();
    return;
  }
  if (++miscounted_ == 2) return mirror_.restart();
  if (miscounted_ < 4) return;
  miscounted_ = 4 - kRecountEvery;
  status.missing_why = "the server counts " + std::to_string(told.total) + " jobs, and lists " + std::to_string(rows);
}

// Counts that are newer than the rows would contradict them: those shown are of the rows. But other counts than before
// say that the rows have changed, so that the next walk is wanted soon.
void Fetcher::expect_walk(const JobSummary& told) {
  const bool other = told_summary_ && !(*told_summary_ == told);
  told_summary_ = told;
  if (other && mirror_.done) next_walk_ = std::min(next_walk_, clock_.ticks_ms() + options_.rewalk_ms / 10);
}

Answer<Done> Fetcher::poll_changes() {
  begin_request();
  const Answer<JobChanges> answer = source_.changes(*since_);
  if (!answer.ok()) {
    if (answer.problem().kind != RequestError::Kind::Gone) return answer.problem();
    past_is_gone(answer.problem().problem);
    return Done{};
  }
  const JobChanges& changes = answer.value();
  if (changes.revision < since_->number) {  // another database stands behind that address now
    past_is_gone({"the revision goes backwards", "its revision goes backwards", ""});
    return Done{};
  }
  walked_afresh_ = false;
  more_changes_ = changes.more && changes.revision > since_->number;
  since_ = Revision(changes.revision, changes.epoch);
  if (changes.list.skipped > changes_skipped_) {
    changes_skipped_ = changes.list.skipped;
    note_skipped(changes.list.skipped_why);
  }
  if (changes.unreadable_deletions > 0) lost_deletions(changes);
  if (changes.list.jobs.empty() && changes.deleted_ids.empty()) return Done{};
  if (report_.status().over_limit) {
    apply_within_limit(changes);
  } else {
    apply(changes.list, changes.deleted_ids, changes.revision, nullptr);
    if (report_.status().complete && report_.status().capabilities.server_order &&
        cache_.snapshot().of(cache_.origin()).live_rows > options_.mirror_limit)
      leave_mirror();
  }
  keep_within_limit();
  if (report_.status().complete) count_locally();
  return Done{};
}

// What is gone without a readable id stays on the screen until a walk has shown it.
void Fetcher::lost_deletions(const JobChanges& changes) {
  changes_skipped_ = std::max(changes_skipped_, changes.unreadable_deletions);
  note_skipped(changes.unreadable_deletions_why);
  walk_again_ = true;
  if (!report_.status().over_limit) return;
  sweep_ = true;
  query_.restart();
  proven_.total = -1;  // so that its first page is asked for at once
}

void Fetcher::count_locally() {
  if (report_.status().capabilities.has_summary && !walks_only()) return;
  const Snapshot snapshot = cache_.snapshot();
  JobSummary summary;
  const OriginPart& mine = snapshot.of(cache_.origin());
  summary.total = mine.live_rows;
  summary.revision = mine.revision;
  for (std::uint32_t row = 0; row < snapshot.rows(); ++row) {
    const CacheRow at{row};
    if (!snapshot.alive(at) || snapshot.origin(at) != cache_.origin()) continue;
    const Status status = snapshot.status(at);
    if (status != Status::Other) ++summary.by_status[static_cast<std::size_t>(status)];
  }
  summarize(summary);
}

// Sparklines that can't be kept are no reason to bother anybody.
void Fetcher::summarize(const JobSummary& summary) {
  if (report_.summarize(summary) && history_) static_cast<void>(history_->save(report_.status().history, clock_).ok());
}

}  // namespace syncwall
