// LastFrame: the triangles of the frame on the screen, to draw and present only what differs from it, and nothing
// where all is equal. Comparing costs less than drawing, which is done in software on many a wall. UI thread only.
#pragma once

#include <imgui.h>

#include <cstddef>
#include <span>
#include <vector>

#include "window/damage.h"

namespace syncwall {

class LastFrame {
 public:
  // Where `data` differs from the last frame; all of the screen where there was none of this size; nothing where all is
  // equal. Keeps `data`; what it returns stands until the next call. No allocation once warm.
  [[nodiscard]] std::span<const Damage> changed(const ImDrawData& data);
  // The screen no longer shows it (another font atlas, another context, a window that was covered).
  void forget() { shown_.size = {}; }

 private:
  struct Command {
    ImVec4 clip;
    ImTextureID texture;
    unsigned first, count, base;  // indices, and what to add to each
  };
  struct Copy {
    ImVec2 size;
    std::vector<ImDrawVert> vertices;
    std::vector<ImDrawIdx> indices;
    std::vector<Command> commands;
  };
  struct Triangle {
    ImDrawVert corners[3];
    ImVec4 clip;
    ImTextureID texture;
  };

  static void copy(const ImDrawData& data, Copy& to);
  static bool equal(const Copy& a, const Copy& b);
  static void expand(const Copy& frame, std::size_t from, std::size_t to, std::vector<Triangle>& triangles);
  void compare();
  void compare_commands(std::size_t begin, std::size_t before_end, std::size_t after_end);
  void add(const Triangle& triangle);

  Copy shown_, next_;
  std::vector<Triangle> before_, after_;
  DamageList damage_;
};

}  // namespace syncwall
