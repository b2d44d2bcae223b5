// Colours and the style made of them. Sizes are px at scale 1; Frame::px() scales them.
#pragma once

#include <imgui.h>

#include <span>
#include <string_view>

#include "jobs/job.h"

namespace syncwall {

[[nodiscard]] ImU32 rgb(unsigned hex, float alpha = 1.0f);  // 0xRRGGBB
[[nodiscard]] ImU32 with_alpha(ImU32 color, float alpha);

// The colours of assets/themes/*.json; as made here, the dark theme's.
struct Theme {
  ImU32 ground = rgb(0x0D1117), panel = rgb(0x161B22), panel_hot = rgb(0x1B222C), popup = rgb(0x1C2128),
        bar = rgb(0x1C2530);
  ImU32 line = rgb(0x21262D), border = rgb(0x30363D), field = rgb(0x0D1117);
  ImU32 text = rgb(0xE6EDF3), quiet = rgb(0x9DA7B3), accent = rgb(0x4C9AFF), tick = rgb(0x2F81F7),
        on_tick = rgb(0xFFFFFF);
  ImU32 danger = rgb(0xB3391B), danger_hot = rgb(0xC9441F), on_danger = rgb(0xFFFFFF);
  ImU32 selected = rgb(0x14233B), hot = rgb(0x22303F), pressed = rgb(0x2A3B4F), warning = rgb(0xE3B341);
  ImU32 pending = rgb(0xE3B341), running = rgb(0x56B4E9), completed = rgb(0x3FB68B), failed = rgb(0xFF7B54),
        paused = rgb(0xCC9BD8);
  bool stale = false;  // not of a theme, but of the frame: status colours lose their saturation

  [[nodiscard]] ImU32 of(Status status) const;
  // Edges of what can be used: tick boxes, fields, the scroll bar. 3:1 over the ground.
  [[nodiscard]] ImU32 control() const;
};

// Each colour by its name in a theme's file.
struct ThemeColor {
  std::string_view name;
  ImU32 Theme::*color;
};
[[nodiscard]] std::span<const ThemeColor> theme_colors();

// Sets Dear ImGui's style for that scale, from a fresh one: scaling twice would add up.
void set_style(const Theme& theme, float scale);

namespace size {  // px at scale 1
inline constexpr float kMargin = 24, kGap = 14, kTopBar = 52, kCard = 126, kField = 36, kHeader = 39, kRow = 34,
                       kFooter = 40, kRadius = 9;
}

}  // namespace syncwall
