#include "base/progress_line.h"

#include <unistd.h>

#include <cstdio>

namespace syncwall {

namespace {
constexpr std::chrono::milliseconds kFirst{1000}, kOnTerminal{250}, kInLog{5000};
}

ProgressLine::ProgressLine(std::string what)
    : what_(std::move(what)),
      terminal_(::isatty(STDERR_FILENO) == 1),
      next_(std::chrono::steady_clock::now() + kFirst) {}

ProgressLine::~ProgressLine() {
  if (printed_ && terminal_) std::fputc('\n', stderr);
}

void ProgressLine::update(std::int64_t done, std::int64_t of) {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_ || of <= 0) return;
  next_ = now + (terminal_ ? kOnTerminal : kInLog);
  printed_ = true;
  std::fprintf(stderr, "%s%s: %lld of %lld (%lld %%)%s", terminal_ ? "\r" : "", what_.c_str(),
               static_cast<long long>(done), static_cast<long long>(of), static_cast<long long>(done * 100 / of),
               terminal_ ? "" : "\n");
  std::fflush(stderr);
}

}  // namespace syncwall
