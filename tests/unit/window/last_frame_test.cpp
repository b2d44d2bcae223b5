#include "window/last_frame.h"

#include <doctest/doctest.h>
#include <imgui.h>

#include <algorithm>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "draw/imgui_compat.h"
#include "support/imgui_driver.h"

using namespace syncwall;

namespace {

constexpr int kWidth = 160, kHeight = 120;

void frame(test::ImGuiDriver& driver, const std::function<void(ImDrawList&)>& draw) {
  driver.begin_frame();
  draw(*ImGui::GetForegroundDrawList());
  driver.end_frame();
}

std::vector<Damage> parts_of(std::span<const Damage> parts) { return {parts.begin(), parts.end()}; }

std::vector<Damage> changed(LastFrame& last, test::ImGuiDriver& driver, float x) {
  frame(driver, [&](ImDrawList& list) { list.AddRectFilled({x, 0}, {x + 10, 10}, 0xFFFFFFFF); });
  return parts_of(last.changed(*ImGui::GetDrawData()));
}

// What covers the middle of each px, in order: two frames with the same pile there show the same colour.
std::vector<std::string> piles(const ImDrawData& data) {
  std::vector<std::string> piles(kWidth * kHeight);
  for (const ImDrawList* const drawn : draw_lists(data)) {
    const ImDrawList& list = *drawn;
    for (const ImDrawCmd& c : list.CmdBuffer) {
      for (unsigned i = 0; i + 2 < c.ElemCount; i += 3) {
        ImDrawVert v[3];
        for (unsigned k = 0; k < 3; ++k)
          v[k] = list.VtxBuffer[static_cast<int>(list.IdxBuffer[static_cast<int>(c.IdxOffset + i + k)] + c.VtxOffset)];
        const std::string name(reinterpret_cast<const char*>(v), sizeof v);
        for (int y = 0; y < kHeight; ++y) {
          for (int x = 0; x < kWidth; ++x) {
            const float px = static_cast<float>(x) + 0.5f, py = static_cast<float>(y) + 0.5f;
            if (px < c.ClipRect.x || px >= c.ClipRect.z || py < c.ClipRect.y || py >= c.ClipRect.w) continue;
            const auto side = [&](int a, int b) {
              return (v[b].pos.x - v[a].pos.x) * (py - v[a].pos.y) - (v[b].pos.y - v[a].pos.y) * (px - v[a].pos.x);
            };
            const float s0 = side(0, 1), s1 = side(1, 2), s2 = side(2, 0);
            if ((s0 >= 0 && s1 >= 0 && s2 >= 0) || (s0 <= 0 && s1 <= 0 && s2 <= 0))
              piles[static_cast<std::size_t>(y * kWidth + x)] += name;
          }
        }
      }
    }
  }
  return piles;
}

}  // namespace

TEST_CASE("an equal frame is not presented again, another one is, and only where it differs") {
  test::ImGuiDriver driver(640, 480);
  LastFrame last;
  const std::vector<Damage> all{{0, 0, 640, 480}};
  CHECK(changed(last, driver, 0) == all);
  changed(last, driver, 0);
  CHECK(changed(last, driver, 0).empty());
  const auto moved = changed(last, driver, 20);
  REQUIRE(moved.size() == 1);
  CHECK(moved[0].right <= 33);
  CHECK(moved[0].bottom <= 13);
  CHECK(changed(last, driver, 20).empty());
  last.forget();
  CHECK(changed(last, driver, 20) == all);
}

TEST_CASE("what changes far apart is drawn apart, and a triangle more in one place draws nothing in the others") {
  test::ImGuiDriver driver(640, 480);
  LastFrame last;
  const auto draw = [&](int arrows, float footer) {
    frame(driver, [&](ImDrawList& list) {
      for (int i = 0; i < arrows; ++i)
        list.AddRectFilled({static_cast<float>(20 * i), 0}, {static_cast<float>(20 * i + 8), 8}, 0xFFFFFFFF);
      list.PushClipRect({0, 100}, {640, 400});
      for (int row = 0; row < 10; ++row)
        list.AddRectFilled({0, static_cast<float>(100 + 30 * row)}, {600, static_cast<float>(120 + 30 * row)},
                           0xFF808080);
      list.PopClipRect();
      list.AddRectFilled({footer, 460}, {footer + 10, 470}, 0xFFFFFFFF);
    });
    return parts_of(last.changed(*ImGui::GetDrawData()));
  };
  draw(1, 500);
  const auto parts = draw(2, 520);
  CHECK(parts.size() == 2);
  for (const Damage& part : parts) CHECK((part.bottom < 100 || part.top > 400));
}

TEST_CASE("many parts become few, which cover all of them") {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    DamageList list;
    std::vector<Damage> added;
    for (unsigned i = 0; i < 1 + random() % 30; ++i) {
      const int x = static_cast<int>(random() % 3000), y = static_cast<int>(random() % 2000);
      added.push_back({x, y, x + static_cast<int>(random() % 300), y + static_cast<int>(random() % 200)});
      list.add(added.back());
    }
    list.settle();
    CHECK(list.parts().size() <= DamageList::kMost);
    for (const Damage& a : added) {
      const auto holds = [&](const Damage& p) {
        return p.left <= a.left && p.top <= a.top && p.right >= a.right && p.bottom >= a.bottom;
      };
      if (!a.empty()) CHECK(std::ranges::any_of(list.parts(), holds));
    }
  }
}

TEST_CASE("every px that another pile of triangles covers is within the damage, whatever came, went or moved") {
  test::ImGuiDriver driver(kWidth, kHeight);
  std::mt19937 random(5);
  const auto below = [&](std::size_t n) { return random() % n; };
  struct Box {
    float x, y, w, h;
    ImU32 color;
    bool clipped;
  };
  std::vector<Box> boxes;
  const auto any_box = [&] {
    const auto some = [&](std::size_t n) { return static_cast<float>(below(n)); };
    return Box{some(150),    some(110), some(40) + 1, some(30) + 1, 0xFF000000u | static_cast<ImU32>(below(1 << 24)),
               below(4) == 0};
  };
  for (int i = 0; i < 12; ++i) boxes.push_back(any_box());
  LastFrame last;
  std::vector<std::string> before(kWidth * kHeight);
  long covered = 0, all = 0;
  for (int step = 0; step < 200; ++step) {
    const std::size_t what = below(4);
    if (what == 0) boxes.insert(boxes.begin() + static_cast<std::ptrdiff_t>(below(boxes.size() + 1)), any_box());
    if (what == 1 && boxes.size() > 3) boxes.erase(boxes.begin() + static_cast<std::ptrdiff_t>(below(boxes.size())));
    if (what == 2) boxes[below(boxes.size())] = any_box();
    frame(driver, [&](ImDrawList& list) {
      for (const Box& b : boxes) {
        if (b.clipped) list.PushClipRect({b.x, b.y}, {b.x + b.w / 2, b.y + b.h / 2}, true);
        list.AddRectFilled({b.x, b.y}, {b.x + b.w, b.y + b.h}, b.color);
        if (b.clipped) list.PopClipRect();
      }
    });
    const auto parts = last.changed(*ImGui::GetDrawData());
    const auto now = piles(*ImGui::GetDrawData());
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < kWidth; ++x) {
        const auto at = static_cast<std::size_t>(y * kWidth + x);
        const bool inside = std::ranges::any_of(
            parts, [&](const Damage& d) { return x >= d.left && x < d.right && y >= d.top && y < d.bottom; });
        if (before[at] != now[at]) REQUIRE_MESSAGE(inside, "px ", x, ",", y, " in step ", step);
      }
    }
    before = now;
    for (const Damage& d : parts) covered += d.area();
    all += kWidth * kHeight;
  }
  CHECK(covered * 2 < all);  // it is worth something
}
