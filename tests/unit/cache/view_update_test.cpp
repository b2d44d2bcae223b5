// A view that is carried from snapshot to snapshot, held to one that is made anew the obvious way, at every step.
#include "cache/views/view_update.h"

#include <doctest/doctest.h>

#include "cache/job_cache.h"
#include "cache/views/view.h"
#include "support/naive_view.h"
#include "support/plain_query.h"
#include "support/random_jobs.h"
#include "support/random_queries.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

constexpr const char* kTyped = "finance ири";

std::vector<std::string> ids_of(const View& view) {
  std::vector<std::string> ids;
  for (const CacheRow row : view.rows) {
    Snapshot::IdBuffers buffers;
    ids.emplace_back(view.basis.job(row, buffers).id);
  }
  return ids;
}

// Whether the job lies in what the walk has proven of the query's order (frontier.h).
bool proven(const Job& job, const Query& query, const Frontier& frontier) {
  const Query asked = server_part(query, full_server());
  if (frontier.complete) return true;
  if (!narrows(in_utc(query.filter), frontier.walked.filter)) return false;
  if (frontier.walk_done) return true;
  if (frontier.walked.sort != asked.sort || !frontier.last) return false;
  Job same_id = job;
  same_id.id = frontier.last->id;
  if (query.sort.size() > 1) return compare_jobs(view_of(same_id), view_of(*frontier.last), asked.sort) < 0;
  return compare_jobs(view_of(job), view_of(*frontier.last), asked.sort) <= 0;
}

// A person at the filters and headers, a server that changes jobs, a walk that goes on, a clock.
struct Session {
  explicit Session(std::uint64_t seed) : random(seed, true) {}

  RandomJobs random;
  RandomQueries queries{77};
  JobCache cache{[] {}};
  ViewFactory factory;
  JobsById jobs;
  std::uint64_t next = 0;
  Query query{{}, {{SortColumn::Created, true}}};
  Frontier frontier;
  WallMs now = 20 * 3'600'000;
  std::shared_ptr<const View> view;

  bool once_in(std::uint64_t n) { return random.below(n) == 0; }

  void type(std::string& text) {
    if (once_in(2) && !text.empty()) {
      text.pop_back();
      while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80) text.pop_back();
      if (!text.empty() && static_cast<unsigned char>(text.back()) >= 0xC0) text.pop_back();
    } else if (once_in(3)) {
      text = kHostileNames[random.below(kHostileNames.size())];
    } else {
      text += kTyped[random.below(8)];
    }
  }
  void change_query() {
    if (once_in(3)) change_plain(query.filter, [&](PlainFilter& p) { type(p.collection); });
    if (once_in(6)) change_plain(query.filter, [&](PlainFilter& p) { type(p.user); });
    if (once_in(8)) query.filter.terms.push_back(queries.term());
    if (once_in(4) && !query.filter.all()) query.filter.terms.pop_back();
    if (once_in(8)) set_statuses(query.filter, static_cast<Mask>(random.below(32)));
    if (once_in(12)) set_types(query.filter, static_cast<Mask>(random.below(64)));
    if (once_in(12)) set_overdue(query.filter, !plain_part(query.filter).overdue);
    if (once_in(12)) set_stuck(query.filter, !plain_part(query.filter).stuck);
    if (once_in(12)) query.filter = {};
    if (once_in(6)) {
      query.sort.clear();
      for (std::uint64_t n = random.below(3); n > 0; --n)
        query.sort.push_back({static_cast<SortColumn>(random.below(kSortColumns)), once_in(2)});
    }
  }
  void change_jobs() {
    OriginCache::Batch batch;
    std::vector<Job> some;
    for (std::uint64_t n = random.below(5); n > 0; --n) some.push_back(random.job(next++));
    for (std::uint64_t n = random.below(5); n > 0 && next > 0; --n) {
      const auto known = jobs.find(RandomJobs::id(random.below(next)));
      if (known == jobs.end()) continue;
      Job job = known->second;
      if (once_in(3)) {
        job = random.job(0);  // everything of it
        job.id = known->first;
      }
      random.run(job);
      some.push_back(job);
    }
    if (once_in(40)) {  // so many at once that merging doesn't pay
      for (int i = 0; i < 300; ++i) some.push_back(random.job(next++));
    }
    std::vector<std::string> gone;
    if (once_in(3)) {  // their rows are used again
      for (std::uint64_t n = random.below(9); n > 0 && next > 0; --n)
        gone.push_back(RandomJobs::id(random.below(next)));
    }
    if (once_in(5) && next > 0) some.push_back(random.job(random.below(next)));  // maybe one that was deleted
    std::vector<JobView> list;
    for (const Job& job : some) {
      jobs[job.id] = job;
      list.push_back(view_of(job));
    }
    for (const std::string& id : gone) jobs.erase(id);
    OriginCache(cache).apply({list, gone, 1, std::make_shared<Frontier>(frontier)});
  }
  // A walk begins, goes on, comes to its end; or everything is known. What it proves is then true of these jobs.
  void move_frontier() {
    if (once_in(15)) frontier = {};
    if (once_in(15)) frontier.complete = true;
    if (frontier.complete || jobs.empty()) return;
    if (frontier.walked != server_part(query, full_server()) && !once_in(4)) {
      frontier = {};
      frontier.walked = server_part(query, full_server());
      if (once_in(3)) frontier.walked.filter = {};
    }
    frontier.walk_done = once_in(20);
    frontier.total = static_cast<std::int64_t>(random.below(1000));
    std::vector<Job> walk = naive_view(values_of(jobs), frontier.walked, now);
    if (frontier.last) {
      std::erase_if(walk, [&](const Job& job) {
        return compare_jobs(view_of(job), view_of(*frontier.last), frontier.walked.sort) <= 0;
      });
    }
    if (walk.empty()) return;
    frontier.last =
        once_in(12) ? std::nullopt : std::optional(walk[random.below(std::min<std::uint64_t>(walk.size(), 9))]);
  }
  void step() {
    if (once_in(3)) now += static_cast<WallMs>(random.below(30)) * 60'000;
    if (once_in(2)) change_query();
    if (once_in(3)) move_frontier();
    if (once_in(3)) change_jobs();
    if (once_in(10)) view = nullptr;
    view = factory.next(view, cache.snapshot(), query, now);
  }
  [[nodiscard]] std::vector<std::string> truth() const {
    std::vector<Job> known = naive_view(values_of(jobs), query, now);
    const Frontier published = *cache.snapshot().of(Origin{}).frontier;
    std::erase_if(known, [&](const Job& job) { return !proven(job, query, published); });
    return test::ids_of(known);
  }
};

}  // namespace

TEST_CASE("whatever happens, the carried view is the naive filter and sort of what is known and proven") {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    Session session(seed);
    for (int step = 0; step < 400; ++step) {
      session.step();
      CAPTURE(seed);
      CAPTURE(step);
      REQUIRE((ids_of(*session.view) == session.truth()));
      REQUIRE((session.view->query == session.query));
      if (session.view->whole) REQUIRE(session.view->total == static_cast<std::int64_t>(session.view->rows.size()));
    }
    CHECK(session.cache.snapshot().rows() < session.next);  // or none was used again
  }
}

TEST_CASE("a filter narrows another only if all that passes it passes the other") {
  Filter wide, narrow;
  CHECK(narrows(narrow, wide));
  set_collection(narrow, "Reports");
  CHECK(narrows(narrow, wide));
  CHECK_FALSE(narrows(wide, narrow));
  set_collection(wide, "rEPO");
  CHECK(narrows(narrow, wide));
  set_collection(wide, "sx");
  CHECK_FALSE(narrows(narrow, wide));
  set_collection(wide, "");
  set_statuses(wide, bit(Status::Failed));
  CHECK_FALSE(narrows(narrow, wide));
}

TEST_CASE("work on the next view stops when nobody wants it any more") {
  Session session(3);
  session.frontier.complete = true;
  for (int i = 0; i < 40; ++i) session.change_jobs();
  session.view = session.factory.next(nullptr, session.cache.snapshot(), session.query, session.now);
  std::stop_source stop;
  stop.request_stop();
  session.query.sort = {{SortColumn::Collection, false}};
  CHECK(session.factory.next(session.view, session.cache.snapshot(), session.query, session.now, stop.get_token()) ==
        nullptr);
  set_collection(session.query.filter, "fin");
  CHECK(session.factory.next(session.view, session.cache.snapshot(), session.query, session.now, stop.get_token()) ==
        nullptr);
  // What was left undone is done the next time.
  session.view = session.factory.next(session.view, session.cache.snapshot(), session.query, session.now);
  CHECK((ids_of(*session.view) == session.truth()));
}
