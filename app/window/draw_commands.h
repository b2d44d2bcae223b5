// The commands of a draw list for one part of the screen, as OpenGL in software draws them fastest. Main thread only.
#pragma once

#include <imgui.h>

#include "window/damage.h"

namespace syncwall {

// Those of `commands` of `list` that draw within `part`, cut to it, in their order. Large opaque rectangles of one
// colour, as most px of a dashboard are, become callbacks that clear: filled many times faster than as triangles with a
// texture, and with the same px. For ImGui_ImplOpenGL3, with one px a unit; the viewport is the whole framebuffer.
void cut_commands(const ImDrawList& list, const ImVector<ImDrawCmd>& commands, const Damage& part,
                  ImVector<ImDrawCmd>& into);

// Whether it is such a callback, and clears all of `part`.
[[nodiscard]] bool clears(const ImDrawCmd& command, const Damage& part);

}  // namespace syncwall
