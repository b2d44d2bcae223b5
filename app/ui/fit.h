// Text that must not be cut: a number is made smaller or is abbreviated, a line is said in fewer words. UI thread only.
#pragma once

#include <initializer_list>
#include <span>

#include "base/time_text.h"
#include "ui/frame.h"

namespace syncwall {

struct FittedNumber {
  ShortText text;  // "412,706", "413 k", "1.05 M"
  float size = 0;  // px, of the face's font
};
// One size for all of these, so that they fit into `room` px each: the face's own where it can be, and down to `least`
// px as long as whole numbers fit so; then those that don't are abbreviated; then all get smaller still. Never cut.
// `fitted` takes as many as there are values.
void fit_numbers(Frame& frame, Face face, std::span<const std::int64_t> values, float room, float least,
                 std::span<FittedNumber> fitted);
[[nodiscard]] FittedNumber fit_number(Frame& frame, Face face, std::int64_t value, float room, float least);
// Returns the width drawn.
float draw_number(Frame& frame, ImDrawList& list, Face face, ImVec2 at, ImU32 color, const FittedNumber& number);

// The first of these that has room; the last one where none has.
[[nodiscard]] std::string_view fit_line(Frame& frame, Face face, float room,
                                        std::initializer_list<std::string_view> wordings);

}  // namespace syncwall
