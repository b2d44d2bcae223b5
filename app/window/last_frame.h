// LastFrame: the triangles of the frame on the screen, to draw and present only what differs from it, and nothing
// where all is equal. Comparing costs less than drawing, which is done in software on many a wall. UI thread only.
#pragma once

#include <imgui.h>

#include <optional>
#include <span>
#include <vector>

namespace syncwall {

// A part of the screen in whole px, from the top left; the second corner is outside.
struct Damage {
  int left = 0, top = 0, right = 0, bottom = 0;
  [[nodiscard]] bool empty() const { return left >= right || top >= bottom; }
  friend bool operator==(const Damage&, const Damage&) = default;
};

class LastFrame {
 public:
  // Where `data` differs from the last frame; all of the screen where there was none of this size; nothing where all is
  // equal. Keeps `data`. No allocation once warm.
  [[nodiscard]] std::optional<Damage> changed(const ImDrawData& data);
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
  static void expand(const Copy& frame, std::vector<Triangle>& triangles);
  [[nodiscard]] Damage difference() const;

  Copy shown_, next_;
  std::vector<Triangle> before_, after_;
};

}  // namespace syncwall
