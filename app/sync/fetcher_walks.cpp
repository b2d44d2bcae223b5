// The walks of Fetcher: over the pages of the query that is shown, and over every job there is.
#include "sync/fetcher.h"

#include <algorithm>
#include <utility>

#include "jobs/order.h"

namespace syncwall {

Answer<Done> Fetcher::query_page() {
  const bool sweep = std::exchange(sweep_, false);
  if (sweep) cache_.begin_walk();
  const Answer<std::optional<JobPage>> page = next_page(query_, query_.begun ? options_.page : options_.first_page);
  if (!page.ok() || !page.value()) {
    sweep_ = sweep;
    return page.ok() ? Answer<Done>(Done{}) : page.problem();
  }
  const JobPage& got = *page.value();
  if (sweep) {  // what else is cached goes
    proven_ = {};
    changes_skipped_ = 0;
  }
  note_proven();
  apply(got.list, {}, got.revision, frontier());
  if (sweep) cache_.end_walk();
  keep_within_limit();
  if (report_.status().over_limit) doubt_.reset();
  return Done{};
}

// After a page of the query's walk: which may have begun again, and not be where it was before.
void Fetcher::note_proven() {
  const bool further =
      query_.done ||
      (!proven_.whole && query_.last &&
       (!proven_.last || compare_jobs(view_of(*query_.last), view_of(*proven_.last), query_.query.sort) >= 0));
  if (further) proven_ = {query_.last, query_.done, query_.rows, query_.total};
  proven_.total = query_.total;
}

std::shared_ptr<const Frontier> Fetcher::frontier() const {
  auto frontier = std::make_shared<Frontier>();
  frontier->walked = query_.query;
  frontier->last = proven_.last;
  frontier->walk_done = proven_.whole;
  frontier->total = proven_.total;
  return frontier;
}

void Fetcher::begin_mirror() {
  cache_.begin_walk();
  unread_.clear();
  changes_skipped_ = 0;
  walk_began_ = clock_.ticks_ms();
  walk_began_wall_ = clock_.wall_ms();
  source_.pace(std::exchange(somebody_waits_, false) || !report_.status().complete ? 0 : options_.rewalk_ms);
  // What comes in no order is shown as it comes, long before it is all there.
  const FetchStatus& status = report_.status();
  if (status.complete || status.capabilities.server_order) return;
  auto frontier = std::make_shared<Frontier>();
  frontier->as_they_come = true;
  apply({}, {}, 0, std::move(frontier));
}

Answer<Done> Fetcher::mirror_page() {
  if (mirror_.done) {  // once more
    walk_again_ = false;
    mirror_.restart();
  }
  if (!mirror_.begun) begin_mirror();
  const Answer<std::optional<JobPage>> answer = next_page(mirror_, options_.page);
  if (!answer.ok()) return answer.problem();
  if (!answer.value()) return Done{};
  const JobPage& page = *answer.value();
  apply(page.list, {}, page.revision, nullptr);
  next_page_ = clock_.ticks_ms() + page.wait_ms;
  note_collections(page);
  // What comes in no order can't be walked on demand: there it is all, or nothing that could be shown as sorted.
  const bool on_demand = report_.status().capabilities.server_order;
  report_.edit().over_limit = on_demand && std::max(mirror_.total, mirror_.rows) > options_.mirror_limit;
  if (report_.status().over_limit) doubt_.reset();  // nobody counts on this walk any more
  keep_within_limit();
  if (mirror_.done && !report_.status().over_limit) finish_mirror();
  return Done{};
}

void Fetcher::note_collections(const JobPage& page) {
  FetchStatus& status = report_.edit();
  status.collections = page.collections;
  status.collections_done = page.collections_done;
  unread_.insert(unread_.end(), page.unread_collections.begin(), page.unread_collections.end());
  if (!mirror_.done) return;
  status.unread_collections = static_cast<std::int64_t>(unread_.size());
  status.unread_why = page.unread_why;
  status.missing_why = page.missing_why;
}

void Fetcher::finish_mirror() {
  const std::int64_t different = cache_.met_in_walk();
  if (Result<Done> held = mirror_.held_to(different); !held.ok()) return distrust(mirror_, held.problem());
  doubt_.reset();
  walk_skipped_ = mirror_.skipped;
  note_skipped("");
  if (!unread_.empty()) cache_.keep_collections(unread_);
  // Where the server tells what goes, the walk needs no second look.
  cache_.end_walk(walks_only() && mirror_.may_have_missed(different));
  const TickMs now = clock_.ticks_ms();
  // A walk that takes longer than it should isn't begun again at once: nobody else would have a turn.
  next_walk_ = std::max(walk_began_ + options_.rewalk_ms, now + std::min(options_.rewalk_ms, now - walk_began_) / 8);
  if (!report_.status().complete) {
    auto frontier = std::make_shared<Frontier>();
    frontier->complete = true;
    apply({}, {}, 0, std::move(frontier));
    report_.edit().complete = true;
  }
  // The next walk is whole one period after this one, and its rows are as old as it took.
  const std::int64_t period = std::max(options_.rewalk_ms, now - walk_began_);
  if (walks_only()) report_.walked_since(walk_began_, walk_began_wall_, period + period / 2);
  count_locally();
}

}  // namespace syncwall
