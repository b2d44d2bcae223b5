// ProgressLine: the progress of a long task, on stderr: on a terminal one line that is written over, else a line now
// and then. Prints nothing for a task that takes less than a second. One thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace syncwall {

class ProgressLine {
 public:
  // `what`: what is being done, in a few words.
  explicit ProgressLine(std::string what);
  ~ProgressLine();  // ends the line
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void update(std::int64_t done, std::int64_t of);

 private:
  const std::string what_;
  const bool terminal_;
  std::chrono::steady_clock::time_point next_;
  bool printed_ = false;
};

}  // namespace syncwall
