#include "window/scale.h"

#include <algorithm>
#include <cmath>

namespace syncwall {

float content_scale(float reported, int width_px, int width_mm) {
  if (reported > 1.0f) return std::min(reported, 8.0f);
  // Projectors and virtual screens report nonsense sizes: below 10 cm nothing is believed.
  if (width_mm < 100 || width_px <= 0) return 1.0f;
  const double dpi = width_px * 25.4 / width_mm;
  if (dpi < 144) return 1.0f;
  return static_cast<float>(std::clamp(std::floor(dpi / 96 * 4) / 4, 1.0, 4.0));
}

float zoom_factor(int step) { return std::pow(1.1f, static_cast<float>(std::clamp(step, kLeastZoom, kMostZoom))); }

}  // namespace syncwall
