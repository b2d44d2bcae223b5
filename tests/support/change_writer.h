// Changes as a busy system makes them: runs begin and end, now and then a job comes or goes. One thread.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "store/job_store.h"

namespace syncwall::test {

class ChangeWriter {
 public:
  // `jobs`: those that change.
  ChangeWriter(JobStore& store, std::vector<Job> jobs) : store_(store), jobs_(std::move(jobs)) {}

  // `n` changes in one transaction; every 50th is a deletion, every 60th a new job.
  [[nodiscard]] Result<Done> write(int n) {
    std::vector<Job> changed;
    std::vector<std::string> gone;
    for (int i = 0; i < n; ++i) {
      ++made_;
      Job& job = jobs_[(made_ * 7919) % jobs_.size()];
      if (made_ % 50 == 0) {
        gone.push_back(job.id);
        job = std::move(jobs_.back());
        jobs_.pop_back();
        continue;
      }
      job.status = job.status == Status::Running ? Status::Completed : Status::Running;
      job.last_sync_at = static_cast<WallMs>(1'790'000'000'000 + made_);
      job.last_sync_job_id = "run-" + std::to_string(made_);
      if (made_ % 60 == 0) {
        Job fresh = job;
        fresh.id = "new-" + std::to_string(made_);
        jobs_.push_back(fresh);
        changed.push_back(std::move(fresh));
      } else {
        changed.push_back(job);
      }
    }
    // A job that changed and went in one go is only gone.
    std::erase_if(changed, [&](const Job& job) { return std::find(gone.begin(), gone.end(), job.id) != gone.end(); });
    if (const auto put = store_.put(changed); !put.ok()) return put.problem();
    if (gone.empty()) return Done{};
    const auto removed = store_.remove({true, ""}, gone, {"load", "load", "", static_cast<WallMs>(made_)});
    if (!removed.ok()) return removed.problem();
    return Done{};
  }

 private:
  JobStore& store_;
  std::vector<Job> jobs_;
  std::size_t made_ = 0;
};

}  // namespace syncwall::test
