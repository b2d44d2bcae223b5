// Every face and state of the dashboard, each set up on a HeadlessDesk: what the gallery draws and its checks look at.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "support/headless_desk.h"

namespace syncwall::test {

struct Scene {
  std::string name;
  std::string theme = "dark";  // a built-in one
  bool golden = false;         // compared with an approved picture
  std::function<void(HeadlessDesk&)> set_up;
};

[[nodiscard]] const std::vector<Scene>& scenes();

}  // namespace syncwall::test
