#include "net/cancellation.h"

#include <sys/eventfd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

namespace syncwall {

Cancellation::Cancellation() : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

void Cancellation::cancel() {
  cancelled_ = true;
  const std::uint64_t one = 1;
  // Can't fail but for a counter that is full, and then it is readable anyway.
  [[maybe_unused]] const ssize_t written = ::write(event_.get(), &one, sizeof one);
}

Cancellation::Waited Cancellation::wait(std::span<pollfd> watched, Time until) const {
  std::vector<pollfd> all(watched.begin(), watched.end());
  all.push_back({event_.get(), POLLIN, 0});
  for (;;) {
    if (cancelled_) return Waited::Cancelled;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
    if (left <= 0) return Waited::Late;
    const int ready = ::poll(all.data(), all.size(), static_cast<int>(std::min<std::int64_t>(left, 60'000)));
    if (ready < 0 && errno != EINTR) return Waited::Failed;
    if (ready <= 0 || all.back().revents != 0) continue;
    std::copy(all.begin(), all.end() - 1, watched.begin());
    return Waited::Ready;
  }
}

}  // namespace syncwall
