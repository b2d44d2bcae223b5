// How large a px of the design is on this screen. Pure functions; any thread.
#pragma once

namespace syncwall {

// `reported`: the content scale by GLFW. On X11 it comes from one global setting that some desktops leave at 1 on
// any screen; there the physical size decides, in quarters, where the screen is clearly denser than 144 dpi.
// mm 0: unknown.
[[nodiscard]] float content_scale(float reported, int width_px, int width_mm);

// Zoom goes in steps of about 10 %: step 0 is 100 %, from 50 % (-7) to 300 % (+12).
inline constexpr int kLeastZoom = -7, kMostZoom = 12;
[[nodiscard]] float zoom_factor(int step);

}  // namespace syncwall
