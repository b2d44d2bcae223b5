// Jobs of several servers in one cache: each server's own are its own, and views are exact over all of them.
#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "cache/job_cache.h"
#include "cache/views/view.h"
#include "jobs/filter/filter_grammar.h"
#include "jobs/order.h"
#include "support/random_jobs.h"
#include "support/table_fixture.h"

using namespace syncwall;
using namespace syncwall::test;

namespace {

constexpr Origin kEu{0}, kUs{1};

OriginContexts named(std::vector<OriginContext> servers) {
  return std::make_shared<const std::vector<OriginContext>>(std::move(servers));
}

void put(OriginCache server, const std::vector<Job>& jobs, std::uint64_t revision = 1,
         std::shared_ptr<const Frontier> frontier = nullptr) {
  std::vector<JobView> views;
  for (const Job& job : jobs) views.push_back(view_of(job));
  server.apply({views, {}, revision, std::move(frontier)});
}

std::shared_ptr<Frontier> complete() {
  auto frontier = std::make_shared<Frontier>();
  frontier->complete = true;
  return frontier;
}

std::vector<std::pair<Origin, std::string>> shown(const View& view) {
  std::vector<std::pair<Origin, std::string>> jobs;
  Snapshot::IdBuffers ids;
  for (const CacheRow row : view.rows) jobs.emplace_back(view.basis.origin(row), view.basis.job(row, ids).id);
  return jobs;
}

// As a naive mind would: all that is known of each server, in order, up to where the first of the walks ends.
struct Servers {
  struct Server {
    std::vector<Job> jobs;
    std::size_t walked = 0;  // of them in the query's order
    bool complete = false, away = false;
  };
  std::vector<Server> all;

  static bool before(const SortKey& key, const Job& a, Origin of_a, const Job& b, Origin of_b) {
    const auto order = compare_jobs(view_of(a), view_of(b), std::span(&key, 1));
    return order != 0 ? order < 0 : of_a < of_b;
  }
  [[nodiscard]] std::vector<std::pair<Origin, std::string>> expected(const SortKey& key) const {
    std::vector<std::pair<Origin, Job>> known;
    std::optional<std::pair<Origin, Job>> end;
    bool nothing = true;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Origin origin = Origin(static_cast<std::uint8_t>(i));
      const Server& server = all[i];
      nothing = nothing && server.away;
      for (std::size_t k = 0; k < server.jobs.size(); ++k) {
        if (server.complete || k < server.walked) known.emplace_back(origin, server.jobs[k]);
      }
      if (server.complete || server.away) continue;
      if (server.walked == 0) return {};
      const std::pair last(origin, server.jobs[server.walked - 1]);
      if (!end || compare_jobs(view_of(last.second), view_of(end->second), std::span(&key, 1)) < 0) end = last;
    }
    if (nothing) return {};
    std::ranges::sort(known,
                      [&](const auto& a, const auto& b) { return before(key, a.second, a.first, b.second, b.first); });
    std::vector<std::pair<Origin, std::string>> ids;
    for (const auto& [origin, job] : known) {
      if (end && compare_jobs(view_of(job), view_of(end->second), std::span(&key, 1)) > 0) break;
      ids.emplace_back(origin, job.id);
    }
    return ids;
  }
};

}  // namespace

TEST_CASE("the same id at two servers is two jobs: what one server says changes only its own") {
  JobCache cache([] {}, 2);
  OriginCache eu(cache, kEu), us(cache, kUs);
  const std::vector<Job> jobs = some_jobs(5);
  put(eu, jobs);
  put(us, jobs);
  CHECK(cache.snapshot().live_rows() == 10);

  eu.remove(std::vector<std::string>{"job-1001"}, 7);
  CHECK(cache.snapshot().of(kEu).live_rows == 4);
  CHECK(cache.snapshot().of(kUs).live_rows == 5);
  put(us, {jobs[1]}, 2);  // not kept out by the other's tombstone
  put(eu, {jobs[1]}, 2);  // kept out by its own
  CHECK(cache.snapshot().of(kEu).live_rows == 4);
  us.apply({{}, std::vector<std::string>{"job-1002"}, 9, nullptr});
  CHECK(cache.snapshot().of(kEu).live_rows == 4);
  CHECK(cache.snapshot().of(kUs).live_rows == 4);
  CHECK(cache.snapshot().of(kEu).revision == 2);
  CHECK(cache.snapshot().of(kUs).revision == 9);
}

TEST_CASE("a walk over one server kills what it missed there, and nothing of the other") {
  JobCache cache([] {}, 2);
  OriginCache eu(cache, kEu), us(cache, kUs);
  const std::vector<Job> jobs = some_jobs(6);
  put(eu, jobs);
  put(us, jobs);
  eu.begin_walk();
  us.begin_walk();  // at the same time
  put(eu, {jobs[0], jobs[1]}, 2);
  put(us, jobs, 2);
  CHECK(eu.met_in_walk() == 2);
  CHECK(us.met_in_walk() == 6);
  eu.end_walk();
  CHECK(cache.snapshot().of(kEu).live_rows == 2);
  CHECK(cache.snapshot().of(kUs).live_rows == 6);
  us.end_walk();
  CHECK(cache.snapshot().of(kUs).live_rows == 6);

  // What may have moved dies when it is missed twice, whatever the other's walks do between.
  eu.begin_walk();
  eu.end_walk(true);
  us.begin_walk();
  put(us, jobs, 3);
  us.end_walk(true);
  CHECK(cache.snapshot().of(kEu).live_rows == 2);
  eu.begin_walk();
  eu.end_walk(true);
  CHECK(cache.snapshot().of(kEu).live_rows == 0);
  CHECK(cache.snapshot().of(kUs).live_rows == 6);
}

TEST_CASE("a row stays with its server: one that was ticked is never another server's job of the same id") {
  JobCache cache([] {}, 2);
  OriginCache eu(cache, kEu), us(cache, kUs);
  put(eu, some_jobs(3));
  const PackedId id = cache.snapshot().id(CacheRow(1));
  eu.remove(std::vector<std::string>{"job-1001"}, 5);
  for (int i = 0; i < 20; ++i) put(us, some_jobs(3), 6);
  const Snapshot now = cache.snapshot();
  for (std::uint32_t i = 0; i < now.rows(); ++i) {
    if (now.origin(CacheRow(i)) == kUs) CHECK(i >= 3);
  }
  CHECK((!now.is(CacheRow(1), id) || now.origin(CacheRow(1)) == kEu));
  put(eu, {TableFixture::job(77)}, 7);  // but it is used again for its own server
  CHECK(cache.snapshot().rows() == now.rows());
}

TEST_CASE("a list over several servers is exact up to where the first of their walks ends") {
  RandomJobs random(5, true);
  for (int round = 0; round < 60; ++round) {
    const SortKey key{static_cast<SortColumn>(random.below(kSortColumns)), random.below(2) == 0};
    const Query query{{}, {key}};
    Servers servers;
    JobCache cache([] {}, 3);
    std::uint64_t next = 0;
    for (std::uint8_t i = 0; i < 3; ++i) {
      Servers::Server server;
      for (std::uint64_t n = random.below(30); n > 0; --n)
        server.jobs.push_back(random.job(random.below(2) == 0 ? next++ : n));
      std::ranges::sort(server.jobs, {}, &Job::id);
      const auto twice = std::ranges::unique(server.jobs, {}, &Job::id);
      server.jobs.erase(twice.begin(), twice.end());
      std::ranges::sort(server.jobs, [&](const Job& a, const Job& b) {
        return compare_jobs(view_of(a), view_of(b), std::span(&key, 1)) < 0;
      });
      server.complete = random.below(3) == 0;
      server.away = !server.complete && random.below(4) == 0;
      server.walked = server.away ? 0 : random.below(server.jobs.size() + 1);
      auto frontier = std::make_shared<Frontier>();
      frontier->complete = server.complete;
      frontier->away = server.away;
      frontier->walked = query;
      if (server.walked > 0) frontier->last = server.jobs[server.walked - 1];
      const std::size_t known = server.complete ? server.jobs.size() : server.walked;
      put(OriginCache(cache, Origin(i)),
          {server.jobs.begin(), server.jobs.begin() + static_cast<std::ptrdiff_t>(known)}, 1, frontier);
      servers.all.push_back(std::move(server));
    }
    const auto view = ViewFactory().build(cache.snapshot(), query, kNow);
    const auto expected = servers.expected(key);
    CAPTURE(round);
    REQUIRE((shown(*view) == expected));
    CHECK(view->whole == std::ranges::all_of(servers.all, &Servers::Server::complete));
  }
}

TEST_CASE("how many match in all is known where each server has said it, and those that are all here are counted") {
  JobCache cache([] {}, 2);
  OriginCache eu(cache, kEu), us(cache, kUs);
  const Query query = TableFixture::by_collection();
  put(eu, some_jobs(4), 1, complete());
  auto walked = std::make_shared<Frontier>();
  walked->walked = query;
  walked->last = TableFixture::job(2);
  put(us, {TableFixture::job(2)}, 1, walked);
  CHECK(ViewFactory().build(cache.snapshot(), query, kNow)->total == -1);
  walked = std::make_shared<Frontier>(*walked);
  walked->total = 900;
  put(us, {}, 1, walked);
  CHECK(ViewFactory().build(cache.snapshot(), query, kNow)->total == 904);
}

TEST_CASE("server: names one of several; of two clocks each server's jobs are late by its own") {
  JobCache cache([] {}, 2);
  OriginCache eu(cache, kEu), us(cache, kUs);
  Job job = TableFixture::job(1);
  job.schedule_s = 3600;
  job.last_sync_at = kNow - 3'000'000;
  put(eu, {job}, 1, complete());
  put(us, {job}, 1, complete());
  const auto servers = named({{"prod-eu", 0}, {"prod-us", 7'200'000}});
  const auto rows = [&](const char* text) {
    const Query query{read_query(text).value().query.filter, {}};
    std::vector<Origin> found;
    for (const auto& [origin, id] : shown(*ViewFactory().build(cache.snapshot(), query, RowContext(kNow, servers))))
      found.push_back(origin);
    return found;
  };
  CHECK((rows("server:prod-us") == std::vector{kUs}));
  CHECK((rows("-server:prod-us") == std::vector{kEu}));
  CHECK((rows("server:prod") == std::vector{kEu, kUs}));
  CHECK((rows("server:prod-us server:prod-eu").empty()));
  CHECK((rows("is:overdue") == std::vector{kUs}));
  CHECK((rows("last_sync:<1h") == std::vector{kEu}));
}
