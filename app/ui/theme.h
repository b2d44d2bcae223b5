// Colours (product.md, "Look") and the style made of them. Sizes are px at scale 1; Frame::px() scales them.
#pragma once

#include <imgui.h>

#include "jobs/job.h"

namespace syncwall {

[[nodiscard]] ImU32 rgb(unsigned hex, float alpha = 1.0f);  // 0xRRGGBB
[[nodiscard]] ImU32 with_alpha(ImU32 color, float alpha);

struct Theme {
  ImU32 ground = rgb(0x0D1117), panel = rgb(0x161B22), line = rgb(0x21262D), border = rgb(0x30363D);
  ImU32 text = rgb(0xE6EDF3), quiet = rgb(0x9DA7B3), accent = rgb(0x4C9AFF), tick = rgb(0x2F81F7);
  ImU32 danger = rgb(0xB3391B), selected = rgb(0x14233B), hovered = rgb(0x161C25), amber = rgb(0xE3B341);
  bool stale = false;  // status colours lose their saturation

  [[nodiscard]] ImU32 of(Status status) const;
};

// Sets Dear ImGui's style for that scale, from a fresh one: scaling twice would add up.
void set_style(const Theme& theme, float scale);

namespace size {  // px at scale 1
inline constexpr float kMargin = 24, kGap = 14, kTopBar = 52, kCard = 126, kField = 36, kHeader = 39, kRow = 34, kFooter = 40, kRadius = 9;
}

}  // namespace syncwall
