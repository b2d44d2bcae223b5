#include "base/clock.h"

#include <chrono>

namespace syncwall {

namespace {
template <class ClockType>
std::int64_t ms_of() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(ClockType::now().time_since_epoch()).count();
}
}  // namespace

WallMs SystemClock::wall_ms() const { return ms_of<std::chrono::system_clock>(); }
TickMs SystemClock::ticks_ms() const { return ms_of<std::chrono::steady_clock>(); }

}  // namespace syncwall
