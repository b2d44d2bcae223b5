// Jobs that own their texts, as a JobList: for sources that make theirs up.
#pragma once

#include <memory>
#include <vector>

#include "wire/job_decode.h"

namespace syncwall::test {

inline JobList to_list(std::vector<Job> jobs) {
  const auto owned = std::make_shared<const std::vector<Job>>(std::move(jobs));
  JobList list;
  list.jobs.reserve(owned->size());
  for (const Job& job : *owned) list.jobs.push_back(view_of(job));
  list.storage = owned;
  return list;
}

}  // namespace syncwall::test
