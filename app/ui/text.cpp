#include "ui/text.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "base/utf8.h"
#include "draw/imgui_compat.h"

namespace syncwall {

namespace {

constexpr std::size_t kMostBytes = 512;  // no cell is so wide; a name of 10 kB costs no more than this
constexpr std::string_view kEllipsis = "…";

// One line of at most kMostBytes; copied only where it holds control characters.
std::string_view one_drawn_line(Frame& frame, std::string_view text) {
  text = cut_utf8(text, kMostBytes);
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
  if (std::none_of(text.begin(), text.end(), control)) return frame.seen.drawn(frame.ui.visual.of(text), frame.ui.stand_in_buffer);
  frame.ui.line_buffer.assign(text);
  std::replace_if(frame.ui.line_buffer.begin(), frame.ui.line_buffer.end(), control, ' ');
  return frame.seen.drawn(frame.ui.visual.of(frame.ui.line_buffer), frame.ui.stand_in_buffer);
}

float width_of(ImFont* font, float size, std::string_view text) { return text_size(font, size, text.data(), text.data() + text.size()).x; }

}  // namespace

float line_height(const Frame& frame, Face face) { return frame.fonts.size(face); }

float line_width(Frame& frame, Face face, std::string_view text) {
  return width_of(frame.fonts.font(face), frame.fonts.size(face), one_drawn_line(frame, text));
}

float draw_line(Frame& frame, ImDrawList& list, Face face, ImVec2 at, ImU32 color, std::string_view text, float width) {
  text = one_drawn_line(frame, text);
  if (text.empty()) return 0;
  frame.seen.add(text);
  ImFont* font = frame.fonts.font(face);
  const float size = frame.fonts.size(face);
  const ImVec2 place{std::floor(at.x), std::floor(at.y)};
  float drawn = width_of(font, size, text);
  if (frame.texts != nullptr) {
    const ImVec2 from = list.GetClipRectMin(), to = list.GetClipRectMax();
    frame.texts->push_back({std::string(text), place, {place.x + std::min(drawn, width), place.y + size}, {from.x, from.y, to.x, to.y}, &list, drawn > width});
  }
  if (drawn <= width) {
    draw_text(list, font, size, place, color, text.data(), text.data() + text.size());
    return drawn;
  }
  const float room = width - width_of(font, size, kEllipsis);
  const char* end = text.data();
  drawn = font->CalcTextSizeA(size, std::max(room, 1.0f), 0, text.data(), text.data() + text.size(), &end).x;
  draw_text(list, font, size, place, color, text.data(), end);
  draw_text(list, font, size, {std::floor(at.x + drawn), place.y}, color, kEllipsis.data(), kEllipsis.data() + kEllipsis.size());
  return width;
}

std::string missing_characters(const Frame& frame, std::string_view text) {
  constexpr std::size_t kMost = 12;
  std::vector<char32_t> missing;
  text = cut_utf8(text, kMostBytes);
  for (std::size_t at = 0; at < text.size() && missing.size() < kMost;) {
    const char32_t c = next_code_point(text, at);
    if (c < 0x20 || has_glyph(*frame.fonts.font(Face::Body), frame.seen.stand_in(c)) || std::ranges::find(missing, c) != missing.end()) continue;
    missing.push_back(c);
  }
  if (missing.empty()) return {};
  std::string line = "No font here has";
  for (const char32_t c : missing) {
    char number[16];
    std::snprintf(number, sizeof number, " U+%04X", static_cast<unsigned>(c));
    line += number;
  }
  return line;
}

void wrapped_text(Frame& frame, Face face, ImU32 color, std::string_view text, float width) {
  // As one line: right-to-left text that wraps has its last words first.
  const std::string_view shown = frame.seen.drawn(frame.ui.visual.of(cut_utf8(text, 8000)), frame.ui.stand_in_buffer);
  frame.seen.add(shown);
  const FontScope scope(frame.fonts, face);
  ImGui::PushStyleColor(ImGuiCol_Text, color);
  ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + width);
  ImGui::TextUnformatted(shown.data(), shown.data() + shown.size());
  ImGui::PopTextWrapPos();
  ImGui::PopStyleColor();
}

}  // namespace syncwall
