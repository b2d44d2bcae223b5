// FailureList: failed jobs by their reasons (jobs/failure_reason.h), for `syncwall summary --groups`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "jobs/filter/filter.h"
#include "jobs/job.h"

namespace syncwall {

class FailureList {
 public:
  // So many different reasons are counted; those beyond are all "…": a server may say something else of each of a
  // million jobs.
  static constexpr std::size_t kMost = 32'768;

  void add(const JobView& failed);
  // The most frequent reason first.
  [[nodiscard]] std::string table() const;
  [[nodiscard]] std::string csv() const;   // reason,jobs,types
  [[nodiscard]] std::string json() const;  // [{"reason":…,"jobs":…,"types":[…]}]; an empty reason: none was given

 private:
  struct Group {
    std::int64_t jobs = 0;
    Mask types = 0;
  };
  using Entry = std::pair<std::string, Group>;
  [[nodiscard]] std::vector<Entry> sorted() const;

  std::map<std::string, Group> groups_;  // by reason
  std::int64_t jobs_ = 0;
};

}  // namespace syncwall
