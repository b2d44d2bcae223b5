// The oracle for views: filter and sort the slow, obvious way, with the one filter and the one order of jobs/.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "jobs/order.h"

namespace syncwall::test {

inline std::vector<Job> naive_view(std::vector<Job> jobs, const Query& query, WallMs now) {
  std::erase_if(jobs, [&](const Job& job) { return !matches(view_of(job), query.filter, now); });
  std::sort(jobs.begin(), jobs.end(), [&](const Job& a, const Job& b) {
    return compare_jobs(view_of(a), view_of(b), query.sort) < 0;
  });
  return jobs;
}

inline std::vector<std::string> ids_of(const std::vector<Job>& jobs) {
  std::vector<std::string> ids;
  for (const Job& job : jobs) ids.push_back(job.id);
  return ids;
}

}  // namespace syncwall::test
