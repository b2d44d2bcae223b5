#include "window/scale.h"

#include <doctest/doctest.h>

using namespace syncwall;

TEST_CASE("what the desktop says about its scale holds") {
  CHECK(content_scale(1.5f, 1920, 500) == 1.5f);
  CHECK(content_scale(2.0f, 0, 0) == 2.0f);
}

TEST_CASE("where it says nothing, a dense screen is found out by its size") {
  CHECK(content_scale(1.0f, 1920, 520) == 1.0f);   // a 24-inch desk screen
  CHECK(content_scale(1.0f, 3840, 1210) == 1.0f);  // a 55-inch wall at 80 dpi
  CHECK(content_scale(1.0f, 3840, 344) > 2.0f);    // a 15-inch laptop of 4K
  CHECK(content_scale(1.0f, 1920, 16) == 1.0f);    // a projector that reports nonsense
  CHECK(content_scale(1.0f, 1920, 0) == 1.0f);
}

TEST_CASE("zoom goes in steps, within limits") {
  CHECK(zoom_factor(0) == 1.0f);
  CHECK(zoom_factor(1) > 1.0f);
  CHECK(zoom_factor(1000) == zoom_factor(kMostZoom));
  CHECK(zoom_factor(-1000) == zoom_factor(kLeastZoom));
  CHECK(zoom_factor(kMostZoom) == doctest::Approx(3.0).epsilon(0.1));
  CHECK(zoom_factor(kLeastZoom) == doctest::Approx(0.5).epsilon(0.1));
}
