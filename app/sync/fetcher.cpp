#include "sync/fetcher.h"

#include <algorithm>
#include <exception>
#include <limits>
#include <new>
#include <utility>
#include <vector>

#include "jobs/filter/filter_logic.h"

namespace syncwall {

using Kind = RequestError::Kind;

namespace {

Query everything() { return {Filter{}, {SortKey{SortColumn::Created, true}}}; }

}  // namespace

Fetcher::Fetcher(JobSource& source, OriginCache cache, const Clock& clock, FetchOptions options, Query query,
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
  if (backoff_.attempt() > 0) stand_aside();
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
  OriginCache::Batch batch;
  batch.jobs = list.jobs;
  batch.deleted_ids = deleted;
  batch.revision = revision;
  batch.frontier = std::move(frontier);
  cache_.apply(batch);
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
  stand_aside();
}

// Other servers' rows are not to wait for this one, which nobody knows when it comes back.
void Fetcher::stand_aside() {
  const bool proven = report_.status().complete || proven_.any();
  if (proven || report_.status().connection.link == Link::Live) return;
  const Frontier known = *cache_.snapshot().of(cache_.origin()).frontier;
  if (known.complete || known.as_they_come || known.away) return;
  if (known.walked == query_.query && (known.walk_done || known.last)) return;
  auto none = std::make_shared<Frontier>();
  none->walked = query_.query;
  none->away = true;
  apply({}, {}, 0, std::move(none));
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

void Fetcher::update_progress() {
  FetchStatus& status = report_.edit();
  status.query_rows = query_rows();
  status.walked = mirror_.rows;
  status.walk_total = mirror_.total;
  status.walking = introduced_ && walk_step().has_value();
}

}  // namespace syncwall
