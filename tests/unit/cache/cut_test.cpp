#include "cache/views/cut.h"

#include <doctest/doctest.h>

#include <set>

#include "cache/job_cache.h"
#include "support/naive_view.h"
#include "support/plain_query.h"
#include "support/random_jobs.h"

using namespace syncwall;
using namespace syncwall::test;

TEST_CASE("a cut keeps the beginning of the proven order, and of the rest only what there is room for") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    RandomJobs random(seed);
    JobCache cache([] {});
    JobsById jobs;
    for (std::uint64_t i = 0; i < 400; ++i) {
      const Job job = random.job(i);
      jobs[job.id] = job;
    }
    Query query{{}, {{static_cast<SortColumn>(random.below(kSortColumns)), random.below(2) == 0}}};
    if (random.below(2) == 0) set_statuses(query.filter, bit(Status::Failed) | bit(Status::Paused));
    const std::vector<Job> order = naive_view(values_of(jobs), query, 0);
    Frontier frontier;
    frontier.walked = query;
    const std::size_t proven = 1 + random.below(order.size());
    frontier.last = order[proven - 1];
    frontier.walk_done = random.below(4) == 0;
    std::vector<JobView> list;
    for (const auto& [id, job] : jobs) list.push_back(view_of(job));
    OriginCache(cache).apply({list, {}, 1, std::make_shared<Frontier>(frontier)});
    const std::size_t inside = frontier.walk_done ? order.size() : proven;

    const auto keep = random.below(450);
    const Cut cut = cut_to(static_cast<std::int64_t>(keep), cache.snapshot(), query);
    const std::set<std::string> leaving(cut.leaving.begin(), cut.leaving.end());
    REQUIRE(leaving.size() == cut.leaving.size());
    CHECK(jobs.size() - leaving.size() == std::min<std::size_t>(jobs.size(), keep == 0 ? inside : keep));
    const std::size_t stays = keep == 0 ? inside : std::min<std::size_t>(inside, keep);
    CHECK(cut.inside == static_cast<std::int64_t>(stays));
    for (std::size_t i = 0; i < stays; ++i) CHECK_FALSE(leaving.contains(order[i].id));
    CHECK(cut.last.has_value() == (stays < inside));
    if (cut.last) CHECK(cut.last->id == order[stays - 1].id);
  }
}
