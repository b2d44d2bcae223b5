// ProgressLine: how far something long is, on stderr: on a terminal one line that is written over, else a line now and
// then. Says nothing of what is done within a second. One thread.
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

  void tell(std::int64_t done, std::int64_t of);

 private:
  const std::string what_;
  const bool terminal_;
  std::chrono::steady_clock::time_point next_;
  bool told_ = false;
};

}  // namespace syncwall
