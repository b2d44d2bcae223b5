#include "window/last_frame.h"

#include <doctest/doctest.h>
#include <imgui.h>

#include "support/imgui_driver.h"

using namespace syncwall;

namespace {
bool changed(LastFrame& last, test::ImGuiDriver& driver, float x) {
  driver.begin_frame();
  ImGui::GetForegroundDrawList()->AddRectFilled({x, 0}, {x + 10, 10}, 0xFFFFFFFF);
  driver.end_frame();
  return last.changed(*ImGui::GetDrawData());
}
}  // namespace

TEST_CASE("an equal frame is not presented again, another one is") {
  test::ImGuiDriver driver(640, 480);
  LastFrame last;
  changed(last, driver, 0);
  changed(last, driver, 0);
  CHECK_FALSE(changed(last, driver, 0));
  CHECK(changed(last, driver, 1));
  CHECK_FALSE(changed(last, driver, 1));
  last.forget();
  CHECK(changed(last, driver, 1));
}
