#include "program/walk.h"

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

#include "cache/job_cache.h"
#include "cache/views/row_filter.h"
#include "cache/views/view.h"
#include "jobs/filter/filter_logic.h"
#include "jobs/odd_fields.h"
#include "sync/page_walk.h"

namespace syncwall {

namespace {

constexpr int kPage = 1000;
constexpr int kAttempts = 3;  // of a walk that the server spoils: its changes are gone, its pages don't add up

void note_unreadable(const JobView& job, Walked& walked) {
  if (!has_unreadable(job.odd_fields) || walked.unreadable++ > 0) return;
  for (std::string_view rest = job.odd_fields; const auto odd = next_odd_field(rest);) {
    if (odd->kind != Oddity::Unreadable) continue;
    walked.unreadable_why =
        std::string(wire_name(odd->field)) + " of job " + std::string(job.id) + " is «" + std::string(odd->raw) + "»";
    return;
  }
}

void note_skipped(std::int64_t records, const std::string& why, Walked& walked) {
  if (walked.skipped_why.empty()) walked.skipped_why = why;
  walked.skipped += records;
}

void note_left_out(const JobPage& page, Walked& walked) {
  if (page.list.skipped > 0) note_skipped(page.list.skipped, page.list.skipped_why, walked);
  walked.unread_collections += static_cast<std::int64_t>(page.unread_collections.size());
  if (walked.unread_why.empty()) walked.unread_why = page.unread_why;
  if (walked.missing_why.empty()) walked.missing_why = page.missing_why;
}

// The first ones, in the server's own order: one answer, or as many as it gives them in.
Answer<Walked> first_jobs(JobSource& source, const Query& part, std::int64_t limit,
                          const std::function<void(const JobView&)>& each) {
  Walked walked;
  PageWalk walk;
  walk.query = part;
  walk.lenient = true;
  std::unordered_set<std::string> seen;
  do {
    const auto page = source.page(walk.query, walk.cursor, static_cast<int>(std::clamp<std::int64_t>(limit, 1, kPage)));
    if (!page.ok()) return page.problem();
    const JobPage& p = page.value();
    if (Result<Done> taken = walk.take(p, true); !taken.ok())
      return RequestError{RequestError::Kind::Nonsense, taken.problem()};
    walked.total = walk.off ? -1 : p.total;
    if (walk.off) walked.missing_why = walk.off->why;
    note_left_out(p, walked);
    for (const JobView& job : p.list.jobs) {
      if (walked.jobs >= limit || !seen.insert(std::string(job.id)).second) continue;
      note_unreadable(job, walked);
      each(job);
      ++walked.jobs;
    }
  } while (walked.jobs < limit && !walk.done);
  return walked;
}

// Everything that matches the server's part of the filter, as it is at one moment.
class WholeWalk {
 public:
  WholeWalk(JobSource& source, const Query& query, const Capabilities& offered, OriginCache jobs)
      : source_(source),
        offered_(offered),
        jobs_(jobs),
        asked_{server_part(query, offered).filter, {SortKey{SortColumn::Created, true}}} {}

  // The last attempt takes what comes: a job that came is there, whatever the server counts.
  [[nodiscard]] Answer<Walked> run() {
    for (int attempt = 1;; ++attempt) {
      lenient_ = attempt == kAttempts;
      walked_ = Walked{};
      spoilt_.reset();
      jobs_.begin_walk();
      if (const auto done = read_pages(); !done.ok()) return done.problem();
      if ((!spoilt_ || lenient_) && offered_.has_changes && since_ && since_->number > 0) {
        if (const auto done = follow_changes(); !done.ok()) return done.problem();
      }
      jobs_.end_walk();
      auto frontier = std::make_shared<Frontier>();
      frontier->complete = true;
      jobs_.apply({{}, {}, 0, std::move(frontier)});
      if (!spoilt_) return walked_;
      if (!lenient_) continue;
      walked_.missing_why = spoilt_->why.empty() ? spoilt_->what : spoilt_->why;
      return walked_;
    }
  }

 private:
  Answer<Done> read_pages() {
    PageWalk walk;
    walk.query = asked_;
    walk.lenient = lenient_;
    since_.reset();
    while (!walk.done) {
      auto page = source_.page(asked_, walk.cursor, kPage);
      if (!page.ok()) return page.problem();
      const JobPage& p = page.value();
      if (Result<Done> taken = walk.take(p, offered_.server_order); !taken.ok()) {
        spoilt_ = taken.problem();
        return Done{};
      }
      if (!since_) since_ = Revision(p.revision, p.epoch);
      jobs_.apply({p.list.jobs, {}, p.revision, nullptr});
      note_left_out(p, walked_);
    }
    if (Result<Done> held = walk.held_to(jobs_.met_in_walk()); !held.ok()) spoilt_ = held.problem();
    return Done{};
  }

  Answer<Done> follow_changes() {
    for (bool more = true; more;) {
      const auto answer = source_.changes(*since_);
      if (!answer.ok()) {
        if (answer.problem().kind != RequestError::Kind::Gone) return answer.problem();
        spoilt_ = answer.problem().problem;
        return Done{};
      }
      const JobChanges& changes = answer.value();
      if (changes.revision < since_->number || changes.unreadable_deletions > 0) {
        spoilt_ = Problem{changes.unreadable_deletions > 0
                              ? "its deletions can't be read: " + changes.unreadable_deletions_why
                              : "its revision goes backwards",
                          "", ""};
        return Done{};
      }
      if (changes.list.skipped > 0) note_skipped(changes.list.skipped, changes.list.skipped_why, walked_);
      jobs_.apply({changes.list.jobs, changes.deleted_ids, changes.revision, nullptr});
      more = changes.more && changes.revision > since_->number;
      since_ = Revision(changes.revision, changes.epoch);
    }
    return Done{};
  }

  JobSource& source_;
  const Capabilities offered_;
  OriginCache jobs_;
  const Query asked_;
  Walked walked_;
  bool lenient_ = false;
  std::optional<Revision> since_;
  std::optional<Problem> spoilt_;
};

// Those that a filter by lateness passes over because nobody can tell.
std::int64_t unclear_jobs(const Snapshot& snapshot, const Query& query, const RowContext& here) {
  Filter others = query.filter;
  const auto asked = std::erase_if(others.terms, [](const Term& t) { return !t.negated && asks_lateness(t); });
  if (asked == 0) return 0;
  const RowFilter filter(snapshot, others, here), all(snapshot, query.filter, here);
  std::int64_t unclear = 0;
  Snapshot::IdBuffers ids;
  for (std::uint32_t row = 0; row < snapshot.rows(); ++row) {
    if (!filter.matches(CacheRow(row)) || all.matches(CacheRow(row))) continue;
    const JobView job = snapshot.job(CacheRow(row), ids);
    if (lateness_unknown(job.status, job.schedule_s, job.created_at, job.last_sync_at)) ++unclear;
  }
  return unclear;
}

Answer<Walked> walk_one(JobSource& source, const Query& query, OriginCache jobs) {
  const auto account = source.account();
  if (!account.ok()) return account.problem();
  const auto offered = source.capabilities();
  if (!offered.ok()) return offered.problem();
  return WholeWalk(source, query, offered.value(), jobs).run();
}

// Where one server answers the whole of it, in its own order.
Answer<std::optional<Walked>> walk_first(JobSource& source, const Query& query, std::int64_t limit,
                                         const std::function<void(const JobView&)>& each) {
  const auto account = source.account();
  if (!account.ok()) return account.problem();
  const auto offered = source.capabilities();
  if (!offered.ok()) return offered.problem();
  const Query part = server_part(query, offered.value());
  const bool exact = offered.value().server_order && query.sort.size() == 1 && part.filter == in_utc(query.filter);
  if (!exact || limit < 0 || limit > kPage) return std::optional<Walked>();
  auto walked = first_jobs(source, part, limit, each);
  if (!walked.ok()) return walked.problem();
  return std::optional(std::move(walked).value());
}

RowContext context_of(std::span<const NamedSource> servers, WallMs now) {
  auto origins = std::make_shared<std::vector<OriginContext>>();
  for (const NamedSource& server : servers) origins->push_back({server.name, 0});
  return {now, std::move(origins)};
}

}  // namespace

// Of texts the first.
void add_left_out(Walked& all, const Walked& more, const std::string& name) {
  const auto take = [&](std::string& text, const std::string& other) {
    if (text.empty() && !other.empty()) text = name.empty() ? other : name + ": " + other;
  };
  all.skipped += more.skipped;
  take(all.skipped_why, more.skipped_why);
  all.status_unreadable += more.status_unreadable;
  all.unclear += more.unclear;
  all.unread_collections += more.unread_collections;
  take(all.unread_why, more.unread_why);
  take(all.missing_why, more.missing_why);
}

Answer<Walked> walk_jobs(std::span<const NamedSource> servers, const Query& query, std::int64_t limit, WallMs now,
                         const std::function<void(const JobView&)>& each) {
  const bool several = servers.size() > 1;
  if (!several) {
    const auto first = walk_first(servers.front().source, query, limit, each);
    if (!first.ok()) return first.problem();
    if (first.value()) return *first.value();
  }
  JobCache cache([] {}, servers.size());
  Walked walked;
  std::optional<RequestError> first_error;
  for (std::size_t i = 0; i < servers.size(); ++i) {
    const auto one = walk_one(servers[i].source, query, OriginCache(cache, Origin(static_cast<std::uint8_t>(i))));
    if (one.ok()) {
      add_left_out(walked, one.value(), several ? servers[i].name : "");
      continue;
    }
    if (!first_error) first_error = one.problem();
    auto away = std::make_shared<Frontier>();
    away->away = true;
    OriginCache(cache, Origin(static_cast<std::uint8_t>(i))).apply({{}, {}, 0, std::move(away)});
    walked.unasked.push_back(servers[i].name + ": " + one.problem().text());
  }
  if (walked.unasked.size() == servers.size()) return *first_error;
  const RowContext here = context_of(servers, now);
  const Snapshot snapshot = cache.snapshot();
  const auto view = ViewFactory().build(snapshot, query, here);
  walked.total = walked.unasked.empty() ? static_cast<std::int64_t>(view->size()) : -1;
  walked.unclear = unclear_jobs(snapshot, query, here);
  Snapshot::IdBuffers ids;
  for (const CacheRow row : view->rows) {
    if (limit >= 0 && walked.jobs >= limit) break;
    JobView job = snapshot.job(row, ids);
    if (several) job.server = servers[index_of(snapshot.origin(row))].name;
    note_unreadable(job, walked);
    each(job);
    ++walked.jobs;
  }
  return walked;
}

}  // namespace syncwall
