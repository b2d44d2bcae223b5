// FetcherBench: a fetcher with all that it needs, step by step, on a clock that only the test turns.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "support/fake_source.h"
#include "support/naive_view.h"
#include "support/random_jobs.h"
#include "sync/fetcher.h"

namespace syncwall::test {

struct FetcherBench {
  explicit FetcherBench(std::uint64_t jobs, FetchOptions with = {}, Query query = {}) : options(with) {
    for (std::uint64_t i = 0; i < jobs; ++i) server.put(random.job(i));
    wishes.query = query;
  }
  void start() {
    fetcher.emplace(source, cache, clock, options, wishes.query, [this](const FetchStatus& s, bool) { status = s; });
  }
  // Steps until nothing is due; at most `limit`.
  void settle(int limit = 10'000) {
    if (!fetcher) start();
    while (limit-- > 0 && fetcher->step() <= clock.ticks_ms()) {
    }
    CHECK(limit > 0);
  }
  void step() {
    if (!fetcher) start();
    (void)fetcher->step();
  }
  [[nodiscard]] std::map<std::string, Job> cached() const {
    const Snapshot snapshot = cache.snapshot();
    std::map<std::string, Job> jobs;
    for (std::uint32_t row = 0; row < snapshot.rows(); ++row) {
      Snapshot::IdBuffers ids;
      if (!snapshot.alive(CacheRow(row))) continue;
      const Job job = to_owned(snapshot.job(CacheRow(row), ids));
      jobs.emplace(job.id, job);
    }
    return jobs;
  }
  [[nodiscard]] bool same_as_server() const {
    std::map<std::string, Job> there;
    for (const Job& job : server.jobs()) there.emplace(job.id, job);
    const auto here = cached();
    if (here.size() != there.size()) return false;
    for (const auto& [id, job] : there) {
      const auto found = here.find(id);
      if (found == here.end() || found->second.status != job.status || found->second.last_sync_at != job.last_sync_at)
        return false;
    }
    return true;
  }
  // The exact prefix: all that the server has and that doesn't come after the frontier's last job is cached.
  [[nodiscard]] bool prefix_is_proven() const {
    const Frontier frontier = *cache.snapshot().of(Origin{}).frontier;
    if (frontier.complete) return same_as_server();
    if (!frontier.last) return true;
    const auto here = cached();
    for (const Job& job : naive_view(server.jobs(), frontier.walked, 0)) {
      const bool inside =
          frontier.walk_done || compare_jobs(view_of(job), view_of(*frontier.last), frontier.walked.sort) <= 0;
      if (inside && !here.contains(job.id)) return false;
    }
    return true;
  }

  FetchOptions options;
  RandomJobs random{17};
  FakeServer server;
  FakeSource source{server};
  JobCache cache{[] {}};
  ManualClock clock{1'700'000'000'000};
  FetchWishes wishes;
  FetchStatus status;
  std::optional<Fetcher> fetcher;
};

inline RequestError error_of(RequestError::Kind kind, std::string what = "trouble") {
  return {kind, {std::move(what), "", ""}, std::nullopt};
}

inline Query by_user() {
  Query query;
  query.sort = {{SortColumn::User, true}};
  return query;
}

}  // namespace syncwall::test
