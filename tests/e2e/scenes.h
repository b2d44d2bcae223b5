// Every face and state of the dashboard, each set up on a Desk: what the gallery draws and its checks look at.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "support/desk.h"

namespace syncwall::test {

struct Scene {
  std::string name;
  std::string theme = "dark";  // a built-in one
  bool golden = false;         // compared with an approved picture
  std::function<void(Desk&)> set_up;
};

[[nodiscard]] const std::vector<Scene>& scenes();

}  // namespace syncwall::test
