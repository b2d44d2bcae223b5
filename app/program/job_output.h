// Jobs and counts as text: tables for people, JSON and CSV for programs. Outside text can't move the terminal's
// cursor or add a line. One thread.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

#include "jobs/job.h"
#include "jobs/summary.h"
#include "program/failure_list.h"
#include "program/options/options.h"

namespace syncwall {

// begin, add for each job, end.
class JobWriter {
 public:
  // `servers`: the jobs are of several, and each is written with its own.
  JobWriter(std::FILE* out, Options::Format format, WallMs now, bool servers = false)
      : out_(out), format_(format), now_(now), servers_(servers) {}
  void begin();
  void add(const JobView& job);
  // `total`: how many match; -1: unknown.
  void end(std::int64_t total);

 private:
  void put(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), out_);
  }  // commands look for a failure at the end

  std::FILE* out_;
  Options::Format format_;
  WallMs now_;
  bool servers_;
  std::int64_t jobs_ = 0;
  std::string buffer_;
};

// `failures`: null where nobody asked for them.
[[nodiscard]] std::string summary_text(const JobSummary& summary, Options::Format format,
                                       const FailureList* failures = nullptr);

}  // namespace syncwall
