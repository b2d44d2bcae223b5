#include "table/change_marks.h"

#include <algorithm>

namespace syncwall {

float ChangeMarks::strength(std::uint64_t key, std::int64_t value, TickMs now) {
  const auto found = std::ranges::find(things_, key, &Thing::key);
  if (found == things_.end()) {
    things_.push_back({key, value, kNoMark, true});
    return 0;
  }
  found->drawn = true;
  if (found->value != value && now - found->since >= kRestMs) found->since = now;
  found->value = value;
  const std::int64_t age = now - found->since;
  if (age < 0 || age >= kMs) return 0;
  constexpr std::int64_t kSteps = kMs / kStepMs;
  const std::int64_t steps = age / kStepMs;
  return 1 - static_cast<float>(steps) / static_cast<float>(kSteps);
}

void ChangeMarks::end_frame() {
  std::erase_if(things_, [](const Thing& t) { return !t.drawn; });
  for (Thing& t : things_) t.drawn = false;
}

std::int64_t ChangeMarks::next_change_ms(TickMs now) const {
  std::int64_t soonest = kMs;
  for (const Thing& t : things_) {
    const std::int64_t age = now - t.since;
    if (age >= 0 && age < kMs) soonest = std::min(soonest, kStepMs - age % kStepMs);
  }
  return soonest;
}

}  // namespace syncwall
