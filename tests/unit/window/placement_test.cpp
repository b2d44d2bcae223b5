#include "window/placement.h"

#include <doctest/doctest.h>

#include <random>
#include <vector>

using namespace syncwall;

TEST_CASE("a remembered place that nobody could see or reach comes back onto a monitor; any other stays") {
  const std::vector<Rect> one{{0, 0, 1920, 1080}}, two{{0, 0, 1920, 1080}, {1920, 0, 2560, 1440}},
      left{{0, 0, 1920, 1080}, {-1920, 0, 1920, 1080}};
  const Rect usual{100, 80, 1440, 900};
  CHECK(seen_place(usual, one) == usual);
  CHECK(seen_place({2200, 80, 1440, 900}, two) == Rect{2200, 80, 1440, 900});
  CHECK(seen_place({-1800, 80, 1440, 900}, left) == Rect{-1800, 80, 1440, 900});
  CHECK(seen_place({1700, 900, 1440, 900}, one) == Rect{1700, 900, 1440, 900});  // half out, as people like it
  CHECK(seen_place({2200, 80, 1440, 900}, one) == Rect{480, 80, 1440, 900});     // the second monitor is gone
  CHECK(seen_place({-3000, -2000, 1440, 900}, one) == Rect{0, 0, 1440, 900});
  CHECK(seen_place({100, -700, 1440, 900}, one) == Rect{100, 0, 1440, 900});  // its title above the screen
  CHECK(seen_place({-1400, 80, 1440, 900}, one) == Rect{0, 80, 1440, 900});   // 40 px of it are seen
  CHECK(seen_place({100, 1079, 1440, 900}, one) == Rect{100, 180, 1440, 900});
  CHECK(seen_place({0, 0, 7680, 4320}, one) == Rect{0, 0, 1920, 1080});
  CHECK(seen_place(usual, {}) == usual);
}

TEST_CASE("whatever was remembered, a window can be taken hold of and fits") {
  std::mt19937 random(5);
  const auto any = [&](int from, int to) { return std::uniform_int_distribution<int>(from, to)(random); };
  for (int i = 0; i < 5'000; ++i) {
    std::vector<Rect> areas;
    for (int n = any(1, 3), x = any(-2000, 0); n > 0; --n) {
      areas.push_back({x, any(-300, 300), any(640, 3840), any(480, 2160)});
      x += areas.back().width;
    }
    const Rect wild{any(0, 9) == 0 ? -2'147'483'647 : any(-9000, 9000),
                    any(0, 9) == 0 ? 2'147'480'000 : any(-9000, 9000), any(320, 16384), any(240, 16384)};
    const Rect seen = seen_place(wild, areas);
    bool held = false;
    for (const Rect& area : areas) {
      const Rect edge{seen.x, seen.y, seen.width, 32};
      held = held || (overlap(edge, area) >= 160L * 32 && seen.y >= area.y && seen.width <= area.width &&
                      seen.height <= area.height);
    }
    CHECK(held);
  }
}

TEST_CASE("a monitor that reports no true size counts as unknown") {
  CHECK(true_inches(3840, 2160, 1209, 680) == doctest::Approx(54.6).epsilon(0.01));
  CHECK(true_inches(1920, 1080, 531, 299) == doctest::Approx(24).epsilon(0.01));
  CHECK(true_inches(1080, 1920, 299, 531) == doctest::Approx(24).epsilon(0.01));  // turned
  CHECK(true_inches(3440, 1440, 800, 335) == doctest::Approx(34.1).epsilon(0.01));
  // GLFW's and virtual screens' 96 dpi, rounded down or to the nearest.
  CHECK(true_inches(1920, 1080, 508, 285) == 0);
  CHECK(true_inches(1920, 1080, 508, 286) == 0);
  CHECK(true_inches(3840, 2160, 1016, 571) == 0);
  CHECK(true_inches(1080, 1920, 285, 508) == 0);
  // Shapes, nothing, nonsense.
  for (const auto& [w, h] : {std::pair{16, 9},
                             {160, 90},
                             {160, 100},
                             {1600, 900},
                             {9, 16},
                             {0, 0},
                             {-1, -1},
                             {509, 0},
                             {1, 1},
                             {20000, 11250}})
    CHECK(true_inches(1920, 1080, w, h) == 0);
  CHECK(true_inches(1920, 1080, 400, 400) == 0);
  CHECK(true_inches(0, 0, 531, 299) == 0);
}
