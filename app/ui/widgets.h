// Buttons and small parts that several panels draw. UI thread only.
#pragma once

#include "ui/frame.h"

namespace syncwall {

enum class ButtonLook : unsigned char { Plain, Danger, Link };
// `id` is a literal of ours; `label` may hold a number. Where `enabled` is false it is dimmed and answers false.
[[nodiscard]] bool button(Frame& frame, const char* id, std::string_view label, ButtonLook look, bool enabled = true,
                          bool focused = false);

}  // namespace syncwall
