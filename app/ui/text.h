// Outside text, drawn as data: one line, cut to a width, never a format string and never an id. UI thread only.
#pragma once

#include <string>
#include <string_view>

#include "ui/frame.h"

namespace syncwall {

// Draws at `at` (px, the upper left corner), at most `width` px wide with "…" where it is cut. Returns the width drawn.
float draw_line(Frame& frame, ImDrawList& list, Face face, ImVec2 at, ImU32 color, std::string_view text,
                float width = 1e6f);
// The width that it would take, px.
[[nodiscard]] float line_width(Frame& frame, Face face, std::string_view text);
[[nodiscard]] float line_height(const Frame& frame, Face face);
// "No font here has U+1F600 U+1F601": of the characters that are drawn as boxes, at most twelve. Empty: all can be
// drawn.
[[nodiscard]] std::string missing_characters(const Frame& frame, std::string_view text);
// Wrapped at the current window's width, where the cursor is.
void wrapped_text(Frame& frame, Face face, ImU32 color, std::string_view text, float width);

}  // namespace syncwall
