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
VisualText::Line one_drawn_line(Frame& frame, std::string_view text) {
  text = cut_utf8(text, kMostBytes);
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
  if (std::any_of(text.begin(), text.end(), control)) {
    frame.ui.text.line_buffer.assign(text);
    std::replace_if(frame.ui.text.line_buffer.begin(), frame.ui.text.line_buffer.end(), control, ' ');
    text = frame.ui.text.line_buffer;
  }
  const VisualText::Line line = frame.ui.text.visual.line(text);
  return {frame.seen.drawn(line.text, frame.ui.text.stand_in_buffer), line.begins_right};
}

// A number is drawn whole or not at all: "300,…" for 300,000 would be another number. Only one that begins the text may
// be cut where nothing else would be left: a name in digits.
std::size_t whole_numbers(std::string_view text, std::size_t end) {
  const auto digit = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  const auto point = [&](std::size_t i) { return text[i] == ',' || text[i] == '.'; };
  const auto within = [&](std::size_t i) {  // before the character i there is no end of a number
    if (i == 0 || i >= text.size()) return false;
    if (digit(i - 1)) return digit(i) || (point(i) && digit(i + 1));
    return i >= 2 && point(i - 1) && digit(i) && digit(i - 2);
  };
  std::size_t at = end;
  while (within(at)) --at;
  return at == 0 ? end : at;
}

float width_of(ImFont* font, float size, std::string_view text) {
  return text_size(font, size, text.data(), text.data() + text.size()).x;
}

// The beginning of a text that is at most so wide, px.
std::string_view fitting(ImFont* font, float size, std::string_view text, float width) {
  const char* end = text.data();
  static_cast<void>(font->CalcTextSizeA(size, std::max(width, 1.0f), 0, text.data(), text.data() + text.size(), &end));
  return text.substr(0, static_cast<std::size_t>(end - text.data()));
}

// The end of it.
std::string_view fitting_end(ImFont* font, float size, std::string_view text, float drawn, float width) {
  while (!text.empty() && drawn > width) {
    std::size_t next = 0;
    next_code_point(text, next);
    drawn -= width_of(font, size, text.substr(0, next));
    text.remove_prefix(next);
  }
  return text;
}

// Draws a part of a line. What is beyond the list's clip rectangle isn't seen.
void draw_part(Frame& frame, ImDrawList& list, Face face, ImVec2 at, ImU32 color, std::string_view text, float drawn) {
  ImFont* font = frame.fonts.font(face);
  const float size = frame.fonts.size(face);
  const ImVec2 from = list.GetClipRectMin(), to = list.GetClipRectMax();
  if (text.empty() || at.y >= to.y || at.y + size <= from.y || at.x >= to.x || at.x + drawn <= from.x) return;
  if (at.x + drawn > to.x) {
    std::size_t end = fitting(font, size, text, to.x - at.x).size();
    if (end < text.size()) next_code_point(text, end);  // of this one a part
    text = text.substr(0, end);
  }
  frame.seen.add(face, text);
  draw_text(list, font, size, at, color, text.data(), text.data() + text.size());
}

}  // namespace

float line_height(const Frame& frame, Face face) { return frame.fonts.size(face); }

float line_width(Frame& frame, Face face, std::string_view text) {
  return width_of(frame.fonts.font(face), frame.fonts.size(face), one_drawn_line(frame, text).text);
}

float draw_line(Frame& frame, ImDrawList& list, Face face, ImVec2 at, ImU32 color, std::string_view whole,
                float width) {
  const auto [text, begins_right] = one_drawn_line(frame, whole);
  if (text.empty()) return 0;
  ImFont* font = frame.fonts.font(face);
  const float size = frame.fonts.size(face);
  const ImVec2 place{std::floor(at.x), std::floor(at.y)};
  const float drawn = width_of(font, size, text);
  if (frame.texts != nullptr) {
    const ImVec2 from = list.GetClipRectMin(), to = list.GetClipRectMax();
    frame.texts->push_back({std::string(text),
                            place,
                            {place.x + std::min(drawn, width), place.y + size},
                            {from.x, from.y, to.x, to.y},
                            &list,
                            drawn > width});
  }
  if (drawn <= width) {
    draw_part(frame, list, face, place, color, text, drawn);
    return drawn;
  }
  const float dots = width_of(font, size, kEllipsis), room = width - dots;
  const std::string_view fits =
      begins_right ? fitting_end(font, size, text, drawn, room) : fitting(font, size, text, room);
  const std::string_view part = begins_right ? fits : text.substr(0, whole_numbers(text, fits.size()));
  if (frame.texts != nullptr) frame.texts->back().shown = part;
  const float part_width = width_of(font, size, part);
  draw_part(frame, list, face, {std::floor(at.x + (begins_right ? dots : 0)), place.y}, color, part, part_width);
  draw_part(frame, list, face, {std::floor(at.x + (begins_right ? 0 : part_width)), place.y}, color, kEllipsis, dots);
  return width;
}

std::string missing_characters(const Frame& frame, std::string_view text) {
  constexpr std::size_t kMost = 12;
  std::vector<char32_t> missing;
  text = cut_utf8(text, kMostBytes);
  for (std::size_t at = 0; at < text.size() && missing.size() < kMost;) {
    const char32_t c = next_code_point(text, at);
    if (frame.seen.missing(c) && std::ranges::find(missing, c) == missing.end()) missing.push_back(c);
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

namespace {

// A paragraph that runs from right to left, broken into lines before it is turned round: else its last words came
// first.
std::string broken_into_lines(Frame& frame, Face face, std::string_view paragraph, float width) {
  ImFont* font = frame.fonts.font(face);
  const float size = frame.fonts.size(face), blank = width_of(font, size, " ");
  std::string out, line;
  float used = 0;
  while (!paragraph.empty()) {
    const std::size_t end = std::min(paragraph.find(' '), paragraph.size());
    const std::string_view word = paragraph.substr(0, end);
    const float wide =
        width_of(font, size, frame.seen.drawn(frame.ui.text.visual.of(word), frame.ui.text.stand_in_buffer));
    if (!line.empty() && used + blank + wide > width) {
      out.append(frame.ui.text.visual.of(line)) += '\n';
      line.clear();
      used = 0;
    }
    if (!line.empty()) line += ' ';
    line += word;
    used += blank + wide;
    paragraph.remove_prefix(std::min(end + 1, paragraph.size()));
  }
  return out.append(frame.ui.text.visual.of(line));
}

std::string_view wrapped(Frame& frame, Face face, std::string_view text, float width, std::string& buffer) {
  if (!has_right_to_left(text)) return frame.ui.text.visual.of(text);
  while (true) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view paragraph = text.substr(0, end);
    if (begins_right_to_left(paragraph)) {
      buffer += broken_into_lines(frame, face, paragraph, width);
    } else {
      buffer += frame.ui.text.visual.of(paragraph);
    }
    if (end == text.size()) return buffer;
    buffer += '\n';
    text.remove_prefix(end + 1);
  }
}

}  // namespace

void wrapped_text(Frame& frame, Face face, ImU32 color, std::string_view text, float width) {
  std::string buffer;
  const std::string_view shown =
      frame.seen.drawn(wrapped(frame, face, cut_utf8(text, 8000), width, buffer), frame.ui.text.stand_in_buffer);
  const FontScope scope(frame.fonts, face);
  ImGui::PushStyleColor(ImGuiCol_Text, color);
  ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + width);
  ImGui::TextUnformatted(shown.data(), shown.data() + shown.size());
  if (ImGui::IsItemVisible()) frame.seen.add(face, shown);  // else it is scrolled away
  ImGui::PopTextWrapPos();
  ImGui::PopStyleColor();
}

}  // namespace syncwall
