#include "sync/fetcher.h"

#include <algorithm>
#include <exception>
#include <limits>
#include <new>
#include <utility>
#include <vector>

#include "cache/views/cut.h"
#include "jobs/filter/filter_logic.h"
#include "jobs/filter/filter_match.h"
#include "jobs/order.h"

namespace syncwall {

using Kind = RequestError::Kind;

namespace {

constexpr int kRecountEvery = 60;  // polls

Query everything() { return {Filter{}, {SortKey{SortColumn::Created, true}}}; }

}  // namespace

Fetcher::Fetcher(JobSource& source, JobCache& cache, const Clock& clock, FetchOptions options, Query query,
                 Publish publish)
    : source_(source),
      cache_(cache),
      clock_(clock),
      options_(std::move(options)),
      publish_(std::move(publish)),
      report_(clock, source.server(), options_.poll_interval_ms),
      backoff_(options_.seed),
      seen_wall_(clock.wall_ms()),
      seen_ticks_(clock.ticks_ms()) {
  report_.edit().mirror_limit = options_.mirror_limit;
  wishes_.query = std::move(query);
  adopt_query();
  mirror_.query = everything();
}

void Fetcher::wish(const FetchWishes& wishes) {
  wishes_.query = wishes.query;
  adopt_query();
  if (wishes.refreshes != wishes_.refreshes) {
    next_poll_ = retry_at_ = next_walk_ = walks_rest_until_ = next_page_ = clock_.ticks_ms();
    somebody_waits_ = true;
    source_.pace(0);  // also what is left of the walk under way
  }
  wishes_ = wishes;
  update_progress();
}

// The part of the wished query that this server answers is what its pages are walked by.
void Fetcher::adopt_query() {
  Query part = server_part(wishes_.query, report_.status().capabilities);
  if (part == query_.query) return;
  query_ = PageWalk{};
  query_.query = std::move(part);
  proven_ = {};
  walks_rest_until_ = 0;
}

std::optional<Fetcher::Step> Fetcher::walk_step() const {
  const FetchStatus& status = report_.status();
  if (clock_.ticks_ms() < walks_rest_until_) return std::nullopt;
  if (!status.complete && status.capabilities.server_order && !query_.done && !proven_.whole &&
      query_rows() < wishes_.rows) {
    return Step::QueryPage;
  }
  const bool told = status.capabilities.has_changes && !walk_again_;
  const TickMs next = mirror_.done ? next_walk_ : next_page_;
  const bool rests = status.over_limit || (mirror_.done && told) || clock_.ticks_ms() < next;
  return rests ? std::nullopt : std::optional(Step::MirrorPage);
}

std::optional<Fetcher::Step> Fetcher::choose(TickMs now) const {
  if (!introduced_) return Step::Introduce;
  const FetchStatus& status = report_.status();
  const bool rest = now < walks_rest_until_;
  if (!status.complete && status.capabilities.server_order && !query_.begun && (!proven_.any() || proven_.total < 0) &&
      !rest)
    return Step::QueryPage;
  const bool polls = status.capabilities.has_summary || status.capabilities.has_changes;
  const std::optional<Step> walk = walk_step();
  const bool poll_due = polls && (now >= next_poll_ || more_changes_);
  if (poll_due && !(walk && polled_last_)) return Step::Poll;
  return walk;
}

TickMs Fetcher::step() {
  const TickMs now = clock_.ticks_ms();
  notice_suspend(now);
  if (now < retry_at_) return retry_at_;
  const std::optional<Step> next = choose(now);
  if (!next) return next_step();
  polled_last_ = next == Step::Poll;
  const Answer<Done> done = guarded(*next);
  if (done.ok()) {
    backoff_.succeeded();
    report_.answered(!walks_only(), doubt_);
    if (const auto ahead = source_.clock_ahead_ms()) report_.clock_ahead(*ahead);
  } else {
    failed(*next, done.problem());
  }
  // No request is under way at this moment, so none can bring back a job that was confirmed as deleted before it.
  cache_.forget_tombstones(std::numeric_limits<std::uint64_t>::max());
  update_progress();
  publish_(report_.status(), true);
  return std::max(retry_at_, now);
}

// When nothing is due now.
TickMs Fetcher::next_step() const {
  if (report_.status().capabilities.has_changes) return next_poll_;
  const TickMs walk = std::max(mirror_.done ? next_walk_ : next_page_, walks_rest_until_);
  return report_.status().capabilities.has_summary ? std::min(next_poll_, walk) : walk;
}

void Fetcher::begin_request() {
  report_.request_begins();
  publish_(report_.status(), false);
}

// A single answer that doesn't fit into memory is a failure like any other. Its walk begins again: what was on that
// page has not been seen.
Answer<Done> Fetcher::guarded(Step step) {
  Problem why{"the answer could not be kept", "out of memory", ""};
  try {
    return perform(step);
  } catch (const std::bad_alloc&) {
  } catch (const std::exception& e) {
    why.why = e.what();
  }
  if (step == Step::QueryPage) query_.restart();
  if (step == Step::MirrorPage) mirror_.restart();
  return RequestError{Kind::TooLarge, why};
}

Answer<Done> Fetcher::perform(Step step) {
  switch (step) {
    case Step::Introduce:
      return introduce();
    case Step::QueryPage:
      return query_page();
    case Step::MirrorPage:
      return mirror_page();
    case Step::Poll:
      return poll();
  }
  return Done{};
}

Answer<Done> Fetcher::introduce() {
  begin_request();
  Answer<Account> account = source_.account();
  if (!account.ok()) return account.problem();
  begin_request();
  Answer<Capabilities> capabilities = source_.capabilities();
  if (!capabilities.ok()) return capabilities.problem();
  FetchStatus& status = report_.edit();
  if (status.account && *status.account != account.value()) forget_all();  // the key now belongs to someone else
  const bool another = status.account != account.value();
  status.account = std::move(account).value();
  if (another) {
    history_.emplace(options_.history_folder, options_.history_name + " " + status.account->id);
    report_.restore(history_->load(clock_));
  }
  status.capabilities = capabilities.value();
  adopt_query();
  // Without changes, news come with the walks; that is what "stale" then goes by. How long those take, the last one
  // knows best.
  if (!walks_only()) {
    status.connection.poll_interval_ms = options_.poll_interval_ms;
  } else if (status.connection.last_answer == kNoTick) {
    status.connection.poll_interval_ms = options_.rewalk_ms * 3 / 2;
  }
  introduced_ = true;
  return Done{};
}

Answer<std::optional<JobPage>> Fetcher::next_page(PageWalk& walk, int limit) {
  begin_request();
  Answer<JobPage> page = source_.page(walk.query, walk.cursor, limit);
  if (!page.ok()) return page.problem();
  JobPage& got = page.value();
  if (Result<Done> taken = walk.take(got, report_.status().capabilities.server_order); !taken.ok()) {
    distrust(walk, taken.problem());
    return std::optional<JobPage>();
  }
  if (!since_) since_ = Revision(got.revision, got.epoch);
  note_skipped(got.list.skipped_why);
  return std::optional<JobPage>(std::move(got));
}

// A record that can't be told from others is counted by walks, each anew: else it would be another one in every walk.
void Fetcher::note_skipped(const std::string& why) {
  const std::int64_t walks = std::max(mirror_.skipped, query_.skipped);
  const std::int64_t listed = !report_.status().complete ? std::max(walk_skipped_, walks)
                              : mirror_.done             ? mirror_.skipped
                                                         : walk_skipped_;
  report_.skipped(listed + changes_skipped_, why);
}

void Fetcher::distrust(PageWalk& walk, Problem why) {
  doubt_ = std::move(why);
  walk.restart();
  walks_rest_until_ = clock_.ticks_ms() + options_.rewalk_ms;
}

void Fetcher::apply(const JobList& list, std::span<const std::string> deleted, std::uint64_t revision,
                    std::shared_ptr<const Frontier> frontier) {
  JobCache::Batch batch;
  batch.jobs = list.jobs;
  batch.deleted_ids = deleted;
  batch.revision = revision;
  batch.frontier = std::move(frontier);
  cache_.apply(batch);
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
  const std::int64_t rows = cache_.snapshot().live_rows();
  if (rows + mirror_.skipped == told.total) {
    miscounted_ = 0;
    status.list_doubt.clear();
    return;
  }
  if (++miscounted_ == 2) return mirror_.restart();
  if (miscounted_ < 4) return;
  miscounted_ = 4 - kRecountEvery;
  status.list_doubt = "the server counts " + std::to_string(told.total) + " jobs, and lists " + std::to_string(rows);
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
    if (answer.problem().kind != Kind::Gone) return answer.problem();
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
        cache_.snapshot().live_rows() > options_.mirror_limit)
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

// Where the cache must stay bounded, only changes within the proven part are kept. Others would in time bring in
// every job there is; if cached, they leave the cache, since what is cached must be true.
void Fetcher::apply_within_limit(const JobChanges& changes) {
  JobList kept;
  std::vector<std::string> left;
  const JobMatcher matcher(query_.query.filter, clock_.wall_ms());
  for (const JobView& job : changes.list.jobs) {
    const bool inside =
        proven_.whole || (proven_.last && compare_jobs(job, view_of(*proven_.last), query_.query.sort) <= 0);
    if (inside && matcher.matches(job)) {
      kept.jobs.push_back(job);
    } else {
      left.emplace_back(job.id);
    }
  }
  cache_.apply({kept.jobs, changes.deleted_ids, changes.revision, proven_.any() ? nullptr : frontier(), left});
}

// The jobs that come into the proven part by changes would in time be all there are: by last sync, each job that runs.
// What the walk itself has brought stays: somebody scrolled there.
void Fetcher::keep_within_limit() {
  if (!report_.status().over_limit) return;
  const Snapshot snapshot = cache_.snapshot();
  if (snapshot.live_rows() <= std::max<std::int64_t>(options_.mirror_limit, query_rows() + options_.page)) return;
  // A little below the limit, so that not each poll cuts.
  const std::int64_t keep =
      std::max(options_.mirror_limit - options_.mirror_limit / 8, std::max(query_rows(), wishes_.rows));
  const Cut cut = cut_to(keep, snapshot, query_.query);
  if (cut.last) {  // no cursor leads on from there
    query_.restart();
    proven_ = {cut.last, false, cut.inside, proven_.total};
  }
  cache_.apply({{}, {}, 0, cut.last || !proven_.any() ? frontier() : nullptr, cut.leaving});
}

// Every job was cached, and there are more of them now than the limit.
void Fetcher::leave_mirror() {
  report_.edit().complete = false;
  report_.edit().over_limit = true;
  mirror_.restart();
  query_.restart();
  proven_ = {std::nullopt, true, 0, -1};
  apply({}, {}, 0, frontier());
}

// Once, that is how a restored or much changed server says that the list must be read afresh. Said again before any
// changes could be told, it would have us read for ever.
void Fetcher::past_is_gone(const Problem& why) {
  const bool again = std::exchange(walked_afresh_, true);
  walk_afresh();
  if (again) distrust(mirror_, why);
}

// What was known stays on the screen until the new walk has shown what is gone.
void Fetcher::walk_afresh() {
  introduced_ = false;
  more_changes_ = false;
  since_.reset();
  walk_again_ = false;
  sweep_ = report_.status().over_limit;
  mirror_.restart();
  query_.restart();
  proven_ = {};
}

void Fetcher::forget_all() {
  walk_afresh();
  sweep_ = walked_afresh_ = false;
  doubt_.reset();
  told_summary_.reset();
  walk_skipped_ = changes_skipped_ = 0;
  cache_.begin_walk();
  cache_.end_walk();
  apply({}, {}, 0, std::make_shared<Frontier>());
  report_.forget();
}

void Fetcher::failed(Step step, const RequestError& error) {
  // A cursor can be out of date, or the server's fault: the walk it belongs to begins again.
  if (error.kind == Kind::BadRequest || error.kind == Kind::Gone) {
    PageWalk* const walk = step == Step::QueryPage ? &query_ : step == Step::MirrorPage ? &mirror_ : nullptr;
    if (walk != nullptr) walk->restart();
  }
  // The next key may be another user's, or of another role.
  if (error.kind == Kind::Refused || error.kind == Kind::Forbidden || error.kind == Kind::NoKey) introduced_ = false;
  const std::int64_t delay = std::max(backoff_.failed(), error.retry_after_ms.value_or(0));
  retry_at_ = clock_.ticks_ms() + delay;
  report_.failed(error, delay, backoff_.attempt());
}

// The monotonic clock stands still while the machine sleeps; the wall clock shows that it did.
void Fetcher::notice_suspend(TickMs now) {
  const WallMs wall = clock_.wall_ms();
  const std::int64_t slept = (wall - seen_wall_) - (now - seen_ticks_);
  if (slept > std::max<std::int64_t>(5'000, 2 * options_.poll_interval_ms))
    next_poll_ = retry_at_ = next_walk_ = walks_rest_until_ = next_page_ = now;
  seen_wall_ = wall;
  seen_ticks_ = now;
}

void Fetcher::count_locally() {
  if (report_.status().capabilities.has_summary && !walks_only()) return;
  const Snapshot snapshot = cache_.snapshot();
  JobSummary summary;
  summary.total = snapshot.live_rows();
  summary.revision = snapshot.revision();
  for (std::uint32_t row = 0; row < snapshot.rows(); ++row) {
    const CacheRow at{row};
    const Status status = snapshot.status(at);
    if (snapshot.alive(at) && status != Status::Other) ++summary.by_status[static_cast<std::size_t>(status)];
  }
  summarize(summary);
}

// Sparklines that can't be kept are no reason to bother anybody.
void Fetcher::summarize(const JobSummary& summary) {
  if (report_.summarize(summary) && history_) static_cast<void>(history_->save(report_.status().history, clock_).ok());
}

void Fetcher::update_progress() {
  FetchStatus& status = report_.edit();
  status.query_rows = query_rows();
  status.walked = mirror_.rows;
  status.walk_total = mirror_.total;
  status.walking = introduced_ && walk_step().has_value();
}

}  // namespace syncwall
