// How Fetcher keeps the cache within its limit, where there are more jobs than that.
#include <algorithm>

#include "cache/views/cut.h"
#include "jobs/filter/filter_match.h"
#include "jobs/order.h"
#include "sync/fetcher.h"

namespace syncwall {

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
  if (snapshot.of(cache_.origin()).live_rows <=
      std::max<std::int64_t>(options_.mirror_limit, query_rows() + options_.page))
    return;
  // A little below the limit, so that not each poll cuts.
  const std::int64_t keep =
      std::max(options_.mirror_limit - options_.mirror_limit / 8, std::max(query_rows(), wishes_.rows));
  const Cut cut = cut_to(keep, snapshot, query_.query, cache_.origin());
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

}  // namespace syncwall
