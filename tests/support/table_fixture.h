// A cache with a few jobs, and views over it built at once, without a thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cache/job_cache.h"
#include "cache/views/view.h"

namespace syncwall::test {

inline constexpr WallMs kNow = 1'795'000'000'000;  // 2026-11-18

struct TableFixture {
  explicit TableFixture(std::size_t origins = 1) : cache([] {}, origins) {}
  JobCache cache;
  ViewFactory factory;

  static Job job(int n, Status status = Status::Completed) {
    Job j;
    j.id = "job-" + std::to_string(1000 + n);
    j.user_id = "user-" + std::to_string(n % 3);
    j.user_name = "User " + std::to_string(n % 3);
    j.collection_id = "collection-" + std::to_string(n);
    j.collection_name = "Collection " + std::to_string(1000 + n);
    j.type = ConnectorType::S3;
    j.status = status;
    j.schedule_s = 3600;
    j.created_at = kNow - 1000 * n;
    j.last_sync_at = kNow - 60'000;
    return j;
  }
  void put(const std::vector<Job>& jobs, bool complete = true, Origin origin = Origin{}) {
    std::vector<JobView> views;
    for (const Job& j : jobs) views.push_back(view_of(j));
    auto frontier = std::make_shared<Frontier>();
    frontier->complete = complete;
    if (!complete) {
      frontier->walked = by_collection();
      frontier->last = jobs.back();
      frontier->total = 100;
    }
    OriginCache(cache, origin).apply({views, {}, ++revision, frontier});
  }
  void remove(const std::string& id) {
    const std::vector<std::string> ids{id};
    OriginCache(cache).remove(ids, ++revision);
  }
  static Query by_collection() { return {{}, {{SortColumn::Collection, true}}}; }
  std::shared_ptr<const View> view(Query query = by_collection()) {
    return factory.build(cache.snapshot(), query, kNow);
  }
  std::uint64_t revision = 0;
};

inline std::vector<Job> some_jobs(int n) {
  std::vector<Job> jobs;
  for (int i = 0; i < n; ++i) jobs.push_back(TableFixture::job(i));
  return jobs;
}

}  // namespace syncwall::test
