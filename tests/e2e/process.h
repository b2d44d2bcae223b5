// Child processes of a test, ended with it. One thread.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace syncwall::test {

using Words = std::vector<std::string>;

// A program that runs beside the test; killed in the destructor where it still runs.
class Process {
 public:
  // `environment`: "NAME=value", in addition to the test's own. stdout and stderr go to `log`.
  Process(const Words& command, const Words& environment, const std::string& log);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void signal(int number) const;
  // Waits for its end. The exit status; 128 + n after signal n.
  int wait();
  [[nodiscard]] bool running();
  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  int status_ = -1;
};

struct Finished {
  int status = 0;
  std::string out, err;
};
// Runs a program to its end.
[[nodiscard]] Finished run(const Words& command, const Words& environment, const std::string& folder);

}  // namespace syncwall::test
