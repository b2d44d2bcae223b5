// The oracles for views: filter, sort and count what waits the slow, obvious way, with the one filter and the one
// order of jobs/.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "jobs/order.h"

namespace syncwall::test {

inline std::vector<Job> naive_view(std::vector<Job> jobs, const Query& query, WallMs now) {
  std::erase_if(jobs, [&](const Job& job) { return !matches(view_of(job), query.filter, now); });
  std::sort(jobs.begin(), jobs.end(),
            [&](const Job& a, const Job& b) { return compare_jobs(view_of(a), view_of(b), query.sort) < 0; });
  return jobs;
}

inline std::vector<std::string> ids_of(const std::vector<Job>& jobs) {
  std::vector<std::string> ids;
  for (const Job& job : jobs) ids.push_back(job.id);
  return ids;
}

using JobsById = std::map<std::string, Job>;

inline std::vector<Job> values_of(const JobsById& jobs) {
  std::vector<Job> values;
  for (const auto& [id, job] : jobs) values.push_back(job);
  return values;
}

// False for a change of texts only: it moves no row.
inline bool same_for_views(const Job& a, const Job& b) {
  return shown_user(view_of(a)) == shown_user(view_of(b)) &&
         shown_collection(view_of(a)) == shown_collection(view_of(b)) && a.type == b.type &&
         a.created_at == b.created_at && a.schedule_s == b.schedule_s && a.status == b.status &&
         a.last_sync_at == b.last_sync_at;
}

// How many rows appear, vanish or must move for `held` to become `fresh`, where only jobs that changed move: the
// heaviest sequence of rows that can stay, rows without a change weighing more than all others together.
inline std::int64_t naive_waiting(const std::vector<std::string>& held, const std::vector<std::string>& fresh,
                                  const JobsById& before, const JobsById& now) {
  std::map<std::string, std::size_t> place;
  for (std::size_t i = 0; i < fresh.size(); ++i) place[fresh[i]] = i;
  std::vector<std::pair<std::size_t, std::int64_t>> common;  // place in `fresh`, weight
  std::int64_t all = 0;
  for (const std::string& id : held) {
    if (!place.contains(id)) continue;
    const bool changed = !before.contains(id) || !same_for_views(before.at(id), now.at(id));
    common.emplace_back(place[id], changed ? 1 : 100'000);
    all += common.back().second;
  }
  std::vector<std::int64_t> best(common.size());
  std::int64_t stays = 0;
  for (std::size_t i = 0; i < common.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (common[j].first < common[i].first) best[i] = std::max(best[i], best[j]);
    }
    best[i] += common[i].second;
    stays = std::max(stays, best[i]);
  }
  const auto n = static_cast<std::int64_t>(common.size());
  return static_cast<std::int64_t>(held.size()) - n + static_cast<std::int64_t>(fresh.size()) - n + all - stays;
}

}  // namespace syncwall::test
