// ChangeMarks: which of the things on the screen changed a moment ago, for a calm highlight that ends by itself. At
// most one begins per second and thing, so nothing flickers. Knows no ImGui. UI thread only.
#pragma once

#include <cstdint>
#include <vector>

#include "base/clock.h"

namespace syncwall {

class ChangeMarks {
 public:
  static constexpr std::int64_t kMs = 3000;     // how long one is seen
  static constexpr std::int64_t kStepMs = 750;  // it fades in so long steps: few frames
  static constexpr std::int64_t kRestMs = 1000;

  // For each thing that is drawn, in each frame: its key and its value. How strongly it is marked: 0, or from 1 down.
  // What wasn't on the screen in the frame before is not marked.
  float strength(std::uint64_t key, std::int64_t value, TickMs now);
  // After the last one of a frame.
  void end_frame();
  // How soon one of the marks fades, from `now`; kMs where there is none.
  [[nodiscard]] std::int64_t next_change_ms(TickMs now) const;

 private:
  struct Thing {
    std::uint64_t key;
    std::int64_t value;
    TickMs since;  // of its mark; kNoMark: none
    bool drawn;
  };
  static constexpr TickMs kNoMark = INT64_MIN / 2;
  std::vector<Thing> things_;  // few: those on the screen
};

}  // namespace syncwall
