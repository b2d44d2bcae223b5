#include "ui/fit.h"

#include <algorithm>
#include <cmath>

#include "draw/imgui_compat.h"
#include "ui/text.h"

namespace syncwall {

namespace {

// px at the face's own size.
float natural_width(Frame& frame, Face face, std::string_view text) {
  return std::max(line_width(frame, face, text), 1.0f);
}

ShortText best_text(Frame& frame, Face face, std::int64_t value, float room, float least) {
  const float full = frame.fonts.size(face), shrink = std::min(least / full, 1.0f);
  const ShortText whole = grouped(value);
  if (natural_width(frame, face, whole.view()) * shrink <= room) return whole;
  for (const int digits : {3, 2}) {
    const ShortText text = abbreviated(value, digits);
    if (natural_width(frame, face, text.view()) * shrink <= room) return text;
  }
  return abbreviated(value, 2);
}

}  // namespace

void fit_numbers(Frame& frame, Face face, std::span<const std::int64_t> values, float room, float least,
                 std::span<FittedNumber> fitted) {
  room = std::max(room, 1.0f);
  const float full = frame.fonts.size(face);
  float size = full;
  for (std::size_t i = 0; i < values.size(); ++i) {
    fitted[i].text = best_text(frame, face, values[i], room, least);
    size = std::min(size, full * room / natural_width(frame, face, fitted[i].text.view()));
  }
  // Whole px keep the digits crisp.
  size = size < full ? std::max(std::floor(size), 1.0f) : full;
  for (std::size_t i = 0; i < values.size(); ++i) fitted[i].size = size;
}

FittedNumber fit_number(Frame& frame, Face face, std::int64_t value, float room, float least) {
  FittedNumber fitted;
  fit_numbers(frame, face, {&value, 1}, room, least, {&fitted, 1});
  return fitted;
}

float draw_number(Frame& frame, ImDrawList& list, Face face, ImVec2 at, ImU32 color, const FittedNumber& number) {
  const std::string_view text = number.text.view();
  frame.seen.add(face, text);
  ImFont* const font = frame.fonts.font(face);
  const ImVec2 place{std::floor(at.x), std::floor(at.y)};
  const float width = text_size(font, number.size, text.data(), text.data() + text.size()).x;
  if (frame.texts != nullptr) {
    const ImVec2 from = list.GetClipRectMin(), to = list.GetClipRectMax();
    frame.texts->push_back({std::string(text),
                            place,
                            {place.x + width, place.y + number.size},
                            {from.x, from.y, to.x, to.y},
                            &list,
                            false});
  }
  draw_text(list, font, number.size, place, color, text.data(), text.data() + text.size());
  return width;
}

std::string_view fit_line(Frame& frame, Face face, float room, std::initializer_list<std::string_view> wordings) {
  std::string_view last;
  for (const std::string_view wording : wordings) {
    last = wording;
    if (line_width(frame, face, wording) <= room) break;
  }
  return last;
}

}  // namespace syncwall
