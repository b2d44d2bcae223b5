// What a process holds, second by second, from /proc; and whether that grows. One thread.
#pragma once

#include <sys/types.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace syncwall::test {

struct ProcessSample {
  double at_s = 0;  // since the first
  long rss_kib = 0, threads = 0, handles = 0;
  double cpu_s = 0;  // used so far
};

// Nothing where there is no such process.
[[nodiscard]] std::optional<ProcessSample> sample_process(pid_t pid, double at_s);

// Least squares of the resident set over time, KiB a minute. 0 for fewer than two samples.
[[nodiscard]] double rss_slope(std::span<const ProcessSample> samples);
// The most that was held at once.
[[nodiscard]] long most(std::span<const ProcessSample> samples, long ProcessSample::*of);
void write_csv(const std::string& file, std::span<const ProcessSample> samples);

}  // namespace syncwall::test
